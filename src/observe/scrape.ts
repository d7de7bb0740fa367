/** What is looked up when it is asked for: the same for every bot, as it stands in Redis. */

import { Queue } from 'bullmq';
import { allQueues, queueOptions } from '../jobs/queues.ts';
import type { Replications } from '../jobs/replications.ts';
import type { Standings } from '../jobs/standings.ts';
import type { Connection } from '../jobs/store.ts';
import type { Verdicts } from '../jobs/watch/judge.ts';
import type { Observations } from '../jobs/watch/observation.ts';
import type { StreamPath } from '../mapr/path.ts';
import { findReplica } from '../mapr/replica-list.ts';
import type { Metrics } from './metrics.ts';

export interface Scrape {
  /** Brings the gauges up to date. */
  scrape(): Promise<void>;
  close(): Promise<void>;
}

export interface ScrapeSettings {
  readonly redis: Connection;
  readonly metrics: Metrics;
  readonly clusters: readonly string[];
  readonly standings: Standings;
  readonly replications: Pick<Replications, 'list'>;
  readonly observations: Pick<Observations, 'read'>;
  readonly verdicts: Pick<Verdicts, 'read'>;
  readonly onError: (what: string, error: unknown) => void;
}

const jobStates = ['waiting', 'active', 'delayed', 'failed'] as const;

export function createScrape(given: ScrapeSettings): Scrape {
  const { redis, metrics, clusters, standings, replications, observations, verdicts } = given;
  const queues = allQueues(clusters).map((name) => new Queue(name, queueOptions(redis)));
  for (const queue of queues) queue.on('error', (error) => given.onError(queue.name, error));

  return {
    async scrape() {
      await Promise.all([requests(), ...queues.map(ofQueue), pairs()]);
    },
    async close() {
      await Promise.all(queues.map((queue) => queue.close()));
    },
  };

  async function requests(): Promise<void> {
    for (const [state, count] of Object.entries(await standings.counts())) {
      metrics.requestsOpen.set({ state }, count);
    }
  }

  async function ofQueue(queue: Queue): Promise<void> {
    const [counts, [oldest]] = await Promise.all([
      queue.getJobCounts(...jobStates),
      queue.getJobs(['wait'], 0, 0, true),
    ]);
    for (const state of jobStates) {
      metrics.queueJobs.set({ queue: queue.name, state }, counts[state] ?? 0);
    }
    const ms = oldest ? Date.now() - oldest.timestamp - oldest.delay : 0;
    metrics.queueOldest.set({ queue: queue.name }, Math.max(ms, 0) / 1_000);
  }

  /** Of a pair that is no more, nothing stays. */
  async function pairs(): Promise<void> {
    const all = await replications.list();
    const found = await Promise.all(
      all.map(async (pair) => {
        const [verdict, seen] = await Promise.all([
          verdicts.read(pair),
          observations.read(pair.source),
        ]);
        const row = findReplica(seen?.sight?.replicas ?? [], pair.replica as StreamPath);
        return { pair, health: verdict?.health ?? null, backlog: row?.bytesPending };
      }),
    );
    for (const gauge of [metrics.lag, metrics.backlog, metrics.troubles]) gauge.reset();
    for (const { pair, health, backlog } of found) {
      const of = { source: pair.source, replica: pair.replica };
      if (typeof backlog === 'number') metrics.backlog.set(of, backlog);
      if (!health) continue;
      metrics.troubles.set(of, health.troubles.length);
      if (health.lagMs !== null) metrics.lag.set(of, health.lagMs / 1_000);
    }
  }
}
