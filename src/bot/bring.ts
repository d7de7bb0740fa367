/** Makes Slack say what a request's state says: alone, in the thread of another, or together with others. */

import { Newer } from '../jobs/newer.ts';
import { isDryRun } from '../jobs/plan.ts';
import { isCompacted } from '../jobs/retention.ts';
import type { RequestState } from '../jobs/state.ts';
import type { Connection, Store } from '../jobs/store.ts';
import { isUnread, orUnread } from '../jobs/unread.ts';
import type { Delivery } from './delivery.ts';
import type { People } from './people.ts';
import { batchKey, type PostedMessages, rootOf } from './posted.ts';
import { createTell, soonest } from './tell.ts';
import type { UnreadMember } from './views/batch/card.ts';
import { renderBatch } from './views/batch/index.ts';
import { renderDryRun, renderRequest, type Surface } from './views/index.ts';

export interface Bring {
  /** @returns null where Slack says what the state says, else after how many milliseconds to go on */
  bring(state: RequestState): Promise<number | null>;
  /** What Slack is to say of a request. */
  render(state: RequestState): Surface;
  /** The same of those that were asked for together, by one of them. */
  renderTogether(state: RequestState): Promise<Surface>;
}

/** Those that were asked for together, in their order, as far as their logs can be read. */
interface Together {
  readonly states: readonly RequestState[];
  readonly unread: readonly UnreadMember[];
}

export interface BringSettings {
  readonly redis: Connection;
  readonly store: Pick<Store, 'read'>;
  readonly delivery: Delivery;
  readonly posted: PostedMessages;
  readonly people: Pick<People, 'ownersOn'>;
  readonly onError: (what: string, error: unknown) => void;
}

/** So long is waited for the card of a batch, under which its requests are told. */
const batchCardMs = 500;

export function createBring(given: BringSettings): Bring {
  const { redis, store, posted, people } = given;
  // A workspace that does not know them yet gets the plain layout; it is tried again at the next start.
  let layout: 'plan' | 'plain' = 'plan';
  const plainly = () => {
    layout = 'plain';
  };
  const { tell, whisper, later } = createTell(given, plainly);

  return { bring, render, renderTogether };

  function render(state: RequestState): Surface {
    const { plan } = state;
    const owners = {
      source: people.ownersOn('source', plan),
      replica: people.ownersOn('replica', plan),
    };
    return renderRequest(state, { owners, layout });
  }

  async function renderTogether(state: RequestState): Promise<Surface> {
    return renderKnown(await readTogether(state));
  }

  async function readTogether({ batch }: RequestState): Promise<Together> {
    const all = await Promise.all(
      batch.map(async (request) => ({ request, state: await orUnread(store.read(request)) })),
    );
    return {
      states: all.flatMap(({ state }) => (state === null || isUnread(state) ? [] : state)),
      unread: all.flatMap(({ request, state }) =>
        isUnread(state) ? { request, unread: state } : [],
      ),
    };
  }

  function renderKnown({ states, unread }: Together): Surface {
    return renderBatch(states, ({ plan }, side) => people.ownersOn(side, plan), unread);
  }

  async function bring(state: RequestState): Promise<number | null> {
    try {
      return await (isDryRun(state.procedure) ? bringDryRun(state) : bringRequest(state));
    } catch (error) {
      return later(state, error);
    }
  }

  async function bringDryRun(state: RequestState): Promise<null> {
    const message = renderDryRun(state);
    if (!message) return null;
    await whisper(state, 'dry-run', message);
    return null;
  }

  async function bringRequest(state: RequestState): Promise<number | null> {
    const [leader] = state.batch;
    if (leader !== undefined) return bringMember(state, leader);
    // What is done with a replication is told in the thread of its set-up.
    const above = state.about === null ? null : await posted.cardOf(state.about);
    return tell(state, 'card', above && { ...above, ts: rootOf(above) }, render(state));
  }

  /** Requests that were asked for together are told in one thread: under a card of all, each has its own. */
  async function bringMember(state: RequestState, leader: string): Promise<number | null> {
    const { waitMs: together, newer } = await tellTogether(state, leader);
    const above = (await posted.read(leader)).get(batchKey);
    if (!above) return (await isCompacted(redis, leader)) ? null : (together ?? batchCardMs);
    const own = (await posted.read(state.id)).get('card');
    // Somebody has deleted the card of all, and another one stands in its place.
    if (own && own.thread !== above.ts) await posted.forgetAll(state.id);
    const waitMs = soonest([together, await tell(state, 'card', above, render(state))]);
    // What can be said of the others is said; all of it, a process says that knows this one too.
    if (waitMs === null && newer) throw new Newer(`request ${newer} of a batch`);
    return waitMs;
  }

  /** By the first of them; where its log cannot be read, by any other in its place. */
  async function tellTogether(
    state: RequestState,
    leader: string,
  ): Promise<{ waitMs: number | null; newer?: string | undefined }> {
    const isFirst = state.id === leader;
    if (!isFirst && !isUnread(await orUnread(store.read(leader)))) return { waitMs: null };
    const all = await readTogether(state);
    const waitMs = await tell({ ...state, id: leader }, batchKey, null, renderKnown(all));
    // The job of the first waits for a newer version by itself.
    if (!isFirst) return { waitMs };
    return { waitMs, newer: all.unread.find(({ unread }) => unread === 'newer')?.request };
  }
}
