/** The bot's part of the watching: judges what the looks have found, and says it in the thread of the replication. */

import { DelayedError, type Job, Queue, Worker } from 'bullmq';
import { z } from 'zod';
import type { Settings } from '../config.ts';
import { leavingNewer, readJob } from '../jobs/newer.ts';
import { followJobOptions, healthQueue, queueOptions, workerOptions } from '../jobs/queues.ts';
import type { Replication, Replications } from '../jobs/replications.ts';
import type { Connection } from '../jobs/store.ts';
import { healthOf } from '../jobs/watch/health.ts';
import { createVerdicts, judge, type Verdict } from '../jobs/watch/judge.ts';
import { createObservations } from '../jobs/watch/observation.ts';
import type { Schedule } from '../jobs/watch/schedule.ts';
import { pathOf } from '../mapr/pair.ts';
import type { StreamPath } from '../mapr/path.ts';
import type { UpstreamRow } from '../mapr/upstream-list.ts';
import { type Delivery, hashOf } from './delivery.ts';
import type { People } from './people.ts';
import { type PostedMessages, rootOf } from './posted.ts';
import { Refused, TryLater } from './slack-faults.ts';
import { healthMessage } from './views/health.ts';

export interface Watch {
  start(): Promise<void>;
  /** Has what is to be watched looked at, and judges what nobody has looked at for long. */
  sweep(): Promise<void>;
  stop(): Promise<void>;
}

export interface WatchSettings {
  readonly schedule: Schedule;
  readonly redis: Connection;
  readonly replications: Replications;
  readonly delivery: Pick<Delivery, 'post'>;
  readonly posted: Pick<PostedMessages, 'cardOf'>;
  readonly people: Pick<People, 'ownersOf'>;
  readonly settings: Pick<Settings, 'watch'>;
  readonly onError: (what: string, error: unknown) => void;
}

const concurrency = 4;
/** What is seen once is looked at again after this time, in milliseconds, or at its next turn if that is sooner. */
const secondLookMs = 15_000;

const healthJob = z.object({ v: z.literal(1), stream: z.string() });

export function createWatch(given: WatchSettings): Watch {
  const { redis, schedule, replications, delivery, posted, people, settings, onError } = given;
  const { everyMs } = settings.watch;
  const observations = createObservations(redis);
  const verdicts = createVerdicts(redis);
  const queue = new Queue(healthQueue, queueOptions(redis));
  const worker = new Worker(
    healthQueue,
    leavingNewer(take, onError),
    workerOptions(redis, concurrency),
  );
  queue.on('error', (error) => onError('health', error));
  worker.on('error', (error) => onError('health', error));
  worker.on('failed', (job, error) => onError(job?.id ?? 'health', error));

  return {
    async start() {
      await worker.waitUntilReady();
      worker.run().catch((error) => onError('health', error));
    },
    async sweep() {
      const all = await replications.list();
      await schedule.sweep(all);
      await verdicts.keepOnly(all);
      for (const stream of await observations.notSince(Date.now() - 3 * everyMs - 60_000)) {
        await queue.add('health', { v: 1, stream }, followJobOptions(stream, false));
      }
    },
    async stop() {
      await worker.close();
      await queue.close();
    },
  };

  async function take(job: Job, token?: string): Promise<void> {
    const { stream } = readJob(healthJob, job);
    const concerned = await replications.of(stream as StreamPath);
    const waits: number[] = [];
    for (const each of concerned) {
      try {
        await follow(each);
      } catch (error) {
        if (!(error instanceof TryLater)) throw error;
        if (error instanceof Refused) onError(each.request, error);
        waits.push(error.ms);
      }
    }
    if (waits.length === 0) return;
    await job.moveToDelayed(Date.now() + Math.min(...waits), token);
    throw new DelayedError();
  }

  async function follow(pair: Replication): Promise<void> {
    // What is under way changes it: that is told by its own request.
    if (await replications.isBusy(pair)) return;
    const health = await healthNow(pair);
    const verdict = await verdicts.change(pair, (last) => judge(last, health, Date.now()));
    if (verdict.doubt) {
      const soon = Math.min(secondLookMs, everyMs);
      await schedule.lookSoon(pair.source, soon);
      await schedule.lookSoon(pair.replica, soon);
    }
    if (verdict.said > 0) await say(pair, verdict);
  }

  async function healthNow(pair: Replication) {
    const [source, replica, marks] = await Promise.all([
      observations.read(pair.source),
      observations.read(pair.replica),
      observations.marks(pair.source),
    ]);
    const others: Record<string, readonly string[]> = {};
    for (const other of pathsOf(replica?.sight?.upstreams)) {
      if (other === pair.source) continue;
      const seen = await observations.read(other);
      others[other] = Object.keys(seen?.sight?.offsets ?? {});
    }
    // Of two that feed each other, what concerns both is told of one of them.
    const feedsBack = !pair.back && pathsOf(source?.sight?.upstreams).includes(pair.replica);
    const marksBack = feedsBack ? await observations.marks(pair.replica) : [];
    const { ordered, alike } = pair;
    const watched = { pair, source, replica, marks, marksBack, others, ordered, alike };
    return healthOf(watched, settings.watch, Date.now());
  }

  /** Once for each number, whatever becomes of the process. */
  async function say(pair: Replication, { said, about, since }: Verdict): Promise<void> {
    const card = await posted.cardOf(pair.request);
    if (!card) return;
    const both = [...people.ownersOf(pair.source), ...people.ownersOf(pair.replica)];
    const owners = [...new Set(both)];
    const message = healthMessage({ pair, troubles: about, owners });
    const address = {
      request: `${pair.request}-health`,
      // Both ways are told in one thread.
      key: pair.back ? `health back ${said}` : `health ${said}`,
      channel: card.channel,
      thread: rootOf(card),
      since,
    };
    await delivery.post(address, message, hashOf(message));
  }
}

function pathsOf(rows: readonly UpstreamRow[] = []): readonly StreamPath[] {
  return rows.flatMap((row) => pathOf(row) ?? []);
}
