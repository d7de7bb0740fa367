import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { people } from '../../sandbox/site.ts';
import { plain } from '../../sandbox/slack/index.ts';
import {
  approval,
  ask,
  conflictOf,
  keyOf,
  newScenario,
  type Scenario,
  startTestSite,
  type TestSite,
  threadOf,
  untilEnded,
  untilSaid,
  untilState,
} from './scenario.ts';

const { ada, maya, noor } = people;
let site: TestSite;
beforeAll(async () => {
  site = await startTestSite();
});
afterAll(() => site?.stop());
afterEach(() => site.slack.faults.clear());

const whole = [
  'card',
  'step preflight-source',
  'step preflight-replica',
  'step create',
  'step register',
  'step verify-registration',
  'consent',
  'step authorize',
  'step verify-authorization',
  'step load',
  'step resume',
  'step confirm',
  'outcome',
];

async function run(scenario: Scenario): Promise<string> {
  const request = await ask(site, scenario);
  const asked = await approval(site, scenario, request);
  await site.slack.press(noor.id, asked, 'approve', { confirm: true });
  await untilEnded(site, request);
  await untilSaid(site, scenario, request, 'outcome', /Replicating/);
  await untilSaid(site, scenario, request, 'card', /Replicating/);
  return request;
}

async function cardsOf(scenario: Scenario): Promise<number> {
  const seen = await site.slack.see(maya.id, scenario.channel);
  return seen.filter((message) => keyOf(message) === 'card').length;
}

describe('the thread says everything, in order, nothing twice', () => {
  it('when the answers to posts are lost', async () => {
    const scenario = await newScenario(site);
    await site.slack.faults.set('chat.postMessage', { cut: true, when: 'after', times: 3 });
    const request = await run(scenario);
    expect((await threadOf(site, scenario, request)).map(keyOf)).toEqual(whole);
    expect(await cardsOf(scenario)).toBe(1);
  });

  it('when Slack answers 500 and asks to wait', async () => {
    const scenario = await newScenario(site);
    await site.slack.faults.set('chat.postMessage', { rateLimited: 1, times: 2 });
    await site.slack.faults.set('chat.update', { status: 500, times: 2 });
    const request = await run(scenario);
    expect((await threadOf(site, scenario, request)).map(keyOf)).toEqual(whole);
  });

  it('when the sockets are dropped and everything is away for a while', async () => {
    const scenario = await newScenario(site);
    const request = await ask(site, scenario);
    const asked = await approval(site, scenario, request);
    await site.slack.press(noor.id, asked, 'approve', { confirm: true });
    await untilState(site, request, ({ consent }) => consent.kind === 'granted');
    await site.slack.faults.down();
    // The work on the clusters goes on meanwhile.
    await untilEnded(site, request);
    await site.slack.faults.up();
    await untilSaid(site, scenario, request, 'outcome', /Replicating/);
    expect((await threadOf(site, scenario, request)).map(keyOf)).toEqual(whole);
    await site.slack.waitFor(
      async () => {
        const typed = await site.slack.type(maya.id, scenario.channel, '/replicate help');
        return typed.outcome === 'acknowledged';
      },
      { timeoutMs: 60_000, what: 'commands to be answered again' },
    );
  });

  it('when somebody deletes the card', async () => {
    const scenario = await newScenario(site);
    const request = await ask(site, scenario);
    await approval(site, scenario, request);
    const card = await untilSaid(site, scenario, request, 'card', /approval/);
    await site.slack.deleteMessage(ada.id, card);
    const asked = (await site.slack.see(noor.id, scenario.channel)).find(
      (message) => keyOf(message) === 'consent',
    );
    if (!asked) throw new Error('the approval has gone with the card');
    await site.slack.press(noor.id, asked, 'approve', { confirm: true });
    await untilEnded(site, request);
    const again = await untilSaid(site, scenario, request, 'card', /Replicating/);
    expect(again.ts).not.toBe(card.ts);
    expect(plain(again)).toContain('Approved by @noor');
  });
});

describe('a bot', () => {
  it('whose socket is dropped comes back, however often Slack answers 500 meanwhile', async () => {
    await site.slack.faults.set('apps.connections.open', { status: 500 });
    await site.slack.sockets.drop();
    const refused = async () => {
      const calls = await site.slack.calls('apps.connections.open');
      return calls.filter(({ status }) => status === 500).length;
    };
    await site.slack.waitFor(async () => (await refused()) >= 3, { timeoutMs: 60_000 });
    await site.slack.faults.clear();
    await site.slack.waitFor(async () => (await site.slack.sockets.list()).length > 0, {
      timeoutMs: 60_000,
    });
    const typed = await site.slack.type(maya.id, 'C0T11', '/replicate help');
    expect(typed.outcome).toBe('acknowledged');
  });

  it('that starts while Slack is away waits for it, and is ready then', async () => {
    await site.slack.faults.down();
    const starting = site.startBot();
    const bot = site.programs.at(-1);
    await site.slack.waitFor(() => bot?.lines.some((line) => /does not answer yet/.test(line)), {
      timeoutMs: 30_000,
    });
    await site.slack.faults.up();
    await (await starting).ready;
    const typed = await site.slack.type(maya.id, 'C0T11', '/replicate help');
    expect(typed.outcome).toBe('acknowledged');
  });

  it('answers that nothing was started when Redis is away', async () => {
    const scenario = await newScenario(site);
    await site.redis.kill();
    const typed = await site.slack.type(maya.id, scenario.channel, scenario.command);
    expect(typed.shown).toMatch(/nothing was started/);
    await site.redis.start();
    await site.slack.waitFor(() => site.connection.ping().catch(() => ''), { timeoutMs: 30_000 });
    expect(await conflictOf(site, scenario)).toBeNull();
    await run(scenario);
  });
});
