/**
 * Has those who ask at the same time share an answer that is no older than their question: work that has begun may have
 * missed what came since, so whoever asks while it is under way gets the next, with all the others who do.
 */
export function sharingNext<T>(work: () => Promise<T>): () => Promise<T> {
  let underWay: Promise<unknown> = Promise.resolve();
  let next: Promise<T> | null = null;
  return () => {
    next ??= underWay.then(() => {
      next = null;
      const now = work();
      underWay = now.catch(() => undefined);
      return now;
    });
    return next;
  };
}
