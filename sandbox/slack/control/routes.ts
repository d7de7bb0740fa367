import { Hono } from 'hono';
import { streamSSE } from 'hono/streaming';
import { list } from '../json.ts';
import type { Site } from '../people/site.ts';
import type { FeedEvent } from './sights.ts';
import type { Control } from './types.ts';

/**
 * `POST /control/<name>` with a JSON array of arguments, also `faults.set` and the like;
 * `GET /control/about`; `GET /control/events?since=<seq>`: server-sent events.
 */
export function controlRoutes({ core }: Site, control: Control): Hono {
  const app = new Hono();
  app.get('/about', (c) => {
    const { app: bot, team } = core.settings;
    return c.json({
      url: core.url,
      apiUrl: `${core.url}/api/`,
      botToken: bot.botToken,
      appToken: bot.appToken,
      signingSecret: bot.signingSecret,
      teamId: team.id,
      botUserId: bot.botUserId,
      people: [...core.people.values()],
      channels: [...core.channels.values()].map((one) => ({ ...one, members: [...one.members] })),
    });
  });
  app.get('/events', (c) =>
    streamSSE(c, async (stream) => {
      const since = Number(c.req.query('since') ?? core.feed.since(0).length);
      const send = (event: FeedEvent) =>
        stream.writeSSE({ id: String(event.seq), event: event.type, data: JSON.stringify(event) });
      for (const event of core.feed.since(since)) await send(event);
      const unsubscribe = core.feed.subscribe((event) => void send(event));
      await new Promise<void>((resolve) => {
        stream.onAbort(resolve);
        core.life.signal.addEventListener('abort', () => resolve(), { once: true });
      });
      unsubscribe();
    }),
  );
  app.post('/:name', async (c) => {
    const method = find(control, c.req.param('name'));
    if (method === undefined) return c.json({ error: 'There is no such control' }, 404);
    const text = await c.req.text();
    try {
      const result = await method(...list(text === '' ? [] : JSON.parse(text)));
      return c.json({ result });
    } catch (error) {
      return c.json({ error: error instanceof Error ? error.message : String(error) }, 400);
    }
  });
  return app;
}

type Method = (...args: readonly unknown[]) => unknown;

/** By name: `type`, `faults.set`. Not what is for this process alone. */
function find(control: Control, name: string): Method | undefined {
  const [first = '', second] = name.split('.');
  const local = ['subscribe', 'waitFor', 'stop'];
  if (local.includes(first)) return undefined;
  const group: Record<string, unknown> =
    second === undefined ? { ...control } : { ...groups(control)[first] };
  const found = group[second ?? first];
  return typeof found === 'function' ? (found as Method) : undefined;
}

function groups({ faults, sockets }: Control): Record<string, object> {
  return { faults, sockets };
}
