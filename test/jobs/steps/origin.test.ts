import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fold } from '../../../src/jobs/fold.ts';
import type { StepContext } from '../../../src/jobs/step.ts';
import { createWitness } from '../../../src/jobs/steps/origin.ts';
import type { NewEvent } from '../../../src/jobs/store.ts';
import { type MaprCommand, show } from '../../../src/mapr/command.ts';
import { MaprError } from '../../../src/mapr/errors.ts';
import type { ReplicaRow } from '../../../src/mapr/replica-list.ts';
import { activity, begunAt, logOf, requested } from '../requests.ts';

const { source, replica } = activity;
const command = 'maprcli stream replica autosetup';

const ordered: NewEvent[] = [
  { type: 'step.acting', step: 'autosetup', command, at: begunAt },
  {
    type: 'step.ran',
    step: 'autosetup',
    purpose: 'act',
    command,
    exitCode: 0,
    answer: '',
    durationMs: 1_000,
    at: begunAt + 1_000,
  },
];

/** What one look finds: at the replica's path, and how the source's row says it is. `after`: seconds after the order. */
interface Sight {
  readonly after: number;
  readonly path: 'free' | 'stream' | 'other stream' | 'cannot be told';
  readonly state: string | undefined;
}

const attributes = { ttl: 1, autocreate: true, defaultpartitions: 1, compression: 'lz4' };

/** Whose the stream is said to be at each look. */
async function told(sights: readonly Sight[], log: readonly NewEvent[] = ordered) {
  const state = fold(logOf(requested({ procedure: 'autosetup' }), ...log));
  let now: Sight | undefined;
  const looked: string[] = [];
  const context = {
    plan: state.plan,
    state,
    step: state.steps.copying,
    async look(look: MaprCommand<unknown>) {
      looked.push(show(look));
      if (show(look).includes(source)) return { attributes };
      if (now?.path === 'cannot be told')
        throw new MaprError({ fault: 'transient', command: look, reason: 'no contact' });
      if (now?.path === 'free') return null;
      return { attributes: now?.path === 'stream' ? attributes : { ...attributes, ttl: 2 } };
    },
  };
  const witness = createWitness(context as unknown as StepContext);
  const origins: (string | null)[] = [];
  for (now of sights) {
    vi.setSystemTime(begunAt + now.after * 1_000);
    const row = { replicaState: now.state && `REPLICA_STATE_${now.state}` };
    origins.push((await witness.look(async () => row as ReplicaRow)).origin);
  }
  return { origins, looked };
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('a stream at the path that the cluster is to make the replica at', () => {
  it('is the cluster’s where it comes as the row says that it was made', async () => {
    const [free, made] = [
      { after: 2, path: 'free', state: 'CREATE_SCHEDULE' },
      { after: 5, path: 'stream', state: 'COPY_SCHEDULE' },
    ] as const;
    expect((await told([free, made])).origins).toEqual([null, 'cluster']);
    expect((await told([made])).origins).toEqual(['cluster']);
  });

  it('is nobody’s to tell where it is there while the row says that nothing was made', async () => {
    const { origins } = await told([{ after: 2, path: 'stream', state: 'CREATE_SCHEDULE' }]);
    expect(origins).toEqual(['unknown']);
  });

  it.each(['WAIT_TILL_BULKLOAD', 'UNEXPECTED', 'A_STATE_OF_TOMORROW', undefined])(
    'is nobody’s to tell where the row says %s',
    async (state) => {
      expect((await told([{ after: 2, path: 'stream', state }])).origins).toEqual(['unknown']);
    },
  );

  it('is nobody’s to tell where it came while nobody looked', async () => {
    const late = { after: 120, path: 'stream', state: 'REPLICATING' } as const;
    expect((await told([late])).origins).toEqual(['unknown']);
    const seen = { after: 118, path: 'free', state: 'CREATE_SCHEDULE' } as const;
    expect((await told([seen, late])).origins).toEqual([null, 'cluster']);
    const blind = { after: 118, path: 'cannot be told', state: 'CREATE_SCHEDULE' } as const;
    expect((await told([blind, late])).origins).toEqual([null, 'unknown']);
  });

  it('is nobody’s to tell where it is unlike the source', async () => {
    const { origins } = await told([{ after: 2, path: 'other stream', state: 'COPY_SCHEDULE' }]);
    expect(origins).toEqual(['unknown']);
  });

  it('is nobody’s to tell where nobody knows when the order was taken', async () => {
    const sight = { after: 2, path: 'stream', state: 'COPY_SCHEDULE' } as const;
    expect((await told([sight], [])).origins).toEqual(['unknown']);
  });

  it('is looked for no more once it was found: the first look holds', async () => {
    const sights = [{ after: 9, path: 'stream', state: 'COPY_IN_PROGRESS' }] as const;
    const how = { type: 'step.progress', step: 'copying', done: 0, total: 100, bytes: 0 } as const;
    const found = await told(sights, [...ordered, { ...how, origin: 'unknown' }]);
    expect(found).toEqual({ origins: [null], looked: [] });
    const state = fold(
      logOf(requested(), { ...how, origin: 'unknown' }, how, { ...how, origin: 'cluster' }),
    );
    expect(state.steps.copying.origin).toBe('unknown');
    expect((await told(sights)).looked.join()).toContain(replica);
  });
});
