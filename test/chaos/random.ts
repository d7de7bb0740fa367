/** Numbers that look random and are the same for the same seed (mulberry32). */
export interface Random {
  /** From 0, below `end`. */
  below(end: number): number;
  oneOf<T>(all: readonly T[]): T;
  /** Different ones, at most so many. */
  some<T>(all: readonly T[], amount: number): T[];
}

export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
  const below = (end: number) => Math.floor(next() * end);
  return {
    below,
    oneOf: (all) => {
      const found = all[below(all.length)];
      if (found === undefined) throw new Error('there is nothing to choose from');
      return found;
    },
    some: (all, amount) => {
      const left = [...all];
      return Array.from({ length: Math.min(amount, left.length) }, () =>
        left.splice(below(left.length), 1),
      ).flat();
    },
  };
}
