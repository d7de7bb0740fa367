/**
 * Does one after another, in the order in which they come: what follows from a command leaves the process its time to
 * acknowledge the next ones. What fails stops nothing that comes after it.
 */
export function inTurn<A, R>(work: (of: A) => Promise<R>): (of: A) => Promise<R> {
  let last: Promise<unknown> = Promise.resolve();
  return (of) => {
    const next = last.then(() => work(of));
    last = next.catch(() => undefined);
    return next;
  };
}
