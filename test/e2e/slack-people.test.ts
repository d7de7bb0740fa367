/** What people do to messages and channels, and what Slack does to what people do. */

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { people } from '../../sandbox/site.ts';
import { plain } from '../../sandbox/slack/index.ts';
import {
  approval,
  ask,
  keyOf,
  longest,
  messageOf,
  newScenario,
  type Scenario,
  startTestSite,
  type TestSite,
  threadOf,
  toldTo,
  untilEnded,
  untilSaid,
  untilState,
  untilTold,
} from './scenario.ts';
import { approve, expectDoneOnce, expectWhole } from './whole.ts';

const { ada, lee, maya, noor } = people;
let site: TestSite;
beforeAll(async () => {
  site = await startTestSite();
});
afterAll(() => site?.stop());
afterEach(() => site.slack.faults.clear());

async function begun(): Promise<[Scenario, string]> {
  const scenario = await newScenario(site);
  return [scenario, await ask(site, scenario)];
}

async function remove([scenario, request]: [Scenario, string], key: string): Promise<void> {
  const message = await messageOf(site, scenario, request, key);
  if (!message) throw new Error(`there is no ${key}`);
  await site.slack.deleteMessage(ada.id, message);
}

/** What the app has told Maya about a request by direct message. */
async function directly({ source }: Scenario): Promise<string[]> {
  const seen = await site.slack.see(maya.id, await site.slack.dm(maya.id));
  const name = new RegExp(`${source.replace(/.*\//, '')}\\b`);
  return seen.map((message) => plain(message)).filter((text) => name.test(text));
}

describe.concurrent('messages are deleted', () => {
  it('The card is deleted: card and thread are told anew, the old ones taken away', async () => {
    const it = await begun();
    await approval(site, ...it);
    await remove(it, 'card');
    const asked = (await site.slack.see(noor.id, it[0].channel)).find(
      (message) => keyOf(message) === 'consent',
    );
    if (!asked) throw new Error('the approval has gone with the card');
    await site.slack.press(noor.id, asked, 'approve', { confirm: true });
    await expectWhole(site, ...it);
    // What was told to the requester alone is not told twice.
    await site.slack.waitFor(async () => (await directly(it[0])).length >= 1, longest);
    expect(await directly(it[0])).toEqual([expect.stringMatching(/was approved by @noor/)]);
  });

  it('The whole thread is deleted: card and thread are told anew', async () => {
    const it = await begun();
    await approval(site, ...it);
    const thread = await threadOf(site, ...it);
    for (const message of thread.reverse()) await site.slack.deleteMessage(ada.id, message);
    // Somebody who does not find it asks again, and is shown where it is.
    await site.slack.type(maya.id, it[0].channel, it[0].command);
    await approve(site, ...it);
    await expectWhole(site, ...it);
  });

  it('The approval is deleted: it is asked anew, and counts', async () => {
    const it = await begun();
    await approval(site, ...it);
    await remove(it, 'consent');
    await site.slack.type(maya.id, it[0].channel, it[0].command);
    await approve(site, ...it);
    await expectWhole(site, ...it);
  });

  it("A step's reply is deleted: it stays deleted, and nothing else is missing", async () => {
    const it = await begun();
    await approval(site, ...it);
    await remove(it, 'step create');
    await approve(site, ...it);
    await untilSaid(site, ...it, 'outcome', /Replicating/);
    const told = (await threadOf(site, ...it)).map(keyOf);
    expect(told).not.toContain('step create');
    expect(told).toHaveLength(13);
    await expectDoneOnce(site, it[0]);
  });
});

describe.concurrent('the channel is closed to the bot', () => {
  it('The channel is archived: the work goes on, the requester is told, and the thread is complete once it is unarchived', async () => {
    const it = await begun();
    const asked = await approval(site, ...it);
    await site.slack.press(noor.id, asked, 'approve', { confirm: true });
    await untilState(site, it[1], ({ consents }) => consents.replica.kind === 'granted');
    await site.slack.archive(it[0].channel);
    expect((await untilEnded(site, it[1])).outcome).toBe('done');
    await site.slack.waitFor(async () => told(it, /is_archived/), longest);
    await site.slack.unarchive(it[0].channel);
    await expectWhole(site, ...it);
    await site.slack.waitFor(async () => (await directly(it[0])).length >= 2, longest);
    const alone = await directly(it[0]);
    expect(alone).toHaveLength(2);
    expect(alone).toContainEqual(expect.stringMatching(/is_archived/));
    expect(alone).toContainEqual(expect.stringMatching(/was approved by @noor/));
  });

  it('The bot is removed from the channel: the work goes on, and the thread is complete once it is invited again', async () => {
    const it = await begun();
    const asked = await approval(site, ...it);
    await site.slack.press(noor.id, asked, 'approve', { confirm: true });
    await untilState(site, it[1], ({ consents }) => consents.replica.kind === 'granted');
    await site.slack.removeBot(it[0].channel);
    expect((await untilEnded(site, it[1])).outcome).toBe('done');
    await site.slack.waitFor(async () => told(it, /not_in_channel/), longest);
    await site.slack.inviteBot(it[0].channel);
    await expectWhole(site, ...it);
  });

  it('The bot is removed before the card is there: the requester is told by direct message', async () => {
    const scenario = await newScenario(site);
    // The channel has just been looked at, and the bot was in it.
    await site.slack.type(
      maya.id,
      scenario.channel,
      scenario.command.replace('/replicate', '/replicate plan'),
    );
    await site.slack.removeBot(scenario.channel);
    const it: [Scenario, string] = [scenario, await ask(site, scenario)];
    await site.slack.waitFor(async () => told(it, /not_in_channel/), longest);
    await site.slack.inviteBot(scenario.channel);
    await approve(site, ...it);
    await expectWhole(site, ...it);
  });
});

async function told([scenario]: [Scenario, string], why: RegExp): Promise<boolean> {
  return (await directly(scenario)).some((text) => why.test(text));
}

describe.concurrent('Slack delivers in its own way', () => {
  it('A command and a click are delivered twice: one request, one decision, and nobody is told otherwise', async () => {
    const scenario = await newScenario(site);
    const { channel, command } = scenario;
    const typed = await site.slack.type(maya.id, channel, command, { deliverTwice: true });
    const request = /request (\w{8})/.exec(typed.shown)?.[1] ?? '';
    const asked = await approval(site, scenario, request);
    await site.slack.press(noor.id, asked, 'approve', { confirm: true, deliverTwice: true });
    await expectWhole(site, scenario, request);
    expect(await toldTo(site, noor.id, channel)).toBe('');
  });

  it('A command is delivered late: it is carried out once', async () => {
    const scenario = await newScenario(site);
    const { channel, command } = scenario;
    const typed = await site.slack.type(maya.id, channel, command, { lateMs: 4_000 });
    const request = /request (\w{8})/.exec(typed.shown)?.[1] ?? '';
    await approve(site, scenario, request);
    await expectWhole(site, scenario, request);
  });

  it('A click on Approve is delivered after the decision: it changes nothing, and its sender is told', async () => {
    const it = await begun();
    const asked = await approval(site, ...it);
    const late = site.slack.press(lee.id, asked, 'approve', { confirm: true, lateMs: 3_000 });
    await site.slack.press(noor.id, asked, 'approve', { confirm: true });
    await late;
    await untilTold(site, lee.id, it[0].channel, /decided already.*Approved by @noor/s);
    await expectWhole(site, ...it);
  });

  it('A click is delivered when its answer can no longer be sent back: its sender is told another way', async () => {
    const it = await begun();
    const asked = await approval(site, ...it);
    await site.slack.faults.set('response_url', { status: 404 });
    await site.slack.press(maya.id, asked, 'approve', { confirm: true });
    await untilTold(site, maya.id, it[0].channel, /somebody else has to decide/);
  });
});

describe('Slack refreshes its sockets', () => {
  it('Slack asks for a new socket (refresh_requested): the bot opens one, and the request is completed', async () => {
    const it = await begun();
    await approval(site, ...it);
    const before = await site.slack.sockets.list();
    await site.slack.sockets.refresh();
    await site.slack.waitFor(async () => {
      const now = await site.slack.sockets.list();
      return now.some((number) => !before.includes(number));
    }, longest);
    await approve(site, ...it);
    await expectWhole(site, ...it);
  });
});
