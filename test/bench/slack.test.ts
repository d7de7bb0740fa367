import { describe, expect, it } from 'vitest';
import { delaysOf, fewestCalls, oldFor } from '../../bench/slack/ages.ts';
import { oldestWhole, oneEach, played } from '../../bench/slack/limits.ts';

const changes = [0, 1_000, 2_000, 20_000];

describe('how long a change is not shown', () => {
  it('ends with the first call that shows it or a later one', () => {
    const shown = [
      { at: 500, upTo: 1 },
      { at: 9_000, upTo: 3 },
    ];
    expect(delaysOf(changes, shown)).toEqual([500, 8_000, 7_000, null]);
  });

  it('counts as old once, however many changes wait', () => {
    const shown = [
      { at: 500, upTo: 1 },
      { at: 9_000, upTo: 3 },
      { at: 21_000, upTo: 4 },
    ];
    // Older than 5 s from 6,000, a second after the first that waits.
    expect(oldFor(changes, shown, 5_000)).toBe(3_000);
    expect(oldFor(changes, shown, 8_000)).toBe(0);
  });
});

it.each([
  [0, 4],
  [1_000, 3],
  [5_000, 2],
  [30_000, 1],
])('with %d ms to show a change, %d calls are enough', (limitMs, calls) => {
  expect(fewestCalls(changes, limitMs)).toBe(calls);
});

describe('under the limits', () => {
  const many = Array.from({ length: 8 }, () => changes);

  it('one call for each change shows each change, and in order', () => {
    expect(played([changes], oneEach)[0]?.map(({ upTo }) => upTo)).toEqual([1, 2, 3, 4]);
  });

  it('posts come five at once, and then one a second', () => {
    const posted = played(many, oneEach).map(([first]) => Math.round((first?.at ?? -1) / 1_000));
    expect(posted.toSorted((one, other) => one - other)).toEqual([0, 0, 0, 0, 0, 1, 2, 3]);
  });

  it('the oldest card first shows all that a card has to say in one call', () => {
    const calls = played(many, oldestWhole);
    expect(calls.every((shown) => shown.at(-1)?.upTo === changes.length)).toBe(true);
    const merged = calls.flat().length;
    expect(merged).toBeLessThan(played(many, oneEach).flat().length);
    // The last to be posted waits for three seconds, and says all that has changed by then.
    expect(calls.at(-1)?.[0]).toEqual({ at: 3_000, upTo: 3 });
  });
});
