import { once } from 'node:events';
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Clusters, createClusters } from '../../../sandbox/clusters/index.ts';
import { story } from '../../../sandbox/demo/begin.ts';
import { cast } from '../../../sandbox/page/server/cast.ts';
import { draw } from '../../../sandbox/page/server/draw.ts';
import { offersOf } from '../../../sandbox/page/server/offers.ts';
import { type Page, servePage } from '../../../sandbox/page/server/serve.ts';
import type { About } from '../../../sandbox/page/wire.ts';
import { start } from '../slack/bot.ts';

type Slack = Awaited<ReturnType<typeof start>>;

let slack: Slack;
let clusters: Clusters;
let page: Page;

beforeAll(async () => {
  [slack, clusters] = await Promise.all([
    start(),
    createClusters({ clusters: ['sanfrancisco', 'newyork'] }),
  ]);
  await clusters.createStream('/mapr/sanfrancisco/activity', { topics: { clicks: 3 } });
  page = await servePage({ slack, clusters }, { story });
});
afterAll(async () => {
  await page?.stop();
  await slack?.stop();
  await clusters?.cleanup();
});

function deed(name: string, args: readonly unknown[], headers: Record<string, string> = {}) {
  return fetch(`${page.url}do/${name}`, { method: 'POST', headers, body: JSON.stringify(args) });
}

describe('the server of the page', () => {
  it('gives the page and its parts', async () => {
    const html = await (await fetch(page.url)).text();
    const [, script = ''] = /src="(\/[^"]+\.js)"/.exec(html) ?? [];
    const answer = await fetch(new URL(script, page.url));
    expect(answer.headers.get('content-type')).toContain('javascript');
    expect((await fetch(`${page.url}package.json`)).status).toBe(404);
  });

  it('does what a person may do, and says what is refused', async () => {
    const said = await deed('type', ['maya', 'replication', 'Hello']);
    expect(await said.json()).toMatchObject({ result: { outcome: 'said' } });
    const seen = await (await deed('see', ['sam', 'replication'])).json();
    expect(seen).toMatchObject({ result: [{ text: 'Hello', user: 'U0SF1' }] });
    const refused = await deed('see', ['nobody', 'replication']);
    expect([refused.status, await refused.json()]).toEqual([
      400,
      { error: 'There is nobody called nobody' },
    ]);
  });

  it('tells each person of the channels that they are in, and of the newest there', async () => {
    const { result } = (await (await deed('channels', ['sam'])).json()) as { result: unknown };
    const [message] = await slack.see('sam', 'replication');
    expect(result).toEqual([
      {
        id: 'C0REP',
        name: 'replication',
        kind: 'public',
        archived: false,
        bot: true,
        people: 5,
        newest: message?.ts,
      },
      expect.objectContaining({ id: 'C0PUB', bot: false }),
      expect.objectContaining({ kind: 'im', bot: true, people: 1 }),
    ]);
  });

  it.each(['calls', 'advance', 'faults.down', 'stop', 'constructor'])(
    'does not do %s',
    async (name) => {
      expect((await deed(name, [])).status).toBe(404);
    },
  );

  it('answers no other site, by whatever name it came', async () => {
    const origin = 'http://elsewhere.example';
    expect((await deed('see', ['maya', 'replication'], { origin })).status).toBe(403);
    const { port } = new URL(page.url);
    const asked = request({ port, path: '/about', headers: { host: `elsewhere.example:${port}` } });
    asked.end();
    const [answer] = await once(asked, 'response');
    answer.resume();
    expect(answer.statusCode).toBe(403);
  });

  it('says who is there, and what the manifest offers', async () => {
    const about = (await (await fetch(`${page.url}about`)).json()) as About;
    expect(about.offers.commands.map(({ command }) => command)).toEqual(['/replicate']);
    expect(about.story).toEqual(story);
  });

  it('tells which start it is, and of the clusters now and when they change', async () => {
    const end = new AbortController();
    const feed = await fetch(`${page.url}feed`, { signal: end.signal });
    const events = readEvents(feed);
    expect((await events.next()).value?.event).toBe('run');
    expect((await events.next()).value).toEqual({
      event: 'clusters',
      data: draw(clusters.look()),
    });
    await clusters.produce('/mapr/sanfrancisco/activity', 'clicks', 30);
    expect((await events.next()).value?.data).toMatchObject([
      { name: 'sanfrancisco', streams: [{ messages: 30 }] },
      { name: 'newyork', streams: [] },
    ]);
    end.abort();
  });
});

async function* readEvents(response: Response): AsyncGenerator<{ event: string; data: unknown }> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of response.body ?? []) {
    const parts = `${rest}${decoder.decode(chunk, { stream: true })}`.split('\n\n');
    rest = parts.pop() ?? '';
    for (const part of parts) {
      const [, event = '', data = 'null'] = /event: (.*)\ndata: (.*)/.exec(part) ?? [];
      yield { event, data: JSON.parse(data) };
    }
  }
}

it('knows what each of the people is', () => {
  expect(cast().map(({ name, is }) => `${name}: ${is}`)).toEqual([
    'maya: owner of sanfrancisco',
    'sam: owner of sanfrancisco',
    'noor: owner of newyork',
    'lee: owner of newyork',
    'ada: workspace admin, owns no cluster',
    'robin: owns no cluster',
    'guest: a guest',
    'olga: of another workspace',
  ]);
});

it('reads what a manifest offers', () => {
  const shortcut = { name: 'Replicate', type: 'global', callback_id: 'ask', description: 'A form' };
  const features = {
    app_home: { home_tab_enabled: true, messages_tab_read_only_enabled: true },
    slash_commands: [{ command: '/replicate', description: 'Does it', usage_hint: 'a b' }],
    shortcuts: [shortcut, { ...shortcut, type: 'message', callback_id: 'here' }],
  };
  expect(offersOf({ features })).toEqual({
    commands: [{ command: '/replicate', description: 'Does it', hint: 'a b' }],
    shortcuts: [
      { name: 'Replicate', type: 'global', callbackId: 'ask', description: 'A form' },
      { name: 'Replicate', type: 'message', callbackId: 'here', description: 'A form' },
    ],
    home: true,
    writable: false,
  });
  expect(offersOf({})).toEqual({ commands: [], shortcuts: [], home: false, writable: true });
});

it('shows a replication as both sides have it', async () => {
  const [source, replica] = ['/mapr/sanfrancisco/shown', '/mapr/newyork/shown'];
  await clusters.createStream(source, { topics: { a: 2 } });
  await clusters.produce(source, 'a', 10);
  const stage = async () => {
    const [from, to] = draw(await clusters.snapshot()).map(({ streams }) =>
      streams.find(({ path }) => path.endsWith('/shown')),
    );
    return { replica: from?.replicas[0], upstreams: to?.upstreams };
  };
  await clusters.setUp(source, replica, 'registered');
  expect(await stage()).toMatchObject({
    replica: { path: replica, paused: true, accepted: false, messages: 0 },
    upstreams: [],
  });
  await clusters.deleteStream(replica);
  expect(await stage()).toMatchObject({ replica: { messages: null } });
});
