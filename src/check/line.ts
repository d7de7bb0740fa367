import { SettingsError } from '../config.ts';
import { within } from '../jobs/within.ts';
import { each } from '../mapr/each.ts';
import { meaningOf } from './meanings.ts';

/** `warning`: it works now, and will not, or not for everybody; `unknown`: it cannot be told from here. */
export type Level = 'ok' | 'warning' | 'missing' | 'unknown';

/** One fact of this machine. */
export interface CheckLine {
  /** What was looked at, the same from run to run: `ticket`, or `ticket:newyork` where there are several. */
  readonly id: string;
  /** Whether nothing is to be done; null where it cannot be told. */
  readonly ok: boolean | null;
  readonly level: Level;
  readonly what: string;
  /** Why it matters. */
  readonly meaning: string;
  /** What to do about it; null where nothing is to be done. */
  readonly remedy: string | null;
}

export function fine(id: string, what: string): CheckLine {
  return { id, ok: true, level: 'ok', what, meaning: meaningOf(id), remedy: null };
}

export function missing(id: string, what: string, remedy: string): CheckLine {
  return { id, ok: false, level: 'missing', what, meaning: meaningOf(id), remedy };
}

export function warning(id: string, what: string, remedy: string): CheckLine {
  return { id, ok: false, level: 'warning', what, meaning: meaningOf(id), remedy };
}

export function untold(id: string, what: string, remedy: string): CheckLine {
  return { id, ok: null, level: 'unknown', what, meaning: meaningOf(id), remedy };
}

/** What was loaded, if it could be; and a line for each fault, or the one that says it is fine. */
export interface Attempt<T> {
  readonly value?: T;
  readonly lines: readonly CheckLine[];
}

export function attempt<T>(id: string, load: () => T, what: string): Attempt<T> {
  try {
    return { value: load(), lines: [fine(id, what)] };
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    const lines = error.faults.map(({ setting, wrong, example }) =>
      missing(`${id}:${setting}`, `${setting}: ${wrong}`, `For example: ${example}`),
    );
    return { lines };
  }
}

/**
 * Looks at something without letting it keep anything else from being looked at: what throws, or takes longer than the
 * time given (milliseconds), is a line of its own. It counts as missing: what hangs here will hang for a step as well.
 */
export async function guarded(
  id: string,
  look: () => Promise<readonly CheckLine[]>,
  withinMs = 60_000,
): Promise<readonly CheckLine[]> {
  try {
    return await within(look(), withinMs);
  } catch (error) {
    const remedy = 'Run the check again; if it stays, see what hangs there.';
    return [missing(id, `${id} could not be looked at: ${reasonOf(error)}`, remedy)];
  }
}

/** Each look starts a JVM. */
const atOnce = 4;

/**
 * Looks at each, a few at a time, with what is found of one kept whatever becomes of the others.
 * @param until when it is aborted, nothing more is begun: what is left is a line of its own
 */
export async function guardedEach<T>(
  items: readonly T[],
  until: AbortSignal,
  idOf: (item: T) => string,
  look: (item: T) => Promise<CheckLine>,
): Promise<readonly CheckLine[]> {
  const lines = await each(items, atOnce, undefined, async (item) => {
    const id = idOf(item);
    if (until.aborted) return [notBegun(id)];
    return await guarded(id, async () => [await look(item)]);
  });
  return lines.flat();
}

function notBegun(id: string): CheckLine {
  const what = `${id} was not looked at: the looks before it have taken the time that the check has.`;
  return untold(id, what, 'See what answers so slowly, and run the check again.');
}

/** The message of whatever was thrown; some of Node's have a code and no words. */
export function reasonOf(error: unknown): string {
  const { message = '', code = '' } = error as { message?: string; code?: string };
  return message || code || 'no answer';
}
