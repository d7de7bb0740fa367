import { describe, expect, it } from 'vitest';
import { healthOf, type Watched } from '../../../src/jobs/watch/health.ts';
import { judge } from '../../../src/jobs/watch/judge.ts';
import type { Observation, Sight } from '../../../src/jobs/watch/observation.ts';
import { sharedTopics, writtenAtBoth } from '../../../src/jobs/watch/topics.ts';
import { activity } from '../requests.ts';

const now = 1_790_000_000_000;
const minute = 60_000;
const thresholds = { everyMs: 5 * minute, lagMs: 15 * minute };

const info = {
  path: '/activity',
  attributes: { ttl: 0, autocreate: true, defaultpartitions: 1, compression: 'lz4' },
  numtopics: 1,
  physicalsize: 0,
  logicalsize: 0,
};
const row = { cluster: 'newyork', stream: '/activity', paused: false, isUptodate: true };

function seen(sight: Partial<Sight>, more: Partial<Observation> = {}): Observation {
  const nothing = { replicas: [], upstreams: [], offsets: { clicks: [9] } };
  return { at: now, sight: { info, ...nothing, ...sight }, fault: null, before: null, ...more };
}

const source = (change: Partial<Sight> = {}) => seen({ replicas: [row], ...change });
const replica = (change: Partial<Sight> = {}, more: Partial<Observation> = {}) =>
  seen({ upstreams: [{ cluster: 'sanfrancisco', stream: '/activity' }], ...change }, more);

function healthWith(change: Partial<Watched> = {}) {
  const watched: Watched = {
    pair: activity,
    source: source(),
    replica: replica(),
    marks: [{ at: now - 5 * minute, offsets: { clicks: [9] } }],
    others: {},
    ordered: 'flowing',
    marksBack: [],
    alike: true,
    ...change,
  };
  return healthOf(watched, thresholds, now);
}

const kinds = (change: Partial<Watched>) => healthWith(change).troubles.map(({ kind }) => kind);

describe('a replication is well', () => {
  it('where the replica has what its source had', () => {
    expect(healthWith()).toEqual({ at: now, troubles: [], lagMs: 0 });
  });

  it('where it is behind for less than people care for', () => {
    const { troubles, lagMs } = healthWith({ replica: replica({ offsets: { clicks: [3] } }) });
    expect(troubles).toEqual([]);
    expect(lagMs).toBe(5 * minute);
  });

  it('before both sides were looked at, as far as is known', () => {
    expect(healthWith({ replica: null })).toEqual({ at: null, troubles: [], lagMs: null });
  });
});

describe('a replication is not well', () => {
  const behind = [{ at: now - 40 * minute, offsets: { clicks: [9] } }];
  const stale = replica({ offsets: { clicks: [3] } }, { before: { clicks: [3] } });
  const slow = replica({ offsets: { clicks: [3] } }, { before: { clicks: [1] } });
  const paused = source({ replicas: [{ ...row, paused: true }] });
  const broken = { Code: 'ErrAllGatewaysUnreachable', Host: '', Msg: 'all down' };

  it.each<[string, Partial<Watched>, string[]]>([
    [
      'nothing arrives, though the row says "up to date"',
      { marks: behind, replica: stale },
      ['stuck'],
    ],
    ['it arrives too slowly', { marks: behind, replica: slow }, ['lag']],
    ['paused by somebody', { source: paused }, ['paused']],
    ['resumed by somebody', { ordered: 'paused' }, ['resumed']],
    [
      'an error in the row',
      { source: source({ replicas: [{ ...row, errors: broken }] }) },
      ['error'],
    ],
    ['the registration is gone', { source: source({ replicas: [] }) }, ['unregistered']],
    ['the upstream is gone', { replica: replica({ upstreams: [] }) }, ['unauthorized']],
    ['the source is gone', { source: source({ info: null }) }, ['source-gone']],
    ['the replica is gone', { replica: replica({ info: null }) }, ['replica-gone']],
    [
      'a cluster does not answer',
      { replica: seen({}, { sight: null, fault: 'no contact' }) },
      ['blind'],
    ],
    ['nobody has looked', { replica: replica({}, { at: now - 17 * minute }) }, ['unseen']],
    [
      'attributes have drifted apart',
      { replica: replica({ info: { ...info, attributes: { ...info.attributes, ttl: 60 } } }) },
      ['drift'],
    ],
    ['a topic comes from two sources', { others: { '/mapr/x/y': ['clicks'] } }, ['topics']],
  ])('%s', (_, change, expected) => {
    expect(kinds(change)).toEqual(expected);
  });

  it('but a backlog of what was paused on purpose is none', () => {
    expect(kinds({ source: paused, ordered: 'paused', marks: behind, replica: stale })).toEqual([]);
  });

  it('nor is a pause of one whose orders are not known', () => {
    expect(kinds({ source: paused, ordered: null })).toEqual([]);
  });
});

it('drift is told of a replica that was made like its source alone', () => {
  const unlike = {
    replica: replica({ info: { ...info, attributes: { ...info.attributes, ttl: 9 } } }),
  };
  expect(kinds(unlike)).toEqual(['drift']);
  expect(kinds({ ...unlike, alike: false })).toEqual([]);
});

describe('of two streams that feed each other, a topic is written at both', () => {
  /** The looks at one stream, each a minute after the one before. */
  const looks = (from: number, ...offsets: readonly Record<string, number[]>[]) =>
    offsets.map((each, index) => {
      const at = now + from + index * minute;
      return { at, by: at + 1_000, offsets: each };
    });
  const half = minute / 2;

  it('where each was seen to have what the other had not at a later look', () => {
    const one = looks(0, { clicks: [9], own: [3] }, { clicks: [14], own: [4] });
    const other = looks(half, { clicks: [4], theirs: [7] }, { clicks: [19], theirs: [8] });
    const later = looks(2 * minute + half, { clicks: [14], own: [4], theirs: [2] });
    expect(writtenAtBoth([...one, ...later], other)).toEqual(['clicks']);
    expect(writtenAtBoth(other, [...one, ...later])).toEqual(['clicks']);
  });

  it('not where one only lags behind the other, whichever that is', () => {
    const ahead = looks(0, { clicks: [9] }, { clicks: [19] }, { clicks: [29] });
    const behind = looks(half, { clicks: [4] }, { clicks: [9] }, { clicks: [29] });
    expect(writtenAtBoth(ahead, behind)).toEqual([]);
    expect(writtenAtBoth(behind, ahead)).toEqual([]);
  });

  it('not by looks that are too close together to tell which came first, or that do not say when they ended', () => {
    const one = looks(0, { clicks: [9] }, { clicks: [10] });
    const close = looks(3_000, { clicks: [4] }, { clicks: [12] });
    expect(writtenAtBoth(one, [...close, ...looks(minute + 3_000, { clicks: [12] })])).toEqual([]);
    const old = looks(0, { clicks: [9] }, { clicks: [14] }).map(({ at, offsets }) => ({
      at,
      offsets,
    }));
    const other = looks(half, { clicks: [4] }, { clicks: [19] });
    expect(writtenAtBoth([...old, ...looks(3 * minute, { clicks: [14] })], other)).toEqual([]);
  });

  it('nor by what was seen before a topic was deleted', () => {
    const one = looks(0, { clicks: [9] }, { clicks: [14] }, {}, {});
    const other = looks(half, { clicks: [4] }, { clicks: [14] }, { clicks: [14] }, {});
    expect(writtenAtBoth(one, other)).toEqual([]);
  });

  it('and that is trouble, told of the one pair that has both looks', () => {
    const marks = looks(-3 * minute, { clicks: [9] }, { clicks: [9] });
    const marksBack = looks(-3 * minute + half, { clicks: [4] }, { clicks: [14] });
    const more = looks(-half, { clicks: [9] });
    expect(kinds({ marks: [...marks, ...more], marksBack })).toEqual(['both-sides']);
    expect(kinds({ marks: [...marks, ...more] })).toEqual([]);
  });
});

it('topics of the same name must not meet in one replica', () => {
  expect(sharedTopics(['a', 'b'], { one: ['b'], two: ['c'] })).toEqual([
    { source: 'one', topic: 'b' },
  ]);
});

describe('what is said', () => {
  const well = healthWith();
  const at = (ms: number, change: Partial<Watched>) => ({ ...healthWith(change), at: now + ms });
  const bad = { ordered: 'paused' } as const;

  it('is said at the second look that finds it, once, and again when it is over', () => {
    let verdict = judge(null, well, now);
    expect(verdict).toMatchObject({ said: 0, about: [] });
    verdict = judge(verdict, at(1, bad), now);
    expect(verdict).toMatchObject({ said: 0, doubt: { kinds: 'resumed' } });
    // The same look, judged again.
    verdict = judge(verdict, at(1, bad), now);
    expect(verdict.said).toBe(0);
    verdict = judge(verdict, at(2, bad), now);
    expect(verdict).toMatchObject({ said: 1, about: [{ kind: 'resumed' }], doubt: null });
    verdict = judge(verdict, at(3, bad), now);
    expect(verdict.said).toBe(1);
    verdict = judge(judge(verdict, { ...well, at: now + 4 }, now), { ...well, at: now + 5 }, now);
    expect(verdict).toMatchObject({ said: 2, about: [] });
  });

  it('is nothing where it was seen once, and not again', () => {
    const once = judge(judge(null, well, now), at(1, bad), now);
    expect(judge(once, { ...well, at: now + 2 }, now)).toMatchObject({ said: 0, doubt: null });
  });
});
