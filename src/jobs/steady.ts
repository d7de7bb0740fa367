/**
 * Makes clients of ioredis come back always. ioredis 6.0 leaves some of them, or whoever waits for them, without an end
 * while Redis fails over; a process that holds one looks alive, and takes no job ever again.
 */

import type { Cluster, Redis } from 'ioredis';

const againMs = 100;

/**
 * For a client through Sentinel. A failover that is told while the Sentinels are being asked ends the search for the
 * primary with “Connection is closed.”, and the client with it: this one searches again, until its owner closes it.
 *
 * @returns the same client; its duplicates, on which BullMQ blocks, are steady too
 */
export function steadyRedis(client: Redis): Redis {
  let closed = false;
  const { disconnect, quit, duplicate } = client;
  client.disconnect = (reconnect = false) => {
    if (!reconnect) closed = true;
    disconnect.call(client, reconnect);
  };
  client.quit = (...args) => {
    closed = true;
    return quit.apply(client, args);
  };
  client.on('end', () => {
    if (closed) return;
    setTimeout(() => {
      if (!closed && client.status === 'end') client.connect().catch(() => undefined);
    }, againMs);
  });
  client.duplicate = ((...args: Parameters<typeof duplicate>) =>
    steadyRedis(duplicate.apply(client, args) as Redis)) as typeof duplicate;
  return client;
}

/**
 * For a client of a Redis Cluster. An answer “MOVED” that comes while the client reconnects makes a connection that
 * nobody closes, and the client waits for its end: this one closes it. And `connect()`, which BullMQ waits for, never
 * says anything where the cluster was found down: the client tries again by itself, and this one tells when it is ready.
 *
 * @returns the same client; its duplicates, on which BullMQ blocks, are steady too
 */
export function steadyCluster(client: Cluster): Cluster {
  const { connect, duplicate } = client;
  client.connect = () =>
    new Promise((resolve, reject) => {
      client.once('ready', resolve);
      connect
        .call(client)
        .finally(() => client.off('ready', resolve))
        .then(resolve, reject);
    });
  client.on('+node', (node: Redis) => {
    // Once the pool has it: the client waits until the last of the pool has ended.
    if (client.status === 'disconnecting') queueMicrotask(() => node.disconnect());
  });
  client.duplicate = ((...args: Parameters<typeof duplicate>) =>
    steadyCluster(duplicate.apply(client, args) as Cluster)) as typeof duplicate;
  return client;
}
