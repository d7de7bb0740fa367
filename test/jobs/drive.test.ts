import { UnrecoverableError, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type PrivateRedis, startRedis } from '../../sandbox/redis.ts';
import { retry } from '../../src/jobs/decisions.ts';
import { createDriver, type Driver } from '../../src/jobs/drive.ts';
import { keys } from '../../src/jobs/keys.ts';
import { workerOptions } from '../../src/jobs/queues.ts';
import { createStore, type Store } from '../../src/jobs/store.ts';
import { maya, requested } from './requests.ts';

let server: PrivateRedis;
let redis: Redis;
let store: Store;
let driver: Driver;
const workers: Worker[] = [];
beforeAll(async () => {
  server = await startRedis();
  redis = new Redis(server.url, { maxRetriesPerRequest: null });
  store = createStore(redis, () => undefined);
  driver = createDriver(redis, store, () => undefined);
});
afterAll(async () => {
  await Promise.all(workers.map((worker) => worker.close()));
  await driver.close();
  redis.disconnect();
  await server.stop();
});

const request = requested().request;
const failure = { message: 'no', cluster: '', command: null, answer: null, remedy: 'wait' };

const until = (holds: () => Promise<void>) => vi.waitFor(holds, { timeout: 30_000 });

/** A worker of a cluster, as far as the queues see one. */
function work(cluster: string, run: (times: number) => Promise<void>): void {
  let times = 0;
  const take = () => run(++times);
  const worker = new Worker(`cluster-${cluster}`, take, workerOptions(redis, 1));
  worker.run().catch(() => undefined);
  workers.push(worker);
}

describe('a Retry while the other look is about to fail with the one that has', () => {
  it('finds both, however late the other fails', async () => {
    const step = { source: 'preflight-source', replica: 'preflight-replica' } as const;
    const again: string[] = [];
    let fail = (): void => undefined;
    const failing = new Promise<void>((resolve) => {
      fail = resolve;
    });
    await store.begin([requested()], 'delivery-1');
    await driver.drive(request);
    work('newyork', async (times) => {
      if (times > 1) return void again.push('replica');
      await store.append(request, () => [
        { type: 'step.started', step: step.replica, run: 'r', worker: 'node2/1' },
      ]);
      // It has read that the other has failed, and only has not come to say so.
      await failing;
      throw new UnrecoverableError('a step has failed');
    });
    await until(async () => {
      expect((await store.read(request))?.steps[step.replica].status).toBe('running');
    });
    work('sanfrancisco', async (times) => {
      if (times > 1) return void again.push('source');
      await store.append(request, () => [
        { type: 'step.started', step: step.source, run: 's', worker: 'node1/1' },
        { type: 'step.failed', step: step.source, failure },
      ]);
      throw new UnrecoverableError('no');
    });
    await until(async () => expect((await store.read(request))?.phase).toBe('failed'));
    await store.append(request, (state) => retry(state, maya));
    await until(async () => {
      await driver.sweep();
      expect(again).toContain('source');
    });
    expect(await redis.zscore(keys.toDrive, request)).not.toBeNull();
    fail();
    await until(async () => {
      await driver.sweep();
      expect(again).toContain('replica');
    });
  });
});
