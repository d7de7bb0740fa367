/** Takes the jobs of clusters' queues: so many at once as the site says, and each ended as soon as its lock is lost or the worker stops. */

import { type Job, Queue, UnrecoverableError, Worker } from 'bullmq';
import { leavingNewer } from './newer.ts';
import { clusterQueue, copiesQueue, queueOptions, workerOptions } from './queues.ts';
import type { Connection } from './store.ts';

/** How many at a time, on each cluster. */
export interface AtOnce {
  /** Of each worker: every step is a child process or two. */
  readonly steps: number;
  /** Of all workers together: a copy takes hours, and the cluster's disks and network. */
  readonly copies: number;
}

export interface ClusterQueuesSettings {
  readonly redis: Connection;
  readonly clusters: readonly string[];
  readonly atOnce: AtOnce;
  readonly onError: (what: string, error: unknown) => void;
}

/** @param over aborted once the worker stops, or another may have the job; whoever takes it may abort it as well */
export type Take = (
  job: Job,
  token: string,
  cluster: string,
  over: AbortController,
) => Promise<string>;

export interface ClusterQueues {
  /** Resolves once it listens to its queues. */
  start(): Promise<void>;
  /** Aborts the jobs that are under way, waits until they have ended, and takes no other. */
  close(): Promise<void>;
}

export function createClusterQueues(given: ClusterQueuesSettings, take: Take): ClusterQueues {
  const { redis, clusters, atOnce, onError } = given;
  // One for each run of a job, with the job's id: a signal of the worker's own would keep something of all that ever hung on it.
  const underWay = new Map<AbortController, string | undefined>();
  let closing = false;
  const copies = clusters.map((cluster) => new Queue(copiesQueue(cluster), queueOptions(redis)));
  for (const queue of copies) queue.on('error', (error) => onError(queue.name, error));
  const workers = clusters.flatMap((cluster) => [
    createWorker(cluster, clusterQueue(cluster), atOnce.steps),
    createWorker(cluster, copiesQueue(cluster), atOnce.copies),
  ]);

  return {
    async start() {
      await Promise.all(workers.map((worker) => worker.waitUntilReady()));
      await Promise.all(copies.map((queue) => queue.setGlobalConcurrency(atOnce.copies)));
      for (const worker of workers) worker.run().catch((error) => onError('worker', error));
    },
    async close() {
      closing = true;
      for (const over of underWay.keys()) over.abort();
      await Promise.all(workers.map((worker) => worker.close()));
      await Promise.all(copies.map((queue) => queue.close()));
    },
  };

  function createWorker(cluster: string, queue: string, concurrency: number): Worker {
    const worker = new Worker(
      queue,
      leavingNewer(async (job, token = '') => {
        const over = new AbortController();
        if (closing) over.abort();
        underWay.set(over, job.id);
        try {
          return await take(job, token, cluster, over);
        } finally {
          underWay.delete(over);
        }
      }, onError),
      workerOptions(redis, concurrency),
    );
    worker.on('error', (error) => onError(`queue of ${cluster}`, error));
    worker.on('failed', (job, error) => {
      if (!(error instanceof UnrecoverableError)) onError(job?.id ?? cluster, error);
    });
    // Without its lock, another worker may have the job: what runs here must end.
    worker.on('lockRenewalFailed', (jobs) => {
      for (const job of jobs) newestRunOf(job)?.abort();
    });
    return worker;
  }

  function newestRunOf(job: string): AbortController | undefined {
    return [...underWay].findLast(([, id]) => id === job)?.[0];
  }
}
