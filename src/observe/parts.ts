/** Whether the parts of a process can do their work: each looked at in bounded time. */

import type { Connection } from '../jobs/store.ts';
import { within } from '../jobs/within.ts';
import { authtest } from '../mapr/authtest.ts';
import type { Mapr } from '../mapr/run.ts';
import type { Metrics } from './metrics.ts';
import { type Repeated, repeated } from './repeated.ts';
import type { Readiness } from './server.ts';

const pingMs = 1_500;

export async function redisReadiness(redis: Pick<Connection, 'ping'>): Promise<Readiness> {
  const part = 'redis';
  try {
    await within(redis.ping(), pingMs);
    return { part, ready: true, what: 'Redis answers.' };
  } catch (error) {
    return { part, ready: false, what: `Redis does not answer: ${reason(error)}.` };
  }
}

export interface ClusterWatch extends Repeated {
  readiness(): readonly Readiness[];
}

/** Where nothing was asked of a cluster for so long, it is asked whether there is a ticket for it. */
const askEveryMs = 60_000;

/**
 * Whether the clusters answer this worker: by what its steps are answered is not seen here, so it asks them itself,
 * each minute, the cheapest that there is to ask.
 */
export function watchClusters(
  mapr: Pick<Mapr, 'run'>,
  clusters: readonly string[],
  metrics: Metrics,
): ClusterWatch {
  const known = new Map<string, Readiness>();
  return {
    readiness: () => clusters.map((cluster) => known.get(cluster) ?? notYet(cluster)),
    ...repeated(askEveryMs, lookAll),
  };

  async function lookAll(signal: AbortSignal): Promise<void> {
    await Promise.all(clusters.map((cluster) => look(cluster, signal)));
  }

  async function look(cluster: string, signal: AbortSignal): Promise<void> {
    const part = `cluster ${cluster}`;
    try {
      const { state } = await mapr.run(authtest(cluster), { signal });
      if (state === 'missing') {
        known.set(cluster, {
          part,
          ready: false,
          what: `There is no valid ticket for ${cluster}.`,
        });
        return;
      }
      const now = Date.now();
      metrics.looked.set({ cluster }, now / 1_000);
      known.set(cluster, {
        part,
        ready: true,
        what: `${cluster} answered at ${new Date(now).toISOString()}.`,
      });
    } catch (error) {
      if (signal.aborted) return;
      known.set(cluster, {
        part,
        ready: false,
        what: `${cluster} does not answer: ${reason(error)}.`,
      });
    }
  }
}

function notYet(cluster: string): Readiness {
  return { part: `cluster ${cluster}`, ready: false, what: `${cluster} has not been asked yet.` };
}

function reason(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replace(/\.$/, '');
}
