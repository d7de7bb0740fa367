import { SettingsError } from '../config.ts';

/** One fact of this machine. */
export interface CheckLine {
  /** Null where it cannot be told. */
  readonly ok: boolean | null;
  readonly what: string;
  /** What to do about it. */
  readonly remedy?: string;
}

export function fine(what: string): CheckLine {
  return { ok: true, what };
}

export function missing(what: string, remedy: string): CheckLine {
  return { ok: false, what, remedy };
}

export function untold(what: string, remedy: string): CheckLine {
  return { ok: null, what, remedy };
}

/** What was loaded, if it could be; and a line for each fault, or the one that says it is fine. */
export interface Attempt<T> {
  readonly value?: T;
  readonly lines: readonly CheckLine[];
}

export function attempt<T>(load: () => T, what: string): Attempt<T> {
  try {
    return { value: load(), lines: [fine(what)] };
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    const lines = error.faults.map(({ setting, wrong, example }) =>
      missing(`${setting}: ${wrong}`, `For example: ${example}`),
    );
    return { lines };
  }
}

/** The message of whatever was thrown; some of Node's have a code and no words. */
export function reasonOf(error: unknown): string {
  const { message = '', code = '' } = error as { message?: string; code?: string };
  return message || code || 'no answer';
}
