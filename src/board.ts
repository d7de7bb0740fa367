/** `replicate-bot board`: the queues in view, on this machine alone, and read-only unless it is asked to be otherwise. */

import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { parseArgs } from 'node:util';
import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { HonoAdapter } from '@bull-board/hono';
import { getRequestListener } from '@hono/node-server';
import { serveStatic } from '@hono/node-server/serve-static';
import { Queue } from 'bullmq';
import { Hono } from 'hono';
import { allQueues, queueOptions } from './jobs/queues.ts';
import type { Connection } from './jobs/store.ts';

export interface BoardOptions {
  /** 0: any free one. */
  readonly port: number;
  /** Whether jobs can be retried, promoted and removed there. */
  readonly writable: boolean;
}

/** @returns null where that is not how it is used */
export function boardOptions(args: readonly string[]): BoardOptions | null {
  try {
    const options = { port: { type: 'string' }, writable: { type: 'boolean' } } as const;
    const { values } = parseArgs({ args: [...args], options });
    const port = Number(values.port ?? '9465');
    if (!Number.isInteger(port) || port < 0 || port > 65_535) return null;
    return { port, writable: values.writable ?? false };
  } catch {
    return null;
  }
}

export interface Board {
  /** @returns where it is, once it can be looked at */
  start(): Promise<string>;
  stop(): Promise<void>;
}

const loopback = '127.0.0.1';

export function createBoard(
  redis: Connection,
  clusters: readonly string[],
  { port, writable }: BoardOptions,
  onError: (what: string, error: unknown) => void,
): Board {
  const queues = allQueues(clusters).map((name) => new Queue(name, queueOptions(redis)));
  for (const queue of queues) queue.on('error', (error) => onError(queue.name, error));
  const serverAdapter = new HonoAdapter(serveStatic);
  createBullBoard({
    queues: queues.map((queue) => new BullMQAdapter(queue, { readOnlyMode: !writable })),
    serverAdapter,
    options: { uiConfig: { boardTitle: 'replicate-bot', hideRedisDetails: true } },
  });
  const app = new Hono();
  // A page of the Web that somebody has open must not get at it: neither by another name for this machine, nor across.
  app.use(async ({ req, text }, next) => {
    const [host, origin] = [req.header('host') ?? '', req.header('origin')];
    const isOurs = isLocal(host) && (origin === undefined || origin === `http://${host}`);
    if (!isOurs) return text('Only from this machine.', 403);
    // Whatever the board takes for reading.
    const reads = req.method === 'GET' || req.method === 'HEAD';
    return reads || writable ? await next() : text('Read-only.', 405);
  });
  app.route('/', serverAdapter.registerPlugin());
  const server: Server = createServer(getRequestListener(app.fetch));

  return {
    async start() {
      server.listen(port, loopback);
      await once(server, 'listening');
      const address = server.address();
      return `http://${loopback}:${typeof address === 'object' ? address?.port : port}/`;
    },
    async stop() {
      server.closeAllConnections();
      server.close();
      await Promise.all(queues.map((queue) => queue.close()));
    },
  };
}

function isLocal(host: string): boolean {
  return /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/.test(host);
}
