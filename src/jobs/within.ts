/**
 * Gives work so much time, in milliseconds, and no more: somebody waits for an answer. The work itself goes on.
 * @throws Error if it has not settled by then
 */
export async function within<T>(
  work: Promise<T>,
  ms: number,
  reason = `no answer within ${ms} ms`,
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(reason)), ms);
  });
  return await Promise.race([work, late]).finally(() => clearTimeout(timer));
}
