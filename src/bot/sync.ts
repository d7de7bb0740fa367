/**
 * Brings Slack into line with a request's log: reads the state, and makes the card and the thread
 * say what it says. Level-triggered, so that twenty events in a second become one edit, and an
 * outage of Slack delays words and loses none.
 */

import { DelayedError, type Job, Worker } from 'bullmq';
import { z } from 'zod';
import { keys } from '../jobs/keys.ts';
import { leavingNewer, readJob } from '../jobs/newer.ts';
import { syncQueue, workerOptions } from '../jobs/queues.ts';
import type { Seals } from '../jobs/seal.ts';
import type { RequestState } from '../jobs/state.ts';
import type { Connection, Store } from '../jobs/store.ts';
import type { SyncQueue } from '../jobs/sync-queue.ts';
import { lagging, settle } from '../jobs/todo.ts';
import { traced } from '../tracing/span.ts';
import type { Bring } from './bring.ts';
import { tellWithinMs } from './tell.ts';

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
  readonly seals: Seals;
  readonly bring: Bring['bring'];
  /** Brings into line what else is kept of it: App Homes, known streams. */
  readonly note: (state: RequestState) => Promise<void>;
  readonly onError: (what: string, error: unknown) => void;
}

const concurrency = 8;

const syncJob = z.object({ v: z.literal(1), request: z.string() });

export function createSync(given: SyncSettings): Sync {
  const { redis, store, queue, seals, bring, note, onError } = given;
  const process = leavingNewer(take, onError);
  const worker = new Worker(syncQueue, process, workerOptions(redis, concurrency));
  worker.on('error', (error) => onError('queue of messages', error));
  worker.on('failed', (job, error) => onError(job?.id ?? 'messages', error));

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
    const { request } = readJob(syncJob, job);
    return traced(request, 'bring messages into line', {}, () => follow(job, request, token));
  }

  async function follow(job: Job, request: string, token?: string): Promise<void> {
    const state = await store.read(request);
    if (!state) return settle(redis, keys.toSync, request, Number.MAX_SAFE_INTEGER);
    // Before anything is sent, and so also while Slack is away.
    const broken = await seals.advance(request);
    if (broken)
      onError(request, new Error(`the log of request ${request} is not sealed: ${broken}`));
    await note(state);
    // The first of those that were asked for together tells of all of them.
    const [leader = request] = state.batch;
    if (leader !== request) await queue.ask(leader, true);
    const waitMs = await bring(state);
    // Another bot may have been at it too, with a later state: then this one must not have the last word.
    const now = await store.catchUp(state);
    if (now.version > state.version) await queue.ask(request, true);
    if (waitMs === null || isPastTelling(state)) {
      await settle(redis, keys.toSync, request, state.version);
      return;
    }
    await job.moveToDelayed(Date.now() + waitMs, token);
    throw new DelayedError();
  }
}

/** What Slack has not taken a day after the end (the channel is archived, say) is not tried for ever. */
function isPastTelling({ endedAt, batch, consentRules }: RequestState): boolean {
  // The others of its batch may go on.
  const longerMs = batch.length > 0 ? 2 * consentRules.expires : 0;
  return endedAt !== null && Date.now() - endedAt > tellWithinMs + longerMs;
}
