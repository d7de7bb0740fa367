import { setTimeout as sleep } from 'node:timers/promises';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type PrivateRedis, startRedis } from '../../sandbox/redis.ts';
import { createClusterQueues } from '../../src/jobs/cluster-queues.ts';
import { Newer } from '../../src/jobs/newer.ts';
import { clusterQueue, copiesQueue, queueOptions } from '../../src/jobs/queues.ts';
import { Damaged } from '../../src/jobs/unread.ts';

let server: PrivateRedis;
let redis: Redis;
beforeAll(async () => {
  server = await startRedis();
  redis = new Redis(server.url, { maxRetriesPerRequest: null });
});
afterAll(async () => {
  redis.disconnect();
  await server.stop();
});

it('all workers of a cluster together copy so many streams at a time, and no copy holds up a step', async () => {
  const underWay = new Set<string>();
  const done: string[] = [];
  let most = 0;
  const workers = [1, 2, 3].map(() =>
    createClusterQueues(
      { redis, clusters: ['newyork'], atOnce: { steps: 1, copies: 2 }, onError: () => undefined },
      async ({ name, queueName }) => {
        underWay.add(name);
        const copies = [...underWay].filter((each) => each.startsWith('copy'));
        most = Math.max(most, copies.length);
        // The copies end once the step has had its turn.
        while (queueName === copiesQueue('newyork') && !done.includes('step')) await sleep(10);
        underWay.delete(name);
        done.push(name);
        return 'done';
      },
    ),
  );
  const [copies, steps] = [copiesQueue('newyork'), clusterQueue('newyork')].map(
    (name) => new Queue(name, queueOptions(redis)),
  );
  await Promise.all(workers.map((worker) => worker.start()));
  const names = Array.from({ length: 7 }, (_, index) => `copy ${index}`);
  await copies?.addBulk(names.map((name) => ({ name, data: {} })));
  await expect.poll(() => underWay.size, { timeout: 10_000 }).toBe(2);
  await steps?.add('step', {});
  await expect.poll(() => done.length, { timeout: 20_000 }).toBe(8);
  expect(done[0]).toBe('step');
  expect(most).toBe(2);
  await Promise.all([...workers, copies, steps].map((each) => each?.close()));
});

it('a job of a newer version goes back into its queue and counts as no try; a damaged log is a fault', async () => {
  const met: string[] = [];
  const worker = createClusterQueues(
    {
      redis,
      clusters: ['sanfrancisco'],
      atOnce: { steps: 1, copies: 1 },
      onError: (_, error) => met.push((error as Error).name),
    },
    async ({ name }) => {
      throw name === 'newer' ? new Newer('a log') : new Damaged('abcd2345', 2);
    },
  );
  const queue = new Queue(clusterQueue('sanfrancisco'), queueOptions(redis));
  await worker.start();
  const [newer, damaged] = [await queue.add('newer', {}), await queue.add('damaged', {})];
  await expect.poll(() => newer.isDelayed(), { timeout: 20_000 }).toBe(true);
  await expect.poll(() => damaged.isFailed(), { timeout: 20_000 }).toBe(true);
  const tries = [newer, damaged].map(async ({ id = '' }) => (await queue.getJob(id))?.attemptsMade);
  expect(await Promise.all(tries)).toEqual([0, 1]);
  expect(new Set(met)).toEqual(new Set(['Newer', 'Damaged']));
  await Promise.all([worker.close(), queue.close()]);
});
