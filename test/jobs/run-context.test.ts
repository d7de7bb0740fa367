import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeCertificate } from '../../sandbox/clusters/certificate.ts';
import { type PrivateRedis, startRedis } from '../../sandbox/redis.ts';
import { cancel } from '../../src/jobs/decisions.ts';
import { Superseded } from '../../src/jobs/faults.ts';
import { beginRun, type Run } from '../../src/jobs/run-context.ts';
import { createStore, type NewRequest, type Store } from '../../src/jobs/store.ts';
import { parseStreamPath } from '../../src/mapr/path.ts';
import type { ApiServer } from '../../src/mapr/rest.ts';
import { createMapr } from '../../src/mapr/run.ts';
import { streamInfo } from '../../src/mapr/stream-info.ts';
import { upstreamAdd } from '../../src/mapr/upstream-add.ts';
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

/** The first run of the step that looks at the source. */
async function lookingRun(first: NewRequest): Promise<Run> {
  const { request } = first;
  await store.begin([first], request);
  const begun = await store.read(request);
  if (!begun) throw new Error('not begun');
  return beginRun(store, createMapr({ home, timeoutMs: 20_000 }), begun, {
    step: 'preflight-source',
    undo: false,
    run: 'first',
    worker: 'node1/1',
    over: new AbortController(),
    timing: { commandMs: 20_000, confirmMs: 1_000, settleMs: 1 },
  });
}

describe('a look that is under way when the request is cancelled', () => {
  it('writes nothing behind the end', async () => {
    const run = await lookingRun(requested());
    const looked = run.look(streamInfo(activity.source)).catch((error: unknown) => error);
    // Nothing was made, so it ends at once.
    await store.append('abcd2345', (state) => cancel(state, maya, Date.now(), () => 'signed'));
    await writeFile(join(home, 'go'), '');
    await looked;
    await run.end();
    await expect(run.append(() => [])).rejects.toThrow(Superseded);
    const last = await redis.xrevrange('{replicate}:log:abcd2345', '+', '-', 'COUNT', 1);
    expect(JSON.stringify(last)).toContain('ended');
  });
});

describe('a look that was answered', () => {
  it('is told with its answer at once, though it comes into the log a moment later', async () => {
    const plan = { ...activity, replica: parseStreamPath('/mapr/newyork/told') };
    const run = await lookingRun(requested({ request: 'told2345', plan }));
    await writeFile(join(home, 'go'), '');
    const command = streamInfo(activity.source);
    expect(run.answerTo(command)).toBeUndefined();
    await run.look(command).catch(() => undefined);
    expect(run.answerTo(command)).toBe('{}');
    await run.end();
    expect(run.step.commands).toMatchObject([{ answer: '{}' }]);
  });
});

describe('a change that an API server is asked for', () => {
  /** The step, after the server at that address was asked to change something. */
  async function stepAfter(request: string, { url, ca }: Pick<ApiServer, 'url' | 'ca'>) {
    const plan = { ...activity, replica: parseStreamPath(`/mapr/newyork/${request}`) };
    await store.begin([requested({ request, plan })], request);
    const begun = await store.read(request);
    if (!begun) throw new Error('not begun');
    const servers = new Map([['newyork', { url, ca, user: 'bot', password: 'secret' }]]);
    const run = await beginRun(store, createMapr({ home, timeoutMs: 5_000, servers }), begun, {
      step: 'authorize',
      undo: false,
      run: 'first',
      worker: 'node1/1',
      over: new AbortController(),
      timing: { commandMs: 5_000, confirmMs: 1_000, settleMs: 1 },
    });
    await expect(run.act(upstreamAdd(plan))).rejects.toThrow(/API server/);
    await run.end();
    return run.step;
  }

  it('was not made where there is no way to the server', async () => {
    const nobody = { url: 'https://127.0.0.1:1', ca: '' };
    expect(await stepAfter('away2345', nobody)).toMatchObject({ effect: 'refused', begun: null });
  });

  it('may be made still where the answer is lost', async () => {
    const { ca, ...pair } = await makeCertificate();
    const server = createServer(pair, ({ socket }) => socket.destroy());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const lost = await stepAfter('lost2345', { url: `https://127.0.0.1:${port}`, ca });
    expect(lost).toMatchObject({ effect: 'intended', acting: null, begun: expect.any(Number) });
    server.close();
  });
});
