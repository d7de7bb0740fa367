import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { type PrivateRedis, startRedis } from '../../sandbox/redis.ts';
import { redisLines } from '../../src/check/redis.ts';
import { loadRedisTarget } from '../../src/config.ts';

let redis: PrivateRedis;
beforeAll(async () => {
  redis = await startRedis();
});
afterEach(() => vi.restoreAllMocks());
afterAll(() => redis?.stop());

it.each([
  ['that is an hour ahead', 3_600_000, 'warning'],
  ['that is an hour behind', -3_600_000, 'warning'],
  ['that agrees', 0, 'ok'],
])('compares the clock of Redis with one of this host %s', async (_, aheadMs, level) => {
  const now = Date.now;
  vi.spyOn(Date, 'now').mockImplementation(() => now() + aheadMs);
  const lines = await redisLines(loadRedisTarget({ REDIS_URL: redis.url }));
  const clock = lines.find(({ id }) => id === 'redis-clock');
  expect(clock).toMatchObject({ level });
  if (level === 'warning') expect(clock?.what).toMatch(/3(600|599)\.\d s apart/);
});
