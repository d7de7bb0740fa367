import { afterAll, beforeAll, it } from 'vitest';
import { type SentinelRedis, startSentinelRedis } from '../../sandbox/redis-sentinel.ts';
import { approval, ask, newScenario, startTestSite, type TestSite } from './scenario.ts';
import { approve, approveUntilTaken, expectWhole, runThrough, untilRunning } from './whole.ts';

let redis: SentinelRedis;
let site: TestSite<SentinelRedis>;
beforeAll(async () => {
  redis = await startSentinelRedis();
  site = await startTestSite({ redis });
});
afterAll(() => site?.stop());

it('Redis is reached through Sentinel: a whole request is done', async () => {
  const scenario = await newScenario(site);
  await expectWhole(site, scenario, await runThrough(site, scenario));
});

it('Redis fails over while one request waits for approval and a step of another runs: both are completed', async () => {
  const [first, second] = redis.servers;
  const waiting = await newScenario(site);
  const running = await newScenario(site);
  const waits = await ask(site, waiting);
  await approval(site, waiting, waits);
  const command = `replica add -path ${running.source}`;
  await site.clusters.faults.set({ latency: { command, ms: 2_000 } });
  const runs = await ask(site, running);
  await untilRunning(site, command);
  // Replication is asynchronous: what is acknowledged a moment before a failover may be lost with it.
  await redis.replicated();
  await first.kill();
  await redis.untilPrimary(second);
  await approve(site, running, runs);
  await approve(site, waiting, waits);
  await expectWhole(site, running, runs);
  await expectWhole(site, waiting, waits);
});

it('Redis hangs and is failed over from: the connections move on, and the request is completed', async () => {
  const [first, second] = redis.servers;
  await first.start();
  await redis.untilFollowing(first);
  const scenario = await newScenario(site);
  const request = await ask(site, scenario);
  await approval(site, scenario, request);
  await redis.replicated();
  second.freeze();
  await redis.untilPrimary(first);
  await approveUntilTaken(site, scenario, request);
  await expectWhole(site, scenario, request);
  second.thaw();
});
