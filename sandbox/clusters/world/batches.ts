import type { Batch } from './types.ts';

/** Above this many, neighbours are merged even if that blurs their times. */
const roughLimit = 200;

export function countOf(batch: Pick<Batch, 'from' | 'to'>): number {
  return batch.to - batch.from + 1;
}

export function sumOf(batches: readonly Batch[]): { messages: number; bytes: number } {
  return batches.reduce(
    (sum, batch) => ({
      messages: sum.messages + countOf(batch),
      bytes: sum.bytes + batch.bytes,
    }),
    { messages: 0, bytes: 0 },
  );
}

/** The part of a batch within offsets `from` to `to`, with its share of bytes and time; `undefined` if none. */
export function sliceBatch<T extends Batch>(batch: T, from: number, to: number): T | undefined {
  const start = Math.max(from, batch.from);
  const end = Math.min(to, batch.to);
  if (start > end) return undefined;
  const count = countOf(batch);
  const share = (offset: number, whole: number): number =>
    Math.round((whole * (offset - batch.from)) / count);
  return {
    ...batch,
    from: start,
    to: end,
    bytes: share(end + 1, batch.bytes) - share(start, batch.bytes),
    firstAt: batch.firstAt + share(start, batch.lastAt - batch.firstAt),
    lastAt: batch.firstAt + share(end + 1, batch.lastAt - batch.firstAt),
  };
}

/** What of `batch` is not among `present` yet. */
export function missingFrom(present: readonly Batch[], batch: Batch): Batch[] {
  let rest: Batch[] = [batch];
  for (const there of present) {
    if (there.to < batch.from || there.from > batch.to) continue;
    rest = rest.flatMap((piece) =>
      [
        sliceBatch(piece, piece.from, there.from - 1),
        sliceBatch(piece, there.to + 1, piece.to),
      ].filter((part) => part !== undefined),
    );
  }
  return rest;
}

/** Adds `pieces`, keeps the order of offsets, merges neighbours of the same second and origin. */
export function insertBatches(present: readonly Batch[], pieces: readonly Batch[]): Batch[] {
  const sorted = [...present, ...pieces].sort((a, b) => a.from - b.from);
  const rough = sorted.length > roughLimit;
  const merged: Batch[] = [];
  for (const batch of sorted) {
    const last = merged.at(-1);
    if (last !== undefined && mergeable(last, batch, rough)) {
      merged[merged.length - 1] = mergeBatches(last, batch);
    } else merged.push(batch);
  }
  return merged;
}

export function mergeable(a: Batch, b: Batch, rough: boolean): boolean {
  const touching = a.to + 1 === b.from && a.origin === b.origin;
  return touching && (rough || Math.floor(a.firstAt / 1000) === Math.floor(b.lastAt / 1000));
}

export function mergeBatches<T extends Batch>(a: T, b: T): T {
  return {
    ...a,
    to: b.to,
    bytes: a.bytes + b.bytes,
    firstAt: Math.min(a.firstAt, b.firstAt),
    lastAt: Math.max(a.lastAt, b.lastAt),
  };
}
