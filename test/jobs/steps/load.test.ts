import { chmod, mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type PrivateRedis, startRedis } from '../../../sandbox/redis.ts';
import { HandedOn } from '../../../src/jobs/faults.ts';
import { beginRun } from '../../../src/jobs/run-context.ts';
import type { RequestState } from '../../../src/jobs/state.ts';
import { load } from '../../../src/jobs/steps/load.ts';
import { createStore, type Store } from '../../../src/jobs/store.ts';
import { createMapr } from '../../../src/mapr/run.ts';
import { requested } from '../requests.ts';

let server: PrivateRedis;
let redis: Redis;
let store: Store;
let home: string;
beforeAll(async () => {
  server = await startRedis();
  redis = new Redis(server.url);
  store = createStore(redis, () => undefined);
  home = await mkdtemp(join(tmpdir(), 'replicate-home-'));
  await mkdir(join(home, 'bin'));
  for (const program of ['maprcli', 'mapr']) {
    const path = join(home, 'bin', program);
    await writeFile(path, `#!/bin/sh\necho "$@" >> ${join(home, 'ran')}\n`);
    await chmod(path, 0o755);
  }
});
beforeEach(() => redis.flushall());
afterAll(async () => {
  redis.disconnect();
  await server.stop();
  await rm(home, { recursive: true });
});

/** The copy as it is taken up by a worker whose machine is stopped in the same moment. */
async function takenUpBy(worker: string): Promise<Promise<unknown>> {
  await store.begin([requested()], 'delivery-1');
  await store.append('abcd2345', () => [
    { type: 'step.started', step: 'load', run: 'first', worker: 'node1/1' },
    { type: 'step.marked', step: 'load', mark: { clicks: [3] } },
  ]);
  const state = (await store.read('abcd2345')) as RequestState;
  const over = new AbortController();
  over.abort();
  const run = await beginRun(store, createMapr({ home, timeoutMs: 5_000 }), state, {
    step: 'load',
    undo: false,
    run: 'second',
    worker,
    over,
    timing: { commandMs: 5_000, confirmMs: 1_000, settleMs: 1 },
  });
  return load.run(run).finally(run.end);
}

describe('a copy whose worker never told how it ended', () => {
  it('A copy is taken over by a worker of another host: it waits until the first can have seen that it is overtaken', async () => {
    await expect(takenUpBy('node2/1')).rejects.toBeInstanceOf(HandedOn);
    await expect(stat(join(home, 'ran'))).rejects.toThrow(/ENOENT/);
  });

  it('is looked at without delay by the worker itself', async () => {
    await expect(takenUpBy('node1/1')).rejects.not.toBeInstanceOf(HandedOn);
    await expect(stat(join(home, 'ran'))).resolves.toBeDefined();
  });
});
