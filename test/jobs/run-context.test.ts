import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PrivateRedis, startRedis } from '../../sandbox/redis.ts';
import { cancel } from '../../src/jobs/decisions.ts';
import { Superseded } from '../../src/jobs/faults.ts';
import { beginRun } from '../../src/jobs/run-context.ts';
import { createStore, type Store } from '../../src/jobs/store.ts';
import { createMapr } from '../../src/mapr/run.ts';
import { streamInfo } from '../../src/mapr/stream-info.ts';
import { activity, maya, requested } from './requests.ts';

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
  const path = join(home, 'bin', 'maprcli');
  // Answers when it is let.
  await writeFile(path, `#!/bin/sh\nwhile [ ! -e ${home}/go ]; do sleep 0.05; done\necho '{}'\n`);
  await chmod(path, 0o755);
});
afterAll(async () => {
  redis.disconnect();
  await server.stop();
  await rm(home, { recursive: true });
});

describe('a look that is under way when the request is cancelled', () => {
  it('writes nothing behind the end', async () => {
    await store.begin(requested(), 'delivery-1');
    const begun = await store.read('abcd2345');
    if (!begun) throw new Error('not begun');
    const run = await beginRun(store, createMapr({ home, timeoutMs: 20_000 }), begun, {
      step: 'preflight-source',
      undo: false,
      run: 'first',
      worker: 'node1/1',
      signal: new AbortController().signal,
      timing: { commandMs: 20_000, confirmMs: 1_000, settleMs: 1 },
    });
    const looked = run.look(streamInfo(activity.source)).catch((error: unknown) => error);
    // Nothing was made, so it ends at once.
    await store.append('abcd2345', (state) => cancel(state, maya, Date.now(), () => 'signed'));
    await writeFile(join(home, 'go'), '');
    expect(await looked).toBeInstanceOf(Superseded);
    run.end();
    const last = await redis.xrevrange('{replicate}:log:abcd2345', '+', '-', 'COUNT', 1);
    expect(JSON.stringify(last)).toContain('ended');
  });
});
