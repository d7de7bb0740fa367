import { setTimeout as nextTurn } from 'node:timers/promises';
import type { Control, WaitOptions } from './types.ts';

type Truthy<T> = Exclude<T, undefined | null | false | 0 | ''>;

/**
 * Looks now and after everything that happens, one look at a time, until the answer is truthy.
 * Rejects, with the last error if the look threw, when the time is over.
 */
export async function waitFor<T>(
  control: Control,
  look: (control: Control) => T | Promise<T>,
  { timeoutMs = 5000, what = 'what was waited for' }: WaitOptions = {},
): Promise<Truthy<T>> {
  let wake = () => {};
  let news = true;
  let over = false;
  let last: unknown;
  const unsubscribe = control.subscribe(() => {
    news = true;
    wake();
  });
  // Time passes without events too: what depends on the clock is looked at now and then.
  const tick = setInterval(() => {
    news = true;
    wake();
  }, 250);
  const timer = setTimeout(() => {
    over = true;
    wake();
  }, timeoutMs);
  try {
    for (;;) {
      news = false;
      try {
        const found = await look(control);
        if (found) return found as Truthy<T>;
      } catch (error) {
        last = error;
      }
      if (over) break;
      // A look may itself make the news that it is repeated for: let the clock and the sockets have a turn.
      await nextTurn(5);
      if (!news) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
  } finally {
    clearTimeout(timer);
    clearInterval(tick);
    unsubscribe();
  }
  throw new Error(`Waited ${timeoutMs} ms in vain for ${what}`, { cause: last });
}
