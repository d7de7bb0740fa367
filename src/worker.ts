/** A worker process: the steps of its clusters, and what follows from them in the queues. */

import { hostname } from 'node:os';
import type { Settings, WorkerEnv } from './config.ts';
import { createDriver } from './jobs/drive.ts';
import { connect } from './jobs/redis.ts';
import { createStore } from './jobs/store.ts';
import { createSyncQueue } from './jobs/sync-queue.ts';
import { createWatcher } from './jobs/watch/watcher.ts';
import { type ClusterWorker, createClusterWorker } from './jobs/worker.ts';
import type { ApiServer } from './mapr/rest.ts';
import { createMapr } from './mapr/run.ts';
import { countEvents } from './observe/events.ts';
import type { Metrics } from './observe/metrics.ts';
import { redisReadiness, watchClusters } from './observe/parts.ts';
import type { Observed } from './observe/server.ts';
import { type Warn, watchTickets } from './observe/tickets.ts';

export type WorkerSettings = Settings & {
  readonly worker: NonNullable<Settings['worker']>;
  /** By cluster: what is asked in place of maprcli. */
  readonly servers: ReadonlyMap<string, ApiServer>;
};

export function createWorker(
  env: WorkerEnv,
  settings: WorkerSettings,
  onError: (what: string, error: unknown) => void,
  metrics: Metrics,
  warn: Warn,
): ClusterWorker & Observed {
  const { maprHome, redisTarget, publicKey } = env;
  const { servers } = settings;
  const redis = connect(redisTarget, 'patient');
  redis.on('error', (error) => onError('Redis', error));
  const queue = createSyncQueue(redis, onError);
  const store = createStore(redis, (state, events) => {
    countEvents(metrics, state, events);
    queue.ask(state.id, true).catch((error) => onError(state.id, error));
  });
  const driver = createDriver(redis, store, onError);
  const mapr = createMapr({ home: maprHome, timeoutMs: settings.timeouts.commandMs, servers });
  const { clusters, atOnce } = settings.worker;
  const watcher = createWatcher({ redis, mapr, clusters, onError });
  const steps = createClusterWorker({
    redis,
    store,
    mapr,
    settings,
    publicKey,
    clusters,
    atOnce,
    name: `${hostname()}/${process.pid}`,
    onEnded: driver.drive,
    onError,
  });
  const clustersSeen = watchClusters(mapr, clusters, metrics);
  const tickets = watchTickets(mapr, Object.keys(settings.clusters), metrics, warn);
  return {
    async start() {
      await Promise.all([steps.start(), watcher.start()]);
      clustersSeen.start();
      tickets.start();
    },
    readiness: async () => [await redisReadiness(redis), ...clustersSeen.readiness()],
    scrape: async () => undefined,
    async stop() {
      clustersSeen.stop();
      tickets.stop();
      await Promise.all([steps.stop(), watcher.stop()]);
      await Promise.all([queue.close(), driver.close()]);
      redis.disconnect();
    },
  };
}
