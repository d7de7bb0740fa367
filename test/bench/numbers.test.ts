import { describe, expect, it } from 'vitest';
import { digits, median, percentile, size, time } from '../../bench/numbers.ts';

describe('percentile', () => {
  const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);
  it.each([
    [0, 1],
    [0.5, 50],
    [0.99, 99],
    [0.991, 100],
    [1, 100],
  ])('%d of 1 to 100 is %d', (share, expected) => {
    expect(percentile(hundred, share)).toBe(expected);
  });

  it('leaves the samples as they are', () => {
    const samples = [3, 1, 2];
    expect(median(samples)).toBe(2);
    expect(samples).toEqual([3, 1, 2]);
  });

  it('takes none of nothing', () => {
    expect(() => median([])).toThrow(/nothing/);
  });
});

it.each([
  [digits(0.01234), '0.0123'],
  [digits(123_456), '123,000'],
  [time(12.34), '12.3 ms'],
  [time(999), '999 ms'],
  [time(8_500), '8.5 s'],
  [size(512), '512 B'],
  [size(1_536), '1.5 KB'],
  [size(3 * 1_024 ** 4), '3,070 GB'],
])('writes %s', (written, expected) => {
  expect(written).toBe(expected);
});
