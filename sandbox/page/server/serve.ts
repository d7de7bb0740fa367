/**
 * Serves the page: its files, what people may do on it, and the feed. For one machine: only
 * 127.0.0.1 is listened on, unless a container's engine does that, and only the page itself may ask.
 */

import { randomUUID } from 'node:crypto';
import { once, setMaxListeners } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import type { Site, SiteRedis } from '../../site.ts';
import type { Control } from '../../slack/index.ts';
import { list } from '../../slack/json.ts';
import { type About, type Deed, deeds, type Offers, type Story } from '../wire.ts';
import { buildPage, type PageFile } from './build.ts';
import { cast } from './cast.ts';
import { feed } from './feed.ts';
import { readOffers } from './offers.ts';

export interface Page {
  /** `http://127.0.0.1:<port>/` */
  readonly url: string;
  stop(): Promise<void>;
}

export interface PageOptions {
  /** Default 0: any free port. */
  readonly port?: number;
  /** Default 127.0.0.1. */
  readonly host?: string;
  readonly story: Story;
  /** Default: what the product's own manifest offers. */
  readonly offers?: Offers;
}

type Shown = Pick<Site<SiteRedis>, 'slack' | 'clusters'>;

/** Rejects if the port is taken. */
export async function servePage(
  site: Shown,
  { port = 0, host = '127.0.0.1', story, offers = readOffers() }: PageOptions,
): Promise<Page> {
  const over = new AbortController();
  // One listener for every page that is open.
  setMaxListeners(0, over.signal);
  const about: About = {
    run: randomUUID(),
    people: cast(),
    offers,
    story,
  };
  const app = routes(site, about, await buildPage(), over.signal);
  const server = createAdaptorServer({ fetch: app.fetch }) as Server;
  server.listen(port, host);
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async stop() {
      over.abort();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function routes(
  site: Shown,
  about: About,
  files: ReadonlyMap<string, PageFile>,
  over: AbortSignal,
): Hono {
  const { slack } = site;
  const app = new Hono();
  app.use(async (c, next) => (isOwn(c) ? next() : c.text('This page is for this machine.', 403)));
  app.get('/about', (c) => c.json(about));
  app.get('/feed', (c) => feed(c, about.run, site, over));
  app.post('/do/:deed', async (c) => {
    const deed = c.req.param('deed');
    if (!isDeed(deed)) return c.json({ error: 'There is no such deed' }, 404);
    try {
      const result = await carryOut(slack, deed, list(await c.req.json()));
      return c.json({ result: result ?? null });
    } catch (error) {
      return c.json({ error: error instanceof Error ? error.message : String(error) }, 400);
    }
  });
  app.get('*', (c) => {
    const file = files.get(c.req.path === '/' ? '/index.html' : c.req.path);
    return file ? c.body(file.body, 200, { 'content-type': file.type }) : c.notFound();
  });
  return app;
}

/** Another site's page in the same browser has another origin, or came by another name of this machine. */
function isOwn({ req }: Context): boolean {
  const host = req.header('host') ?? '';
  const origin = req.header('origin');
  const isLocal = /^(127\.0\.0\.1|localhost)(:\d+)?$/.test(host);
  return isLocal && (origin === undefined || origin === `http://${host}`);
}

function isDeed(name: string): name is Deed {
  return (deeds as readonly string[]).includes(name);
}

/** The arguments come from the page; the workspace itself refuses what makes no sense. */
function carryOut(slack: Control, deed: Deed, args: readonly unknown[]): Promise<unknown> {
  const method = slack[deed] as (...args: readonly unknown[]) => Promise<unknown>;
  return method(...args);
}
