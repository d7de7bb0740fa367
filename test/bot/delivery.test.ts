import { WebClient } from '@slack/web-api';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PrivateRedis, startRedis } from '../../sandbox/redis.ts';
import { startWorkspace, type Workspace } from '../../sandbox/slack/index.ts';
import { type Address, createDelivery, type Delivery } from '../../src/bot/delivery.ts';
import type { Pacer, Turn } from '../../src/bot/pacer.ts';
import { createPostedMessages, decisionKey, type PostedMessages } from '../../src/bot/posted.ts';
import { Refused, TryLater } from '../../src/bot/slack-faults.ts';

const channel = 'C0BUSY';
/** After the start of the server, which is yet to come: one that was started since might have forgotten a post. */
const since = Date.now() + 30_000;
const card: Address = { request: 'abcd2345', key: 'card', channel, since };
const message = { text: 'It is under way.', blocks: [] };

let server: PrivateRedis;
let redis: Redis;
let slack: Workspace;
let posted: PostedMessages;
let delivery: Delivery;
/** What a call waits for before it is made. */
let held: Promise<void> = Promise.resolve();
/** The turns that were asked for. */
const turns: [string, Turn | undefined][] = [];
beforeAll(async () => {
  server = await startRedis();
  redis = new Redis(server.url);
  slack = await startWorkspace({
    people: [{ id: 'U1', name: 'maya' }],
    channels: [{ id: channel, name: 'busy', members: ['U1'] }],
    rateLimits: 'off',
  });
  const client = new WebClient(slack.botToken, {
    slackApiUrl: slack.apiUrl,
    retryConfig: { retries: 0 },
  });
  // Slack's limits are off, and so are ours.
  const pacer: Pacer = {
    take: (pace, turn) => {
      turns.push([pace.what, turn]);
      return held.then(() => 0);
    },
    hold: async () => undefined,
  };
  posted = createPostedMessages(redis);
  delivery = createDelivery(client, pacer, posted);
});
afterAll(async () => {
  redis.disconnect();
  await slack.stop();
  await server.stop();
});

async function ours(): Promise<string[]> {
  const seen = await slack.see('U1', channel);
  return seen.filter(({ text }) => text === message.text).map(({ ts }) => ts);
}

describe('A post whose answer was lost', () => {
  it('is found again in a busy channel, and not posted twice', async () => {
    await slack.faults.set('chat.postMessage', { cut: true, when: 'after', times: 1 });
    await expect(delivery.post(card, message, 'x')).rejects.toBeInstanceOf(TryLater);
    const [first] = await ours();
    for (let said = 0; said < 450; said += 1) await slack.say('U1', channel, `and ${said}`);
    expect((await delivery.post(card, message, 'x')).ts).toBe(first);
    expect(await ours()).toHaveLength(1);
  });
});

describe('Two bots at one message', () => {
  const reply: Address = { ...card, request: 'efgh2345', key: 'outcome' };
  const text = { text: 'It has ended.', blocks: [] };
  const posts = async () =>
    (await slack.see('U1', channel)).filter((each) => each.text === text.text).length;

  it('do not post it both, where both have found nothing', async () => {
    let release = (): void => undefined;
    held = new Promise((resolve) => {
      release = resolve;
    });
    const both = [1, 2].map(() =>
      delivery.post(reply, text, 'x').then(
        () => 'posted',
        (error: unknown) => error,
      ),
    );
    release();
    const ended = await Promise.all(both);
    expect(ended).toContain('posted');
    expect(ended).toContainEqual(expect.any(TryLater));
    expect(await posts()).toBe(1);
  });

  it('do not post it both, where the first is at it: the second waits as long as that can take', async () => {
    const late = { ...reply, request: 'fghi2345' };
    expect(await posted.intend(late.request, late.key, null)).toBe(true);
    const error = await delivery.post(late, text, 'x').catch((error: unknown) => error);
    expect(error).toBeInstanceOf(TryLater);
    expect((error as TryLater).ms).toBeGreaterThan(5_000);
    expect(await posts()).toBe(1);
  });

  it('do not post it both, where the second learns late that it is there', async () => {
    const late = { ...reply, request: 'hijk2345' };
    const first = await delivery.post(late, text, 'x');
    expect(await delivery.post(late, text, 'x')).toEqual(first);
    expect(await posted.intend(late.request, late.key, null)).toBe(false);
    expect(await posts()).toBe(2);
  });

  it('go on where the first has died at it', async () => {
    const key = '{replicate}:slack:ghij2345';
    await redis.hset(key, 'intent outcome', Date.now() - 60_000);
    await delivery.post({ ...reply, request: 'ghij2345' }, text, 'x');
    expect(await posts()).toBe(3);
  });
});

describe('A direct message', () => {
  const tell = (request: string) => delivery.notify(request, 'U1', decisionKey('replica'), message);
  const told = async () => (await slack.see('U1', await slack.dm('U1'))).length;

  it('is sent once, also where the thread has to be told anew', async () => {
    await tell('bcde2345');
    await posted.save('bcde2345', 'card', { channel, ts: '1.2', hash: 'x', at: 1 });
    await posted.forgetAll('bcde2345');
    await tell('bcde2345');
    expect(await told()).toBe(1);
  });

  it('is sent again where Slack was away', async () => {
    const before = await told();
    await slack.faults.down();
    await expect(tell('cdef2345')).rejects.toBeInstanceOf(TryLater);
    await slack.faults.up();
    await tell('cdef2345');
    expect(await told()).toBe(before + 1);
  });

  it('is left at that where Slack says no', async () => {
    const before = await told();
    await slack.faults.set('chat.postMessage', { error: 'user_disabled', times: 1 });
    await expect(tell('defg2345')).rejects.toBeInstanceOf(Refused);
    await tell('defg2345');
    expect(await told()).toBe(before);
  });
});

describe('What waits for Slack’s limits', () => {
  it('is posted after cards and questions, and edited after what is no longer asked', async () => {
    turns.length = 0;
    const request = 'jklm2345';
    const first = await delivery.post({ ...card, request }, message, 'x');
    const inThread = { request, channel, since, thread: first.ts };
    await delivery.post({ ...inThread, key: 'step create' }, message, 'x');
    const asked = { ...inThread, key: 'consent', broadcast: true };
    const question = await delivery.post(asked, message, 'x');
    await delivery.update({ ...card, request }, first, message, 'y');
    await delivery.update(asked, question, message, 'y');
    const post = `post:${channel}`;
    expect(turns).toEqual([
      [post, { of: `${request} card`, urgent: true }],
      [post, { of: `${request} step create`, urgent: false }],
      [post, { of: `${request} consent`, urgent: true }],
      ['update', { of: `${request} card`, urgent: false }],
      ['update', { of: `${request} consent`, urgent: true }],
    ]);
  });
});
