import { WebClient } from '@slack/web-api';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PrivateRedis, startRedis } from '../../sandbox/redis.ts';
import { plain, startWorkspace, type Workspace } from '../../sandbox/slack/index.ts';
import { createBring } from '../../src/bot/bring.ts';
import { createDelivery } from '../../src/bot/delivery.ts';
import type { Pacer } from '../../src/bot/pacer.ts';
import { createPostedMessages, type PostedMessages } from '../../src/bot/posted.ts';
import { createSync, type Sync } from '../../src/bot/sync.ts';
import { keys } from '../../src/jobs/keys.ts';
import { createStore, type Store } from '../../src/jobs/store.ts';
import { createSyncQueue, type SyncQueue } from '../../src/jobs/sync-queue.ts';
import { maya, requested, untilConsent } from '../jobs/requests.ts';

const channel = 'C0DATA';
const { request } = requested();

let server: PrivateRedis;
let redis: Redis;
let slack: Workspace;
let store: Store;
let queue: SyncQueue;
let sync: Sync;
let posted: PostedMessages;
/** What asked for a turn under Slack's limits. */
const turns: string[] = [];
/** A state that the next look at the log gives in place of what is there. */
let stale: Awaited<ReturnType<Store['read']>> = null;
beforeAll(async () => {
  server = await startRedis();
  redis = new Redis(server.url, { maxRetriesPerRequest: null });
  slack = await startWorkspace({
    people: [{ id: 'U0SF1', name: 'maya' }],
    channels: [{ id: channel, name: 'data', members: ['U0SF1'] }],
    rateLimits: 'off',
  });
  posted = createPostedMessages(redis);
  const client = new WebClient(slack.botToken, { slackApiUrl: slack.apiUrl });
  const pacer: Pacer = {
    async take({ what }, turn) {
      if (turn) turns.push(`${what} ${turn.of}${turn.urgent ? ', urgent' : ''}`);
      return 0;
    },
    hold: async () => undefined,
  };
  const onError = () => undefined;
  queue = createSyncQueue(redis, onError);
  store = createStore(redis, () => undefined);
  const bring = createBring({
    redis,
    store,
    delivery: createDelivery(client, pacer, posted),
    posted,
    people: { ownersOn: () => ['U0NY1'] },
    onError,
  });
  sync = createSync({
    redis,
    store: {
      ...store,
      async read(id) {
        const seen = stale;
        stale = null;
        return seen ?? store.read(id);
      },
    },
    queue,
    bring: bring.bring,
    note: async () => undefined,
    seals: { advance: async () => null } as never,
    onError,
  });
  await sync.start();
});
afterAll(async () => {
  await sync.stop();
  await queue.close();
  redis.disconnect();
  await slack.stop();
  await server.stop();
});

async function cardSays(words: RegExp): Promise<void> {
  await slack.waitFor(
    async () => (await slack.see('U0SF1', channel)).some((each) => words.test(plain(each))),
    { timeoutMs: 30_000, what: `${words}` },
  );
}

describe('A bot brings Slack into line with a state that another has overtaken', () => {
  it('does so once more, so that the later one has the last word', async () => {
    await store.begin([{ ...requested(), channel }], 'delivery-1');
    const before = await store.read(request);
    await store.append(request, () => [
      { type: 'undo.started', cause: 'cancelled', by: maya, signature: '' },
      { type: 'ended', outcome: 'cancelled' },
    ]);
    await queue.ask(request, true);
    await cardSays(/Cancelled by @maya/);
    await slack.waitFor(async () => (await redis.zscore(keys.toSync, request)) === null);
    // Its next edit is due.
    const card = (await posted.read(request)).get('card');
    if (card) await posted.save(request, 'card', { ...card, at: 0 });
    stale = before;
    await queue.ask(request, true);
    await cardSays(/for a worker of sanfrancisco/);
    await cardSays(/Cancelled by @maya/);
  });
});

describe('A question that nobody is to answer any more', () => {
  it('loses its buttons before cards are edited', async () => {
    const id = 'wxyz2345';
    await store.begin([{ ...requested(), request: id, channel }], 'delivery-2');
    await store.append(id, () => untilConsent().slice(1));
    await queue.ask(id, true);
    await slack.waitFor(async () => (await posted.read(id)).has('consent'), { timeoutMs: 30_000 });
    await store.append(id, () => [
      { type: 'undo.started', cause: 'cancelled', by: maya, signature: '' },
      { type: 'ended', outcome: 'cancelled' },
    ]);
    await queue.ask(id, true);
    await slack.waitFor(() => turns.some((turn) => turn.startsWith(`update ${id} card`)), {
      timeoutMs: 30_000,
    });
    const edits = turns.filter((turn) => turn.startsWith(`update ${id}`));
    expect(edits).toEqual([`update ${id} consent, urgent`, `update ${id} card`]);
  });
});
