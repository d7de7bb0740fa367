/** A Redis Cluster of three real servers, with the slots shared out among them and no replicas. */

import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import {
  type ClientOptions,
  freePort,
  loginOf,
  type PrivateRedis,
  type ServerAccess,
  startRedis,
} from './redis.ts';

export interface RedisCluster {
  /** `redis+cluster://…`, for REDIS_URL. */
  readonly url: string;
  readonly nodes: readonly PrivateRedis[];
  /** The node that holds the slot of this key. */
  holderOf(key: string): Promise<PrivateRedis>;
  stop(): Promise<void>;
}

const slots = 16_384;
const size = 3;

/** @param args further settings of each node */
export async function startRedisCluster(
  args: readonly string[] = [],
  access: ServerAccess = {},
): Promise<RedisCluster> {
  const nodes = await Promise.all(Array.from({ length: size }, () => startNode(args, access)));
  const clients = nodes.map(({ options }) => new Redis(options));
  try {
    await Promise.all(
      clients.map((client, index) => client.cluster('ADDSLOTSRANGE', ...range(index))),
    );
    for (const { port, options } of nodes.slice(1)) {
      // Its own port for the bus: the default one, 10000 higher, may be past the last there is.
      const bus = await busOf(options);
      await clients[0]?.call('CLUSTER', 'MEET', '127.0.0.1', port, bus);
    }
    for (const client of clients) await untilWhole(client);
  } finally {
    for (const client of clients) client.disconnect();
  }
  return {
    url: `redis${access.tls ? 's' : ''}+cluster://${loginOf(access)}${nodes.map(({ port }) => `127.0.0.1:${port}`).join(',')}`,
    nodes,
    async holderOf(key) {
      const client = new Redis((nodes[0] as PrivateRedis).options);
      const slot = await client.cluster('KEYSLOT', key);
      client.disconnect();
      const index = nodes.findIndex((_, at) => slot <= range(at)[1]);
      return nodes[index] as PrivateRedis;
    },
    async stop() {
      await Promise.all(nodes.map((node) => node.stop()));
    },
  };
}

async function startNode(args: readonly string[], access: ServerAccess): Promise<PrivateRedis> {
  const own = [
    ...['--cluster-enabled', 'yes'],
    ...['--cluster-announce-ip', '127.0.0.1'],
    ...['--cluster-port', `${await freePort()}`],
    ...['--cluster-node-timeout', '2000'],
    ...(access.tls ? ['--tls-cluster', 'yes'] : []),
  ];
  return startRedis([...own, ...args], access);
}

/** First and last slot of a node. */
function range(index: number): [number, number] {
  const first = Math.floor((slots * index) / size);
  return [first, Math.floor((slots * (index + 1)) / size) - 1];
}

async function busOf(options: ClientOptions): Promise<number> {
  const client = new Redis(options);
  const [, bus] = (await client.config('GET', 'cluster-port')) as string[];
  client.disconnect();
  return Number(bus);
}

async function untilWhole(client: Redis): Promise<void> {
  const end = Date.now() + 60_000;
  for (;;) {
    const info = String(await client.cluster('INFO'));
    if (info.includes('cluster_state:ok') && info.includes(`cluster_known_nodes:${size}`)) return;
    if (Date.now() > end) throw new Error(`the cluster does not come together: ${info}`);
    await sleep(50);
  }
}
