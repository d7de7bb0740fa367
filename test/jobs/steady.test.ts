import { type Cluster, Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { PrivateRedis } from '../../sandbox/redis.ts';
import { type RedisCluster, startRedisCluster } from '../../sandbox/redis-cluster.ts';
import { type SentinelRedis, startSentinelRedis } from '../../sandbox/redis-sentinel.ts';
import { parseRedisUrl, type RedisTarget } from '../../src/config/redis-url.ts';
import { connect } from '../../src/jobs/redis.ts';

function target(url: string): RedisTarget {
  const parsed = parseRedisUrl(url);
  if (!parsed) throw new Error(`not a REDIS_URL: ${url}`);
  return parsed;
}

describe('reached through Sentinel', () => {
  let redis: SentinelRedis;
  beforeAll(async () => {
    redis = await startSentinelRedis();
  });
  afterAll(() => redis?.stop());

  it.each(['itself', 'a duplicate'])(
    '%s comes back from a failover that is told while the primary is sought',
    async (which) => {
      const first = connect(target(redis.url), 'patient') as Redis;
      first.on('error', () => undefined);
      const client = which === 'itself' ? first : first.duplicate();
      client.on('error', () => undefined);
      expect(client.status).toBe('connecting');
      const ended = new Promise((resolve) => client.once('end', resolve));
      // As its failure detector does at “+switch-master”.
      client.disconnect(true);
      await ended;
      await new Promise((resolve) => client.once('ready', resolve));
      expect(await client.ping()).toBe('PONG');
      client.disconnect();
      first.disconnect();
    },
  );

  it('stays closed where its owner has closed it while the primary was sought', async () => {
    const client = connect(target(redis.url), 'patient') as Redis;
    client.on('error', () => undefined);
    const other = client.duplicate();
    other.on('error', () => undefined);
    const ended = new Promise((resolve) => client.once('end', resolve));
    client.disconnect();
    await ended;
    // The other takes the way that the first would take back.
    const ready = new Promise((resolve) => other.once('ready', resolve));
    other.disconnect(true);
    await ready;
    expect(client.status).toBe('end');
    other.disconnect();
  });
});

describe('a Redis Cluster', () => {
  let redis: RedisCluster;
  beforeAll(async () => {
    redis = await startRedisCluster();
  });
  afterAll(() => redis?.stop());

  it('comes back, as does a duplicate, where it is sent elsewhere while it reconnects', async () => {
    const first = connect(target(redis.url), 'patient') as Cluster;
    const client = first.duplicate();
    for (const each of [first, client]) {
      await each.set('some', 'thing');
      const slot = await each.cluster('KEYSLOT', 'some');
      const right = each.slots[slot]?.[0];
      const wrong = each.slots.flat().find((node) => node !== right);
      // The question is asked of the wrong node, whose answer comes after the pool was emptied.
      each.slots[slot] = [wrong as string];
      await each
        .nodes()
        .find(({ options }) => `${options.host}:${options.port}` === wrong)
        ?.ping();
      const moved = each.get('some');
      each.disconnect(true);
      expect(await moved).toBe('thing');
      each.disconnect();
    }
  });

  it('tells who waits for it that it is back, also where it found the cluster down', async () => {
    const client = connect(target(redis.url), 'patient') as Cluster;
    client.on('error', () => undefined);
    await client.set('some', 'thing');
    const ended = new Promise((resolve) => client.once('end', resolve));
    client.disconnect();
    await ended;
    const [first, second] = redis.nodes as [PrivateRedis, PrivateRedis];
    const asked = new Redis(first.port);
    await second.kill();
    await vi.waitFor(
      async () => expect(await asked.cluster('INFO')).toMatch('cluster_state:fail'),
      {
        timeout: 30_000,
      },
    );
    const down = new Promise((resolve) => client.once('reconnecting', resolve));
    const back = client.connect();
    await down;
    await second.start();
    await back;
    expect(await client.get('some')).toBe('thing');
    client.disconnect();
    asked.disconnect();
  });
});
