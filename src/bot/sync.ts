/**
 * Brings Slack into line with a request's log: reads the state, and makes the card and the thread
 * say what it says. Level-triggered, so that twenty events in a second become one edit, and an
 * outage of Slack delays words and loses none.
 */

import { DelayedError, type Job, Worker } from 'bullmq';
import { z } from 'zod';
import { keys } from '../jobs/keys.ts';
import { syncQueue, workerOptions } from '../jobs/queues.ts';
import { isCompacted } from '../jobs/retention.ts';
import type { Seals } from '../jobs/seal.ts';
import type { RequestState } from '../jobs/state.ts';
import type { Connection, Store } from '../jobs/store.ts';
import type { SyncQueue } from '../jobs/sync-queue.ts';
import { lagging, settle } from '../jobs/todo.ts';
import {
  type Address,
  BlocksRefused,
  type Delivery,
  hashOf,
  Refused,
  TryLater,
} from './delivery.ts';
import type { KnownStreams } from './form/streams.ts';
import type { People } from './people.ts';
import type { Posted, PostedMessages } from './posted.ts';
import { type Message, notice, type Reply, renderDryRun, renderRequest } from './views/index.ts';

export interface Sync {
  start(): Promise<void>;
  /** Every request whose messages may lag behind its log. */
  sweep(): Promise<void>;
  /** The same, and at once what Slack had refused: a channel may be open again. */
  wake(): Promise<void>;
  stop(): Promise<void>;
}

export interface SyncSettings {
  readonly redis: Connection;
  readonly store: Store;
  readonly queue: SyncQueue;
  readonly delivery: Delivery;
  readonly posted: PostedMessages;
  readonly people: Pick<People, 'replicaOwners'>;
  readonly seals: Seals;
  readonly streams: Pick<KnownStreams, 'note'>;
  readonly onError: (what: string, error: unknown) => void;
}

/** The card is edited at most so often; what comes between is in the next edit. */
const cardEveryMs = 3_000;
const concurrency = 8;
const tellWithinMs = 24 * 3_600_000;

const syncJob = z.object({ v: z.literal(1), request: z.string() });

export function createSync(given: SyncSettings): Sync {
  const { redis, store, queue, delivery, posted, people, seals, streams, onError } = given;
  const worker = new Worker(syncQueue, take, workerOptions(redis, concurrency));
  worker.on('error', (error) => onError('queue of messages', error));
  worker.on('failed', (job, error) => onError(job?.id ?? 'messages', error));
  // A workspace that does not know the plan block yet gets the plain layout; it is tried again at the next start.
  let layout: 'plan' | 'plain' = 'plan';

  return {
    async start() {
      await worker.waitUntilReady();
      worker.run().catch((error) => onError('messages', error));
    },
    sweep: () => askFor(false),
    wake: () => askFor(true),
    async stop() {
      await worker.close();
    },
  };

  async function askFor(now: boolean): Promise<void> {
    for (const request of await lagging(redis, keys.toSync)) await queue.ask(request, now);
  }

  async function take(job: Job, token?: string): Promise<void> {
    const { request } = syncJob.parse(job.data);
    const state = await store.read(request);
    if (!state) return settle(redis, keys.toSync, request, Number.MAX_SAFE_INTEGER);
    // Before anything is sent, and so also while Slack is away.
    const broken = await seals.advance(request);
    if (broken)
      onError(request, new Error(`the log of request ${request} is not sealed: ${broken}`));
    await streams.note(state);
    const waitMs = await bring(state);
    if (waitMs === null || isPastTelling(state)) {
      await settle(redis, keys.toSync, request, state.version);
      return;
    }
    await job.moveToDelayed(Date.now() + waitMs, token);
    throw new DelayedError();
  }

  /** @returns null where Slack says what the state says, else after how many milliseconds to go on */
  async function bring(state: RequestState): Promise<number | null> {
    try {
      return await (state.dryRun ? bringDryRun(state) : bringRequest(state));
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
        .notify(id, requester.user, notice(state, error.code))
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
      if (message.blocks.some(({ type }) => type === 'plan')) {
        layout = 'plain';
        throw new TryLater(0, 'this workspace does not take the plan block');
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
    const approvers = people.replicaOwners(state.plan);
    const { card, replies } = renderRequest(state, { approvers, layout });
    const known = await posted.read(state.id);
    // With its log, what was known of its messages has gone: they stand as they are.
    if (!known.has('card') && state.phase === 'ended' && (await isCompacted(redis, state.id))) {
      return null;
    }
    const root =
      known.get('card') ??
      (await send(state, card, (sent, shown) =>
        delivery.post(address(state, 'card'), sent, shown),
      ));
    const waits = [
      await edits(state, root, replies, known),
      await posts(state, root, replies, known),
      await editCard(state, root, card),
      await waiting(state, removeLeft(state)),
    ];
    const due = waits.filter((ms) => ms !== null);
    return due.length > 0 ? Math.min(...due) : null;
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

  /** Of a thread whose card somebody has deleted: what is told anew is not told twice. */
  async function removeLeft(state: RequestState): Promise<void> {
    for (const message of await posted.leftBehind(state.id)) {
      await delivery.remove(state.id, message);
    }
  }

  async function editCard(state: RequestState, root: Posted, card: Message) {
    if (root.hash === hashOf(card)) return null;
    const due = root.at + cardEveryMs - Date.now();
    if (due > 0) return due;
    return waiting(
      state,
      send(state, card, (sent, shown) =>
        delivery.update(address(state, 'card'), root, sent, shown),
      ),
    );
  }
}

/** What Slack has not taken a day after the end (the channel is archived, say) is not tried for ever. */
function isPastTelling({ endedAt }: RequestState): boolean {
  return endedAt !== null && Date.now() - endedAt > tellWithinMs;
}

function address(state: RequestState, key: string, root?: Posted): Address {
  return {
    request: state.id,
    key,
    channel: root?.channel ?? state.channel,
    thread: root?.ts,
    since: state.requestedAt,
  };
}
