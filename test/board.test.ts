import { request as httpRequest } from 'node:http';
import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { type PrivateRedis, startRedis } from '../sandbox/redis.ts';
import { type Board, boardOptions, createBoard } from '../src/board.ts';
import { clusterQueue, queueOptions, workerOptions } from '../src/jobs/queues.ts';

let server: PrivateRedis;
let redis: Redis;
let queue: Queue;
let board: Board | undefined;

beforeAll(async () => {
  server = await startRedis();
  redis = new Redis(server.url, { maxRetriesPerRequest: null });
  queue = new Queue(clusterQueue('newyork'), queueOptions(redis));
});
afterEach(async () => {
  await board?.stop();
  board = undefined;
});
afterAll(async () => {
  await queue.close();
  redis.disconnect();
  await server.stop();
});

async function show(writable = false): Promise<string> {
  board = createBoard(redis, ['newyork'], { port: 0, writable }, () => undefined);
  return board.start();
}

/** A job that has failed. */
async function failed(): Promise<string> {
  const worker = new Worker(
    queue.name,
    async () => {
      throw new Error('no contact');
    },
    { ...workerOptions(redis, 1), autorun: true },
  );
  const { id = '' } = await queue.add('create', { v: 1, request: 'abcd2345' });
  await expect.poll(() => queue.getFailedCount(), { timeout: 10_000 }).toBeGreaterThan(0);
  await worker.close();
  return id;
}

function retry(at: string, id: string, headers: Record<string, string> = {}) {
  const path = `${at}api/queues/${queue.name}/${id}/retry`;
  return fetch(path, { method: 'PUT', headers });
}

it('shows every queue of the site, with its page and all that belongs to it', async () => {
  const at = await show();
  const html = await (await fetch(at)).text();
  expect(html).toContain('<title>replicate-bot</title>');
  const [, script = ''] = /<script[^>]* src="([^"]+)"/.exec(html) ?? [];
  const loaded = await fetch(new URL(script, at));
  expect([loaded.status, loaded.headers.get('content-type')]).toEqual([
    200,
    expect.stringMatching(/javascript/),
  ]);
  const { queues } = (await (await fetch(`${at}api/queues`)).json()) as {
    queues: { name: string }[];
  };
  expect(queues.map(({ name }) => name)).toEqual([
    'cluster-newyork',
    'copies-newyork',
    'watch-newyork',
    'consent',
    'slack',
    'home',
    'health',
  ]);
});

it('changes nothing, unless it is asked to be writable', async () => {
  const id = await failed();
  const readOnly = await show();
  expect((await retry(readOnly, id)).status).toBe(405);
  for (const what of [
    'pause',
    `${queue.name}/pause`,
    `${queue.name}/empty`,
    `${queue.name}/obliterate`,
  ]) {
    const answer = await fetch(`${readOnly}api/queues/${what}`, { method: 'PUT' });
    expect(answer.status).toBe(405);
  }
  expect(await (await queue.getJob(id))?.getState()).toBe('failed');
  await board?.stop();
  const at = await show(true);
  expect((await retry(at, id, { origin: 'https://evil.example' })).status).toBe(403);
  expect(await (await queue.getJob(id))?.getState()).toBe('failed');
  const ours = await retry(at, id, { origin: new URL(at).origin });
  expect(ours.ok).toBe(true);
  expect(await (await queue.getJob(id))?.getState()).toBe('waiting');
});

it('is of this machine alone, by its own names', async () => {
  const at = new URL(await show());
  expect(at.hostname).toBe('127.0.0.1');
  const status = await new Promise((resolve, reject) => {
    const headers = { host: `queues.evil.example:${at.port}` };
    httpRequest({ host: at.hostname, port: at.port, headers }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    })
      .on('error', reject)
      .end();
  });
  expect(status).toBe(403);
});

it.each([
  [[], { port: 9465, writable: false }],
  [['--port', '0', '--writable'], { port: 0, writable: true }],
  [['--port', 'x'], null],
  [['--port', '70000'], null],
  [['--readable'], null],
  [['queue'], null],
])('%j', (args, options) => {
  expect(boardOptions(args)).toEqual(options);
});
