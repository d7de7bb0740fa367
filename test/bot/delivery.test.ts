import { WebClient } from '@slack/web-api';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PrivateRedis, startRedis } from '../../sandbox/redis.ts';
import { startWorkspace, type Workspace } from '../../sandbox/slack/index.ts';
import { type Address, createDelivery, type Delivery } from '../../src/bot/delivery.ts';
import { createPostedMessages } from '../../src/bot/posted.ts';
import { TryLater } from '../../src/bot/slack-faults.ts';

const channel = 'C0BUSY';
const card: Address = { request: 'abcd2345', key: 'card', channel, since: Date.now() };
const message = { text: 'It is under way.', blocks: [] };

let server: PrivateRedis;
let redis: Redis;
let slack: Workspace;
let delivery: Delivery;
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
  const pacer = { take: async () => 0, hold: async () => undefined };
  delivery = createDelivery(client, pacer, createPostedMessages(redis));
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
