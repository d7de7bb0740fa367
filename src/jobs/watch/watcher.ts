/** A cluster's part of the watching: looks at a stream when its turn has come, and writes down what it saw. */

import { type Job, Queue, Worker } from 'bullmq';
import { z } from 'zod';
import { clusterOf, parseStreamPath } from '../../mapr/path.ts';
import type { Mapr } from '../../mapr/run.ts';
import { leavingNewer, readJob } from '../newer.ts';
import {
  followJobOptions,
  healthQueue,
  queueOptions,
  watchQueue,
  workerOptions,
} from '../queues.ts';
import type { Connection } from '../store.ts';
import { lookAt } from './look.ts';
import { createObservations } from './observation.ts';

export interface Watcher {
  start(): Promise<void>;
  stop(): Promise<void>;
}

export interface WatcherSettings {
  readonly redis: Connection;
  readonly mapr: Mapr;
  readonly clusters: readonly string[];
  readonly onError: (what: string, error: unknown) => void;
}

/** Looks give way to what people wait for: few at a time. */
const concurrency = 2;

const lookJob = z.object({ v: z.literal(1), stream: z.string().transform(parseStreamPath) });

export function createWatcher({ redis, mapr, clusters, onError }: WatcherSettings): Watcher {
  const stopping = new AbortController();
  const observations = createObservations(redis);
  const health = new Queue(healthQueue, queueOptions(redis));
  health.on('error', (error) => onError('health', error));
  const workers = clusters.map((cluster) => {
    const options = workerOptions(redis, concurrency);
    const process = leavingNewer((job) => take(job, cluster), onError);
    const worker = new Worker(watchQueue(cluster), process, options);
    worker.on('error', (error) => onError(`watch over ${cluster}`, error));
    worker.on('failed', (job, error) => onError(job?.id ?? cluster, error));
    return worker;
  });

  return {
    async start() {
      await Promise.all(workers.map((worker) => worker.waitUntilReady()));
      for (const worker of workers) worker.run().catch((error) => onError('watch', error));
    },
    async stop() {
      stopping.abort();
      await Promise.all(workers.map((worker) => worker.close()));
      await health.close();
    },
  };

  async function take(job: Job, cluster: string): Promise<void> {
    const { stream } = readJob(lookJob, job);
    // Who writes to Redis can make any job: a worker looks at its own clusters alone.
    if (clusterOf(stream) !== cluster) throw new Error(`${stream} is not on ${cluster}`);
    const seen = await lookAt(mapr, stream, stopping.signal).catch((error) => {
      // Its turn comes again.
      if (stopping.signal.aborted) return null;
      throw error;
    });
    if (!seen) return;
    await observations.save(stream, seen);
    await health.add('health', { v: 1, stream }, followJobOptions(stream, true));
  }
}
