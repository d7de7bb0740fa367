/** One click about requests that were asked for together: a decision on each of them, by itself. */

import type { RequestState } from '../jobs/state.ts';
import type { Store } from '../jobs/store.ts';
import { isUnread, orUnread } from '../jobs/unread.ts';
import type { Click, Decide, Decision } from './decide.ts';

/** What was ticked, and what was struck out of the list that was shown: requests, by their ids. */
export interface Ticks {
  readonly ticked: readonly string[];
  readonly struck: readonly string[];
}

/** What came of the click for one of them; `failed` where it cannot be told whether it was decided. */
export type Result =
  | { readonly request: string; readonly decision: Decision }
  | { readonly request: string; readonly failed: unknown };

export interface DecideTogether {
  /** Approves what is ticked, and denies what is struck out. @param click `request` is the first of the batch */
  approve(click: Click, ticks: Ticks): Promise<readonly Result[]>;
  /** Denies what was shown. */
  deny(click: Click, shown: readonly string[], reason: string): Promise<readonly Result[]>;
  /** Whether this person may decide on any of them now; asked before the form for a reason opens. */
  mayDecide(click: Click, shown: readonly string[]): Promise<readonly Result[]>;
}

export function createDecideTogether(
  store: Pick<Store, 'read'>,
  decide: Pick<Decide, 'approve' | 'deny' | 'mayDecide'>,
): DecideTogether {
  return {
    async approve(click, { ticked, struck }) {
      const reason = `Struck out of the list of ${ticked.length + struck.length} streams.`;
      const given = await each(click, ticked, decide.approve);
      const denied = await each(click, struck, (one) => decide.deny(one, reason));
      return [...given, ...denied];
    },
    deny: (click, shown, reason) => each(click, shown, (one) => decide.deny(one, reason)),
    mayDecide: (click, shown) => each(click, shown, decide.mayDecide),
  };

  /** Who decides is looked up once for the click; what each of them is about, for each. */
  async function each(
    click: Click,
    requests: readonly string[],
    take: (click: Click) => Promise<Decision>,
  ): Promise<readonly Result[]> {
    const batch = await batchOf(click.request, requests);
    const known = batch.filter((request) => requests.includes(request));
    return Promise.all(
      known.map(async (request) => {
        try {
          return { request, decision: await take({ ...click, request }) };
        } catch (failed) {
          return { request, failed };
        }
      }),
    );
  }

  /** By the log of its first request; where that cannot be read, by that of another of them. */
  async function batchOf(first: string, others: readonly string[]): Promise<readonly string[]> {
    for (const request of [first, ...others]) {
      const state = await orUnread(store.read(request));
      if (!isUnread(state)) return state?.batch[0] === first ? state.batch : [];
    }
    return (await store.read(first))?.batch ?? [];
  }
}

/** The states that were decided on just now. */
export function taken(results: readonly Result[]): readonly RequestState[] {
  return results.flatMap((result) =>
    'decision' in result && result.decision.kind === 'taken' ? [result.decision.state] : [],
  );
}
