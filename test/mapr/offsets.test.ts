import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { each } from '../../src/mapr/each.ts';
import { messagesIn, progress, reached, readOffsets } from '../../src/mapr/offsets.ts';
import { createMapr } from '../../src/mapr/run.ts';
import { fakeHome, ok, source } from './support.ts';

const topic = fc.constantFrom('clicks', 'views', 'constructor', 'toString', '__proto__');
const offsets = fc
  .array(fc.tuple(topic, fc.array(fc.integer({ min: -1, max: 1e12 }), { maxLength: 5 })))
  .map((entries): Record<string, number[]> => Object.fromEntries(entries));

describe('a replica has reached the mark', () => {
  it.each([
    ['when both are empty', {}, {}, []],
    ['when it is there', { a: [5, 3] }, { a: [5, 3] }, []],
    ['when it is past it', { a: [9, 3, 1], b: [1] }, { a: [5, 3] }, []],
    ['without topics that never had a message', {}, { a: [-1, -1] }, []],
    ['but not when it is behind', { a: [4] }, { a: [5] }, [['a', 0, 4, 5]]],
    ['but not without the topic', {}, { a: [0] }, [['a', 0, -1, 0]]],
    ['but not without a partition', { a: [5] }, { a: [5, 0] }, [['a', 1, -1, 0]]],
    [
      'but not by a name that every object has',
      {},
      { constructor: [1] },
      [['constructor', 0, -1, 1]],
    ],
  ])('%s', (_, replica, mark, missing) => {
    const expected = missing.map(([name, partition, have, want]) => ({
      topic: name,
      partition,
      have,
      want,
    }));
    expect(reached(replica, mark)).toEqual(expected);
  });

  it('whenever it has what the mark has', () => {
    fc.assert(
      fc.property(offsets, (mark) => {
        expect(reached(mark, mark)).toEqual([]);
        expect(progress(mark, mark)).toBe(1);
        expect(reached(JSON.parse(JSON.stringify(mark)), mark)).toEqual([]);
      }),
    );
  });
});

it.each([
  [{}, 0],
  [{ a: [-1] }, 0],
  [{ a: [0, 9], b: [4] }, 16],
])('there are in %j %i messages', (given, count) => {
  expect(messagesIn(given)).toBe(count);
});

describe('progress', () => {
  it.each([
    ['an empty source is copied', {}, { a: [-1] }, 1],
    ['nothing yet', {}, { a: [99] }, 0],
    ['half', { a: [49] }, { a: [99] }, 0.5],
    ['across topics', { a: [99] }, { a: [99], b: [299] }, 0.25],
    ['what came since counts for nothing', { a: [999], b: [-1] }, { a: [99], b: [99] }, 0.5],
    ['nor do topics that came since', { c: [999] }, { a: [99] }, 0],
  ])('%s', (_, copied, mark, expected) => {
    expect(progress(copied, mark)).toBe(expected);
  });

  it('is from 0 to 1, and 1 if and only if the mark is reached', () => {
    fc.assert(
      fc.property(offsets, offsets, (copied, mark) => {
        const part = progress(copied, mark);
        expect(part).toBeGreaterThanOrEqual(0);
        expect(part).toBeLessThanOrEqual(1);
        expect(part === 1).toBe(reached(copied, mark).length === 0);
      }),
    );
  });
});

describe('offsets are read', () => {
  const list = ok([
    { topic: 'clicks', partitions: 2 },
    { topic: '__proto__', partitions: 1 },
    { topic: 'gone', partitions: 2 },
  ]).stdout;
  // Out of order, with a hole, as a reply might be.
  const rows = ok([
    { partitionid: 2, maxoffset: 7 },
    { partitionid: 0, maxoffset: 41 },
  ]).stdout;

  it('with one list and one look a topic', async () => {
    const home = await fakeHome({
      maprcli: `echo x >> "$MAPR_HOME/calls"
if [ "$3" = list ]; then cat <<'E'\n${list}E
else cat <<'E'\n${rows}E
fi`,
    });
    const seen: string[] = [];
    const read = await readOffsets(createMapr({ home, timeoutMs: 60_000 }), source, {
      onAnswer: (answer) => void seen.push(answer.stdout),
    });
    const expected = [41, -1, 7];
    expect(Object.entries(read)).toEqual([
      ['clicks', expected],
      ['__proto__', expected],
      ['gone', expected],
    ]);
    expect(seen).toHaveLength(4);
  });

  it('wholly or not at all', async () => {
    const home = await fakeHome({
      maprcli: `if [ "$3" = list ]; then cat <<'E'\n${list}E
elif [ "$7" = gone ]; then echo 'ERROR (2) -  x'; exit 1
else sleep 1000; fi`,
    });
    const read = readOffsets(createMapr({ home, timeoutMs: 60_000 }), source);
    await expect(read).rejects.toMatchObject({ fault: 'refused', id: 2 });
  });
});

describe('each', () => {
  it('runs so many at a time and keeps the order', async () => {
    let now = 0;
    let most = 0;
    const results = await each([1, 2, 3, 4, 5, 6, 7], 3, undefined, async (item) => {
      now += 1;
      most = Math.max(most, now);
      await new Promise(setImmediate);
      now -= 1;
      return item * 10;
    });
    expect(results).toEqual([10, 20, 30, 40, 50, 60, 70]);
    expect(most).toBe(3);
    expect(await each([], 3, undefined, async () => 1)).toEqual([]);
  });

  it('stops at the first failure, and throws that one', async () => {
    const started: number[] = [];
    const all = each([1, 2, 3, 4], 2, undefined, async (item, signal) => {
      started.push(item);
      if (item === 1) throw new Error('first');
      await new Promise((_, reject) => {
        signal.addEventListener('abort', () => reject(new Error('second')));
      });
    });
    await expect(all).rejects.toThrow('first');
    expect(started).toEqual([1, 2]);
  });

  it('starts nothing when aborted', async () => {
    const signal = AbortSignal.abort(new Error('shutting down'));
    const all = each([1], 2, signal, async () => {
      throw new Error('started');
    });
    await expect(all).rejects.toThrow('shutting down');
  });
});
