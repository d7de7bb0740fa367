import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type PrivateRedis, startRedis } from '../../sandbox/redis.ts';
import { script } from '../../src/jobs/script.ts';

let server: PrivateRedis;
let redis: Redis;
beforeAll(async () => {
  server = await startRedis();
  redis = new Redis(server.url);
});
afterAll(async () => {
  redis.disconnect();
  await server.stop();
});

const say = script("return redis.call('SET', KEYS[1], ARGV[1]) and KEYS[1] .. ' is ' .. ARGV[1]");

async function calls(): Promise<number> {
  const found = /cmdstat_eval:calls=(\d+)/.exec(await redis.info('commandstats'));
  return Number(found?.[1] ?? 0);
}

it('sends its text once', async () => {
  expect(await say(redis, ['a'], 1)).toBe('a is 1');
  expect(await say(redis, ['b'], 'two')).toBe('b is two');
  expect(await calls()).toBe(1);
});

it('sends it again to a server that has forgotten it', async () => {
  await redis.script('FLUSH');
  expect(await say(redis, ['c'], 3)).toBe('c is 3');
  expect(await redis.get('c')).toBe('3');
});

it('throws what Redis answers', async () => {
  await expect(script("return redis.call('NOTHING')")(redis, [])).rejects.toThrow(/NOTHING|nknown/);
});
