/**
 * Keeps BullMQ's job schedulers in line with what is to be watched: one for each stream. Run again
 * and again; any number of bots may.
 */

import { Queue } from 'bullmq';
import { pathOf } from '../../mapr/pair.ts';
import { clusterOf, type StreamPath } from '../../mapr/path.ts';
import { queueOptions, watchQueue } from '../queues.ts';
import type { Replication } from '../replications.ts';
import type { Connection } from '../store.ts';
import type { Observations } from './observation.ts';

export interface Schedule {
  /** Has every stream of these looked at every so often, and no other but what feeds the same replica. */
  sweep(all: readonly Replication[]): Promise<void>;
  /** Has a stream looked at once more, besides. */
  lookSoon(stream: StreamPath, inMs: number): Promise<void>;
  /** Has it looked at: somebody waits for it. */
  lookNow(stream: StreamPath): Promise<void>;
  close(): Promise<void>;
}

export function createSchedule(
  redis: Connection,
  observations: Pick<Observations, 'forget' | 'notSince' | 'read'>,
  clusters: readonly string[],
  everyMs: number,
  onError: (what: string, error: unknown) => void,
): Schedule {
  const queues = new Map(
    clusters.map((cluster) => {
      const queue = new Queue(watchQueue(cluster), queueOptions(redis));
      queue.on('error', (error) => onError(`watch over ${cluster}`, error));
      return [cluster, queue] as const;
    }),
  );
  /** Streams that are looked at no more, since when: a look that was under way then may still tell of one. */
  const left = new Map<StreamPath, number>();
  return { sweep, lookSoon, lookNow, close };

  async function sweep(all: readonly Replication[]): Promise<void> {
    const streams = await toLookAt(all);
    for (const [stream, since] of left) {
      if (!streams.has(stream)) await observations.forget(stream);
      if (streams.has(stream) || Date.now() - since > longestLookMs) left.delete(stream);
    }
    for (const [cluster, queue] of queues) {
      const wanted = [...streams].filter((stream) => clusterOf(stream) === cluster);
      await align(queue, new Set(wanted));
    }
    // Of streams that somebody has only asked about.
    for (const stream of await observations.notSince(Date.now() - forgottenAfterMs)) {
      if (!streams.has(stream as StreamPath)) await observations.forget(stream as StreamPath);
    }
  }

  /** Both streams of each; and of a replica that was there before, whatever else feeds it: a topic of that may be shared one day. */
  async function toLookAt(all: readonly Replication[]): Promise<ReadonlySet<StreamPath>> {
    const streams = new Set(all.flatMap(({ source, replica }) => [source, replica]));
    for (const { replica } of all.filter(({ alike }) => !alike)) {
      const seen = await observations.read(replica);
      for (const row of seen?.sight?.upstreams ?? []) {
        const upstream = pathOf(row);
        if (upstream) streams.add(upstream);
      }
    }
    return streams;
  }

  async function align(queue: Queue, wanted: ReadonlySet<StreamPath>): Promise<void> {
    const there = await queue.getJobSchedulers(0, -1);
    const known = new Map(there.map(({ key, every }) => [key, Number(every)]));
    for (const stream of wanted) {
      if (known.get(stream) === everyMs) continue;
      const job = { name: 'look', data: { v: 1, stream }, opts: lookOptions };
      await queue.upsertJobScheduler(stream, { every: everyMs }, job);
    }
    for (const stream of known.keys()) {
      if (wanted.has(stream as StreamPath)) continue;
      await queue.removeJobScheduler(stream);
      await observations.forget(stream as StreamPath);
      left.set(stream as StreamPath, Date.now());
    }
  }

  async function lookSoon(stream: StreamPath, inMs: number): Promise<void> {
    const deduplication = { id: stream, ttl: Math.max(inMs, 1) };
    const queue = queues.get(clusterOf(stream));
    await queue?.add('look', { v: 1, stream }, { ...lookOptions, delay: inMs, deduplication });
  }

  async function lookNow(stream: StreamPath): Promise<void> {
    const queue = queues.get(clusterOf(stream));
    await queue?.add('look', { v: 1, stream }, { ...lookOptions, priority: 1 });
  }

  async function close(): Promise<void> {
    await Promise.allSettled([...queues.values()].map((queue) => queue.close()));
  }
}

const forgottenAfterMs = 3_600_000;
/** Longer than a look takes, with what it waits for in its queue. */
const longestLookMs = 300_000;

/** A look that fails is not repeated: the next one comes. */
const lookOptions = { attempts: 1, removeOnComplete: true, removeOnFail: 100 } as const;
