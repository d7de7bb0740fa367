import { afterAll, beforeAll, it } from 'vitest';
import type { Program } from '../../sandbox/program.ts';
import { type RedisCluster, startRedisCluster } from '../../sandbox/redis-cluster.ts';
import { keys } from '../../src/jobs/keys.ts';
import { ask, newScenario, startTestSite, type TestSite } from './scenario.ts';
import { approve, expectWhole, runThrough, untilRunning } from './whole.ts';

let redis: RedisCluster;
let site: TestSite<RedisCluster>;
beforeAll(async () => {
  redis = await startRedisCluster();
  site = await startTestSite({ redis });
});
afterAll(() => site?.stop());

it('Redis is a cluster of three nodes: a whole request is done', async () => {
  const scenario = await newScenario(site);
  await expectWhole(site, scenario, await runThrough(site, scenario));
});

it('A worker is killed while a step runs, on a Redis Cluster: another takes over, and the request is completed', async () => {
  const scenario = await newScenario(site);
  const command = `replica add -path ${scenario.source}`;
  await site.clusters.faults.set({ latency: { command, ms: 1_000 } });
  const request = await ask(site, scenario);
  await untilRunning(site, command);
  await (site.programs[1] as Program).kill();
  await site.startWorker('sanfrancisco');
  await approve(site, scenario, request);
  await expectWhole(site, scenario, request);
});

it('The node of a Redis Cluster that holds the log is killed while a step runs: the request is completed when it is back', async () => {
  const scenario = await newScenario(site);
  const command = `replica add -path ${scenario.source}`;
  await site.clusters.faults.set({ latency: { command, ms: 3_000 } });
  const request = await ask(site, scenario);
  await untilRunning(site, command);
  const node = await redis.holderOf(keys.log(request));
  await node.kill();
  // The bot says so, and so it is known that it has noticed.
  const other = await newScenario(site);
  await site.slack.waitFor(
    async () =>
      (await site.slack.type('U0SF1', other.channel, other.command)).shown.includes(
        'nothing was started',
      ),
    { timeoutMs: 60_000 },
  );
  await node.start();
  await approve(site, scenario, request);
  await expectWhole(site, scenario, request);
});
