/** Connections to Redis in each of the forms of REDIS_URL. */

import { type ChainableCommander, Cluster, Redis } from 'ioredis';
import type { RedisTarget } from '../config.ts';
import { steadyCluster, steadyRedis } from './steady.ts';
import type { Connection } from './store.ts';

/**
 * - `patient`: for the queues and the logs behind them; commands wait until Redis is back
 * - `prompt`: for what a person waits for; a command fails within 700 ms, and is not kept for later
 */
export type Manner = 'patient' | 'prompt';

/** Sends a batch. @throws the first error of its commands, which the batch itself does not throw */
export async function carriedOut(batch: ChainableCommander): Promise<void> {
  for (const [error] of (await batch.exec()) ?? []) if (error) throw error;
}

/** After this time a prompt connection gives a command up. */
export const promptMs = 700;

export function connect(target: RedisTarget, manner: Manner): Connection {
  // Said here, so that NODE_TLS_REJECT_UNAUTHORIZED cannot switch it off.
  const tls = target.tls && { ...target.tls, rejectUnauthorized: true };
  const options = { ...optionsFor(manner), ...(tls && { tls }) };
  switch (target.kind) {
    case 'single':
      return new Redis(target.url, options);
    case 'sentinel': {
      const { sentinels, name, username, password, db } = target;
      return steadyRedis(
        new Redis({
          ...options,
          ...(tls && { sentinelTLS: tls, enableTLSForSentinelMode: true }),
          sentinels: [...sentinels],
          name,
          // A primary whose machine is gone says nothing: the Sentinels tell that another has its place.
          failoverDetector: true,
          ...(username === undefined ? {} : { username }),
          ...(password === undefined ? {} : { password }),
          ...(db === undefined ? {} : { db }),
        }),
      );
    }
    case 'cluster': {
      const { nodes, username, password } = target;
      return steadyCluster(
        new Cluster([...nodes], {
          redisOptions: {
            ...options,
            ...(username === undefined ? {} : { username }),
            ...(password === undefined ? {} : { password }),
          },
          // A certificate has the name that the settings, or the servers themselves, give to a node.
          ...(tls && { dnsLookup: (host, told) => told(null, host) }),
          enableOfflineQueue: manner === 'patient',
          // Each is a tenth of a second while the node that holds our slot is away.
          maxRedirections: manner === 'patient' ? Number.MAX_SAFE_INTEGER : promptMs / 100,
        }),
      );
    }
  }
}

function optionsFor(manner: Manner) {
  const retryStrategy = (times: number) => Math.min(times * 100, 1_000);
  // BullMQ asks for null: a blocking call must not give up while Redis is away.
  if (manner === 'patient') return { maxRetriesPerRequest: null, retryStrategy };
  return {
    maxRetriesPerRequest: 0,
    enableOfflineQueue: false,
    commandTimeout: promptMs,
    retryStrategy,
  };
}
