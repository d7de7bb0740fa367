/** Makes Slack say what is to be said: a card, the thread under it, and the word to the requester alone. */

import { isCompacted } from '../jobs/retention.ts';
import type { RequestState } from '../jobs/state.ts';
import type { Connection } from '../jobs/store.ts';
import { type Address, type Delivery, hashOf } from './delivery.ts';
import { decisionKey, noticeKey, type Posted, type PostedMessages } from './posted.ts';
import { BlocksRefused, Refused, TryLater } from './slack-faults.ts';
import { type Decision, type Message, notice, type Reply, type Surface } from './views/index.ts';

export interface Tell {
  /**
   * @param key that of the card
   * @param above the message in whose thread all of it is told; null where the card is to be the first of one
   * @returns null where Slack says it, else after how many milliseconds to go on
   */
  tell(
    state: RequestState,
    key: string,
    above: Posted | null,
    surface: Surface,
  ): Promise<number | null>;
  /** To the requester alone, in the channel, once. */
  whisper(state: RequestState, key: string, message: Message): Promise<void>;
  /** @returns after how many milliseconds to go on; who asked is told where Slack says no */
  later(state: RequestState, error: unknown): Promise<number>;
}

export interface TellSettings {
  readonly redis: Connection;
  readonly delivery: Delivery;
  readonly posted: PostedMessages;
  readonly onError: (what: string, error: unknown) => void;
}

/** The card is edited at most so often; what comes between is in the next edit. */
const cardEveryMs = 3_000;

/** How long after it a decision is told, and after its end a request: what Slack has not taken by then is not tried for ever. */
export const tellWithinMs = 24 * 3_600_000;

/** Not every workspace takes them yet. */
const newBlocks: ReadonlySet<string> = new Set(['plan', 'container']);

/** @param plainly called where this workspace does not take the new kinds of blocks */
export function createTell(
  { redis, delivery, posted, onError }: TellSettings,
  plainly: () => void,
): Tell {
  return { tell, whisper, later };

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
        plainly();
        throw new TryLater(0, 'this workspace does not take blocks of these kinds');
      }
      onError(state.id, error);
      return await by({ text: message.text, blocks: [] }, shown);
    }
  }

  async function whisper(state: RequestState, key: string, message: Message): Promise<void> {
    await send(state, message, (sent, shown) =>
      delivery.whisper(address(state, key), state.requester.user, sent, shown),
    );
  }

  async function tell(
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
    for (const decision of decisions) waits.push(await tellOne(state, decision));
    return soonest(waits);
  }

  /** Edits come before posts: a button that no longer holds must go at once. */
  async function edits(
    state: RequestState,
    root: Posted,
    replies: readonly Reply[],
    known: ReadonlyMap<string, Posted>,
  ): Promise<number | null> {
    for (const { key, message, broadcast } of replies) {
      const there = known.get(key);
      if (!there || there.hash === hashOf(message)) continue;
      const wait = await waiting(
        state,
        send(state, message, (sent, shown) =>
          delivery.update({ ...address(state, key, root), broadcast }, there, sent, shown),
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
  async function tellOne(state: RequestState, decision: Decision): Promise<number | null> {
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

/** Of several waits the one that is over first. */
export function soonest(waits: readonly (number | null)[]): number | null {
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
