/**
 * Does `work` for every item, at most `limit` at a time; results in the order of the items. After the first failure
 * nothing more is started, what runs is aborted and waited for, and the failure is thrown.
 */
export async function each<T, R>(
  items: readonly T[],
  limit: number,
  signal: AbortSignal | undefined,
  work: (item: T, signal: AbortSignal) => Promise<R>,
): Promise<R[]> {
  const failure = new AbortController();
  const either = signal === undefined ? failure.signal : AbortSignal.any([signal, failure.signal]);
  const results: R[] = [];
  const queue = items.entries();

  async function lane(): Promise<void> {
    // All lanes draw from the one iterator.
    for (const [index, item] of queue) {
      either.throwIfAborted();
      results[index] = await work(item, either);
    }
  }

  async function guarded(): Promise<void> {
    try {
      await lane();
    } catch (error) {
      failure.abort(error);
    }
  }

  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, guarded));
  either.throwIfAborted();
  return results;
}
