/** How old cards are: between a change of what a card has to say and the call that shows it. Pure. */

/** The times at which what a card has to say changed, in milliseconds; the first is the request itself. */
export type Changes = readonly number[];

/** A call that Slack took: of the card's changes, so many stand in it. */
export interface Shown {
  readonly at: number;
  readonly upTo: number;
}

/** @returns for each change the milliseconds until a call showed it, or a later one; null where none has */
export function delaysOf(changes: Changes, shown: readonly Shown[]): (number | null)[] {
  return changes.map((at, index) => {
    const first = shown.find(({ upTo }) => upTo > index);
    return first ? Math.max(0, first.at - at) : null;
  });
}

/** For how many milliseconds a card shows something older than `limitMs`. */
export function oldFor(changes: Changes, shown: readonly Shown[], limitMs: number): number {
  let oldMs = 0;
  let from = Number.NEGATIVE_INFINITY;
  delaysOf(changes, shown).forEach((delay, index) => {
    const at = changes[index] ?? 0;
    if (delay === null || delay <= limitMs) return;
    const [begun, over] = [Math.max(at + limitMs, from), at + delay];
    oldMs += Math.max(0, over - begun);
    from = Math.max(from, over);
  });
  return oldMs;
}

/** The fewest calls after which no change is older than `limitMs`, if each could be made at its time. */
export function fewestCalls(changes: Changes, limitMs: number): number {
  let calls = 0;
  let upTo = Number.NEGATIVE_INFINITY;
  for (const at of changes) {
    if (at <= upTo) continue;
    calls += 1;
    upTo = at + limitMs;
  }
  return calls;
}
