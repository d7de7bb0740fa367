import { randomBytes } from 'node:crypto';

export interface Ids {
  /** A new `<seconds>.<6 digits>`, later than every one before it. */
  ts(): string;
  /** A new id such as `V0000000A1`. */
  next(prefix: string): string;
}

export function ids(now: () => number): Ids {
  let last = 0;
  let count = 0;
  return {
    ts() {
      last = Math.max(now() * 1000, last + 1);
      const digits = String(last);
      return `${digits.slice(0, -6)}.${digits.slice(-6)}`;
    },
    next(prefix) {
      count += 1;
      return `${prefix}0${count.toString(36).toUpperCase().padStart(8, '0')}`;
    },
  };
}

/** Not to be guessed. */
export function secret(bytes = 16): string {
  return randomBytes(bytes).toString('hex');
}
