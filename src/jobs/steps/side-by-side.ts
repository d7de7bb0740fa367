/**
 * Looks that do not build on one another, at once: each is a JVM of a second or more on a node. All of them are waited
 * for, so that nothing of a step runs behind its end.
 * @throws what the first of them threw, in the order in which they are given
 */
export async function sideBySide<T extends readonly unknown[]>(
  ...looks: { readonly [K in keyof T]: Promise<T[K]> }
): Promise<T> {
  const settled = await Promise.allSettled(looks);
  return settled.map((each) => {
    if (each.status === 'rejected') throw each.reason;
    return each.value;
  }) as unknown as T;
}
