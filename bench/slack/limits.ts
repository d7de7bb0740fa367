/** What comes of the same changes where calls are made in another way, under the limiter of the simulated Slack. Pure. */

import { bucketsOf, rateLimiter } from '../../sandbox/slack/web-api/rate-limit.ts';
import type { Changes, Shown } from './ages.ts';

/** How finely time is walked through, in milliseconds. */
const tickMs = 20;

/** Gives the cards the turns that Slack's limits leave: each shows, with one call, so many of its changes. */
type Choose = (waiting: readonly Waiting[]) => { readonly card: number; readonly upTo: number };

export interface Waiting {
  readonly card: number;
  /** The times of what is not shown yet, oldest first. */
  readonly since: number;
  /** How many of its changes are shown, and how many there are by now. */
  readonly shown: number;
  readonly changed: number;
}

/** One call for each change, in the order in which they came. */
export const oneEach: Choose = (waiting) => {
  const { card, shown } = oldest(waiting);
  return { card, upTo: shown + 1 };
};

/** The card that has been old for longest, and all of its changes in one call. */
export const oldestWhole: Choose = (waiting) => {
  const { card, changed } = oldest(waiting);
  return { card, upTo: changed };
};

function oldest(waiting: readonly Waiting[]): Waiting {
  return waiting.reduce((one, other) => (other.since < one.since ? other : one));
}

/**
 * The first call of a card posts it, each further one edits it; nothing else is posted or edited meanwhile.
 * @returns the calls of each card
 */
export function played(cards: readonly Changes[], choose: Choose): readonly Shown[][] {
  const limiter = rateLimiter('on');
  const shown: Shown[][] = cards.map(() => []);
  const upTo = cards.map(() => 0);
  const end = (): boolean => cards.every((changes, card) => upTo[card] === changes.length);
  const first = Math.min(...cards.map(([at]) => at ?? Number.POSITIVE_INFINITY));
  for (let now = first; !end(); now += tickMs) {
    const waiting = cards.flatMap((changes, card): Waiting[] => {
      const [seen, changed] = [upTo[card] ?? 0, changes.filter((at) => at <= now).length];
      const since = changes[seen];
      return since !== undefined && changed > seen ? [{ card, since, shown: seen, changed }] : [];
    });
    for (const method of ['chat.postMessage', 'chat.update'] as const) {
      const posts = method === 'chat.postMessage';
      const due = waiting.filter((each) => (each.shown === 0) === posts);
      const buckets = bucketsOf(method, posts ? 'post' : 'T3', 'channel');
      while (due.length > 0 && limiter.take(buckets, now) === 0) {
        const chosen = choose(due);
        upTo[chosen.card] = chosen.upTo;
        shown[chosen.card]?.push({ at: now, upTo: chosen.upTo });
        const place = due.findIndex(({ card }) => card === chosen.card);
        const [one] = due.splice(place, 1);
        const since = cards[chosen.card]?.[chosen.upTo];
        if (posts || !one || since === undefined || chosen.upTo >= one.changed) continue;
        due.push({ ...one, since, shown: chosen.upTo });
      }
    }
  }
  return shown;
}
