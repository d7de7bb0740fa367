import type { RedisTarget } from '../config.ts';
import { connect } from '../jobs/redis.ts';
import { redisFaults } from '../jobs/redis-faults.ts';
import type { Connection } from '../jobs/store.ts';
import { tlsFault } from '../jobs/tls-faults.ts';
import { within } from '../jobs/within.ts';
import { type CheckLine, fine, missing, reasonOf, untold, warning } from './line.ts';
import { redisProbe } from './redis-probe.ts';

/** For each look at Redis. */
const lookMs = 10_000;
/** Of maxmemory: above it, it is time to see to it. */
const fullAt = 0.8;
/** Between the clock of Redis and that of this host. */
const skewMs = 2_000;

/** Whether Redis can be reached, keeps what it is given, has room, and tells the same time. */
export async function redisLines(target: RedisTarget): Promise<readonly CheckLine[]> {
  const redis = connect(target, 'prompt');
  try {
    await within(reach(redis), lookMs);
    const looks = [durability(redis), memory(redis), clock(redis)];
    return [fine('redis', 'Redis can be reached.'), ...(await Promise.all(looks)).flat()];
  } catch (error) {
    const fault = tlsFault(error) ?? (await redisProbe(target));
    const what = `Redis cannot be reached: ${fault?.what ?? reasonOf(error)}`;
    const remedy = 'Check REDIS_URL, and that the server runs and knows this user.';
    return [missing('redis', what, fault?.remedy ?? remedy)];
  } finally {
    redis.disconnect();
  }
}

function reach(redis: Connection): Promise<void> {
  return new Promise((resolve, reject) => {
    redis.once('ready', resolve);
    redis.on('error', reject);
    // A cluster tells of its nodes in this way alone.
    redis.on('node error', reject);
  });
}

/** A managed server may forbid INFO to its users, who then have to see for themselves. */
async function durability(redis: Connection): Promise<CheckLine[]> {
  const id = 'redis-keeps';
  try {
    const faults = await within(redisFaults(redis), lookMs);
    if (faults.length === 0) return [fine(id, 'Redis keeps everything: noeviction, AOF.')];
    return faults.map(({ what, remedy }) => missing(id, what, remedy));
  } catch (error) {
    const what = `Whether Redis keeps everything is not told to this user: ${reasonOf(error)}`;
    return [untold(id, what, 'Allow INFO to it, or see that the server has noeviction and AOF.')];
  }
}

async function memory(redis: Connection): Promise<CheckLine[]> {
  const id = 'redis-memory';
  try {
    const [server, info] = await within(
      Promise.all([redis.info('server'), redis.info('memory')]),
      lookMs,
    );
    const version = /^redis_version:(\S+)/m.exec(server)?.[1] ?? 'of a version that is not told';
    const used = Number(/^used_memory:(\d+)/m.exec(info)?.[1] ?? 0);
    const most = Number(/^maxmemory:(\d+)/m.exec(info)?.[1] ?? 0);
    const told = `Redis ${version} uses ${mib(used)} of ${most > 0 ? mib(most) : 'memory without a limit of its own'}.`;
    if (most === 0 || used < most * fullAt) return [fine(id, told)];
    return [warning(id, told, 'Give it more: maxmemory, and the memory of its host.')];
  } catch (error) {
    const what = `How full Redis is is not told to this user: ${reasonOf(error)}`;
    return [untold(id, what, 'Allow INFO to it, or watch the memory of the server yourself.')];
  }
}

function mib(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
}

async function clock(redis: Connection): Promise<CheckLine[]> {
  const id = 'redis-clock';
  try {
    const before = Date.now();
    const [seconds, micros] = await within(redis.time(), lookMs);
    const after = Date.now();
    const there = Number(seconds) * 1000 + Number(micros) / 1000;
    // The answer was made at some moment between the two.
    const skew = Math.max(before - there, there - after, 0);
    if (skew <= skewMs) return [fine(id, 'The clocks of Redis and of this host agree.')];
    const what = `The clocks of Redis and of this host are ${(skew / 1000).toFixed(1)} s apart.`;
    return [warning(id, what, 'Let NTP set the clocks of both hosts.')];
  } catch (error) {
    const what = `The clock of Redis is not told to this user: ${reasonOf(error)}`;
    return [untold(id, what, 'Allow TIME to it, or compare the clocks yourself.')];
  }
}
