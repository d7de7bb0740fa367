/** Sums over samples, and how numbers are written. Pure. */

/**
 * @param share between 0 and 1
 * @returns the smallest sample that at least this share of the samples does not exceed
 * @throws where there is no sample
 */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((one, other) => one - other);
  const found = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
  if (found === undefined) throw new Error('there is nothing to take a percentile of');
  return found;
}

export function median(samples: readonly number[]): number {
  return percentile(samples, 0.5);
}

/** Three digits that count: `0.82 ms`, `12.3 ms`, `1,230 ms`. */
export function digits(value: number): string {
  return value.toLocaleString('en', { maximumSignificantDigits: 3 });
}

/** @param ms milliseconds */
export function time(ms: number): string {
  return Math.abs(ms) < 1_000 ? `${digits(ms)} ms` : `${digits(ms / 1_000)} s`;
}

/** @param bytes written in the units of 1,024 */
export function size(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB'];
  let value = bytes;
  let unit = 0;
  for (; Math.abs(value) >= 1_024 && unit < units.length - 1; unit += 1) value /= 1_024;
  return `${digits(value)} ${units[unit]}`;
}
