/** `1 reply`, `2 replies` */
export function count(amount: number, one: string, many: string): string {
  return `${amount} ${amount === 1 ? one : many}`;
}

/** `Maya Ortiz` is MO, `replicate` is R. */
export function initials(name: string): string {
  const words = name.split(/\s+/).filter((word) => word !== '');
  const letters = words.slice(0, 2).map((word) => [...word][0] ?? '');
  return letters.join('').toUpperCase();
}

/** `Maya Ortiz` is Maya. */
export function first({ realName }: { readonly realName: string }): string {
  return realName.split(' ')[0] ?? realName;
}
