/** Makes Slack say what a request's state says: the card, its thread, and the word to the requester alone. */

import { isDryRun } from '../jobs/plan.ts';
import { isCompacted } from '../jobs/retention.ts';
import type { RequestState } from '../jobs/state.ts';
import type { Connection, Store } from '../jobs/store.ts';
import { type Address, type Delivery, hashOf } from './delivery.ts';
import type { People } from './people.ts';
import {
  batchKey,
  decisionKey,
  noticeKey,
  type Posted,
  type PostedMessages,
  rootOf,
} from './posted.ts';
import { BlocksRefused, Refused, TryLater } from './slack-faults.ts';
import { renderBatch } from './views/batch/index.ts';
import {
  type Decision,
  type Message,
  notice,
  type Reply,
  renderDryRun,
  renderRequest,
  type Surface,
} from './views/index.ts';

export interface Bring {
  /** @returns null where Slack says what the state says, else after how many milliseconds to go on */
  bring(state: RequestState): Promise<number | null>;
  /** What Slack is to say of a request. */
  render(state: RequestState): Surface;
  /** The same of those that were asked for together, by one of them. */
  renderTogether(state: RequestState): Promise<Surface>;
}

export interface BringSettings {
  readonly redis: Connection;
  readonly store: Pick<Store, 'read'>;
  readonly delivery: Delivery;
  readonly posted: PostedMessages;
  readonly people: Pick<People, 'ownersOn'>;
  readonly onError: (what: string, error: unknown) => void;
}

/** The card is edited at most so often; what comes between is in the next edit. */
const cardEveryMs = 3_000;

/** So long is waited for the card of a batch, under which its requests are told. */
const batchCardMs = 500;

/** How long after it a decision is told, and after its end a request: what Slack has not taken by then is not tried for ever. */
export const tellWithinMs = 24 * 3_600_000;

/** Not every workspace takes them yet. */
const newBlocks: ReadonlySet<string> = new Set(['plan', 'container']);

export function createBring(given: BringSettings): Bring {
  const { redis, store, delivery, posted, people, onError } = given;
  // A workspace that does not know them yet gets the plain layout; it is tried again at the next start.
  let layout: 'plan' | 'plain' = 'plan';

  return { bring, render, renderTogether };

  function render(state: RequestState): Surface {
    const { plan } = state;
    const owners = {
      source: people.ownersOn('source', plan),
      replica: people.ownersOn('replica', plan),
    };
    return renderRequest(state, { owners, layout });
  }

  async function renderTogether({ batch }: RequestState): Promise<Surface> {
    const states = await Promise.all(batch.map((request) => store.read(request)));
    const known = states.filter((each) => each !== null);
    return renderBatch(known, ({ plan }, side) => people.ownersOn(side, plan));
  }

  async function bring(state: RequestState): Promise<number | null> {
    try {
      return await (isDryRun(state.procedure) ? bringDryRun(state) : bringRequest(state));
    } catch (error) {
      return later(state, error);
    }
  }

  /** @returns after how many milliseconds to go on; who asked is told where Slack says no */
  async function later(state: RequestState, error: unknown): Promise<number> {
    if (!(error instanceof TryLater)) throw error;
    if (error instanceof Refused) {
      const { id, requester } = state;
      await delivery
        .notify(id, requester.user, noticeKey, notice(state, error.code))
        .catch((fault) => onError(id, fault));
    }
    return error.ms;
  }

  async function waiting(state: RequestState, call: Promise<unknown>): Promise<number | null> {
    try {
      await call;
      return null;
    } catch (error) {
      return later(state, error);
    }
  }

  /**
   * Sends a message; if Slack does not take its blocks, its text alone. What it shows counts as sent
   * either way, so that it is not tried again until it changes.
   */
  async function send<T>(
    state: RequestState,
    message: Message,
    by: (message: Message, shown: string) => Promise<T>,
  ): Promise<T> {
    const shown = hashOf(message);
    try {
      return await by(message, shown);
    } catch (error) {
      if (!(error instanceof BlocksRefused)) throw error;
      if (message.blocks.some(({ type }) => newBlocks.has(type))) {
        layout = 'plain';
        throw new TryLater(0, 'this workspace does not take blocks of these kinds');
      }
      onError(state.id, error);
      return await by({ text: message.text, blocks: [] }, shown);
    }
  }

  async function bringDryRun(state: RequestState): Promise<null> {
    const message = renderDryRun(state);
    if (!message) return null;
    await send(state, message, (sent, shown) =>
      delivery.whisper(address(state, 'dry-run'), state.requester.user, sent, shown),
    );
    return null;
  }

  async function bringRequest(state: RequestState): Promise<number | null> {
    const [leader] = state.batch;
    if (leader !== undefined) return bringMember(state, leader);
    // What is done with a replication is told in the thread of its set-up.
    const above = state.about === null ? null : await posted.cardOf(state.about);
    return bringSurface(state, 'card', above && { ...above, ts: rootOf(above) }, render(state));
  }

  /** Requests that were asked for together are told in one thread: under a card of all, each has its own. */
  async function bringMember(state: RequestState, leader: string): Promise<number | null> {
    const together =
      state.id === leader
        ? await bringSurface(state, batchKey, null, await renderTogether(state))
        : null;
    const above = (await posted.read(leader)).get(batchKey);
    if (!above) return (await isCompacted(redis, leader)) ? null : (together ?? batchCardMs);
    const own = (await posted.read(state.id)).get('card');
    // Somebody has deleted the card of all, and another one stands in its place.
    if (own && own.thread !== above.ts) await posted.forgetAll(state.id);
    return soonest([together, await bringSurface(state, 'card', above, render(state))]);
  }

  /** @param above the message in whose thread all of it is told; null where `card` is to be the first of one */
  async function bringSurface(
    state: RequestState,
    key: string,
    above: Posted | null,
    { card, replies, decisions }: Surface,
  ): Promise<number | null> {
    const known = await posted.read(state.id);
    // With its log, what was known of its messages has gone: they stand as they are.
    if (!known.has(key) && state.phase === 'ended' && (await isCompacted(redis, state.id))) {
      return null;
    }
    const own =
      known.get(key) ??
      (await send(state, card, (sent, shown) =>
        delivery.post(address(state, key, above), sent, shown),
      ));
    const root = above ?? own;
    const waits = [
      await edits(state, root, replies, known),
      await posts(state, root, replies, known),
      await editCard(state, key, own, card),
      await waiting(state, removeLeft(state)),
    ];
    for (const decision of decisions) waits.push(await tell(state, decision));
    return soonest(waits);
  }

  /** Edits come before posts: a button that no longer holds must go at once. */
  async function edits(
    state: RequestState,
    root: Posted,
    replies: readonly Reply[],
    known: ReadonlyMap<string, Posted>,
  ): Promise<number | null> {
    for (const { key, message } of replies) {
      const there = known.get(key);
      if (!there || there.hash === hashOf(message)) continue;
      const wait = await waiting(
        state,
        send(state, message, (sent, shown) =>
          delivery.update(address(state, key, root), there, sent, shown),
        ),
      );
      if (wait !== null) return wait;
    }
    return null;
  }

  /** In order: the first that has to wait holds up those after it. */
  async function posts(
    state: RequestState,
    root: Posted,
    replies: readonly Reply[],
    known: ReadonlyMap<string, Posted>,
  ): Promise<number | null> {
    for (const { key, message, broadcast } of replies) {
      if (known.has(key)) continue;
      const to = { ...address(state, key, root), broadcast };
      const post = async () => {
        const there = await send(state, message, (sent, shown) => delivery.post(to, sent, shown));
        // Found again after its answer was lost: what it shows may be old.
        if (there.hash !== hashOf(message)) throw new TryLater(0, 'it has to be edited');
      };
      const wait = await waiting(state, post());
      if (wait !== null) return wait;
    }
    return null;
  }

  /** What came of the consent, to the requester alone; one that is long past is told by the thread. */
  async function tell(state: RequestState, decision: Decision): Promise<number | null> {
    if (Date.now() - decision.at > tellWithinMs) return null;
    const { id, requester } = state;
    try {
      await delivery.notify(id, requester.user, decisionKey(decision.side), decision.message);
      return null;
    } catch (error) {
      if (!(error instanceof TryLater)) throw error;
      if (!(error instanceof Refused)) return error.ms;
      onError(id, error);
      return null;
    }
  }

  /** Of a thread whose card somebody has deleted: what is told anew is not told twice. */
  async function removeLeft(state: RequestState): Promise<void> {
    for (const message of await posted.leftBehind(state.id)) {
      await delivery.remove(state.id, message);
    }
  }

  async function editCard(state: RequestState, key: string, own: Posted, card: Message) {
    if (own.hash === hashOf(card)) return null;
    const due = own.at + cardEveryMs - Date.now();
    if (due > 0) return due;
    return waiting(
      state,
      send(state, card, (sent, shown) => delivery.update(address(state, key), own, sent, shown)),
    );
  }
}

function soonest(waits: readonly (number | null)[]): number | null {
  const due = waits.filter((ms) => ms !== null);
  return due.length > 0 ? Math.min(...due) : null;
}

function address(state: RequestState, key: string, root?: Posted | null): Address {
  return {
    request: state.id,
    key,
    channel: root?.channel ?? state.channel,
    thread: root?.ts,
    since: state.requestedAt,
  };
}
