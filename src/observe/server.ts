/**
 * What an operator's machines ask of a process, by HTTP: `/healthz` (it answers, so it lives), `/readyz` (it can do
 * its work, or what it lacks), `/metrics`. Nothing in them is secret, and nothing can be changed by them.
 */

import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Listen } from '../config.ts';
import type { Metrics } from './metrics.ts';

/** Something that a process cannot do its work without. */
export interface Readiness {
  /** `redis`, `slack`, `cluster newyork`. */
  readonly part: string;
  readonly ready: boolean;
  /** What is known of it, for people. */
  readonly what: string;
}

export interface Observed {
  readiness(): Promise<readonly Readiness[]>;
  /** Brings what is measured up to date, where that is not done as it happens. */
  scrape(): Promise<void>;
}

export interface ObserveServer {
  /** @throws where it cannot listen there */
  start(): Promise<{ readonly port: number }>;
  stop(): Promise<void>;
}

/** Whoever asks gives up after some ten seconds. */
const withinMs = 5_000;

export function createObserveServer(
  { host, port }: Listen,
  metrics: Metrics,
  parts: readonly Observed[],
  onError: (what: string, error: unknown) => void,
): ObserveServer {
  const server = createServer((request, response) => {
    answer(request, response).catch((error) => {
      onError(`HTTP ${request.url}`, error);
      if (!response.headersSent) send(response, 500, 'text/plain', 'could not be told\n');
    });
  });
  server.requestTimeout = withinMs;

  return {
    async start() {
      server.listen(port, host);
      await once(server, 'listening');
      return { port: (server.address() as AddressInfo).port };
    },
    async stop() {
      if (!server.listening) return;
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };

  async function answer({ method, url }: IncomingMessage, response: ServerResponse) {
    if (method !== 'GET' && method !== 'HEAD') return send(response, 405, 'text/plain', 'GET\n');
    switch (url?.replace(/\?.*$/s, '')) {
      case '/healthz':
        return send(response, 200, 'text/plain', 'ok\n');
      case '/readyz':
        return ready(response);
      case '/metrics':
        return measured(response);
      default:
        return send(response, 404, 'text/plain', '/healthz, /readyz, /metrics\n');
    }
  }

  async function ready(response: ServerResponse): Promise<void> {
    const all = await readiness();
    const isReady = all.every((each) => each.ready);
    const body = JSON.stringify({ ready: isReady, parts: all }, null, 2);
    send(response, isReady ? 200 : 503, 'application/json', `${body}\n`);
  }

  async function readiness(): Promise<readonly Readiness[]> {
    const all = (await Promise.all(parts.map((part) => part.readiness()))).flat();
    for (const { part, ready } of all) metrics.ready.set({ part }, ready ? 1 : 0);
    return all;
  }

  /** What cannot be looked up now keeps nobody from what is counted here. */
  async function measured(response: ServerResponse): Promise<void> {
    const looks = [...parts.map((part) => part.scrape()), readiness()];
    const late = new Promise((resolve) => setTimeout(resolve, withinMs - 1_000).unref());
    const all = Promise.allSettled(looks).then((results) => {
      for (const result of results) {
        if (result.status === 'rejected') onError('/metrics', result.reason);
      }
    });
    await Promise.race([all, late]);
    send(response, 200, metrics.register.contentType, await metrics.register.metrics());
  }
}

function send(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' });
  response.end(body);
}
