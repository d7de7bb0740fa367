import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { people } from '../../sandbox/site.ts';
import { keys } from '../../src/jobs/keys.ts';
import {
  approval,
  ask,
  buttonsOf,
  newScenario,
  startTestSite,
  type TestSite,
  untilEnded,
  untilSaid,
  untilState,
} from './scenario.ts';
import { approve, expectWhole, runThrough } from './whole.ts';

const { maya, noor } = people;
let site: TestSite;
beforeAll(async () => {
  site = await startTestSite();
});
afterAll(() => site?.stop());
afterEach(() => site.slack.faults.clear());

describe('Slack misbehaves while a request runs', () => {
  it('Slack takes posts and their answers are lost: the thread says everything, nothing twice', async () => {
    const scenario = await newScenario(site);
    await site.slack.faults.set('chat.postMessage', { cut: true, when: 'after', times: 3 });
    const request = await runThrough(site, scenario);
    await expectWhole(site, scenario, request);
  });

  it('Slack answers 500, and 429 with Retry-After: the thread says everything, in order', async () => {
    const scenario = await newScenario(site);
    await site.slack.faults.set('chat.postMessage', { rateLimited: 1, times: 2 });
    await site.slack.faults.set('chat.update', { status: 500, times: 2 });
    const request = await runThrough(site, scenario);
    await expectWhole(site, scenario, request);
  });

  it('Slack is away for a while: the work goes on, and the thread is told when it is back', async () => {
    const scenario = await newScenario(site);
    const request = await ask(site, scenario);
    const asked = await approval(site, scenario, request);
    await site.slack.press(noor.id, asked, 'approve', { confirm: true });
    await untilState(site, request, ({ consents }) => consents.replica.kind === 'granted');
    await site.slack.faults.down();
    // The work on the clusters goes on meanwhile.
    await untilEnded(site, request);
    await site.slack.faults.up();
    await untilSaid(site, scenario, request, 'outcome', /Replicating/);
    await expectWhole(site, scenario, request);
    await site.slack.waitFor(
      async () => {
        const typed = await site.slack.type(maya.id, scenario.channel, '/replicate help');
        return typed.outcome === 'acknowledged';
      },
      { timeoutMs: 60_000, what: 'commands to be answered again' },
    );
  });
});

describe('Slack takes no edits for a while', () => {
  it('An approval is pressed while Slack takes no edits: the buttons go at once all the same', async () => {
    const scenario = await newScenario(site);
    const request = await ask(site, scenario);
    const asked = await approval(site, scenario, request);
    await site.slack.faults.set('chat.update', { status: 500 });
    await site.slack.press(noor.id, asked, 'approve', { confirm: true });
    const decided = await untilSaid(site, scenario, request, 'consent', /Approved by @noor/);
    expect(buttonsOf(decided)).toEqual([]);
    // What the click showed may be older than the log by now: it is sent once more.
    await site.slack.waitFor(() => site.connection.hget(keys.posted(request), 'stale consent'));
    await site.slack.faults.clear();
    await untilEnded(site, request);
    await expectWhole(site, scenario, request);
  });

  it('Retry is pressed while Slack takes no edits: the buttons go at once all the same', async () => {
    const scenario = await newScenario(site);
    await site.clusters.faults.set({
      cldbDown: { command: `replica add -path ${scenario.source}` },
    });
    const request = await ask(site, scenario);
    const card = await untilSaid(site, scenario, request, 'card', /\[Retry\]/);
    await site.clusters.faults.clear();
    await site.slack.faults.set('chat.update', { status: 500 });
    await site.slack.press(maya.id, card, 'retry');
    const again = await untilSaid(site, scenario, request, 'card', /Tried again by @maya/);
    expect(buttonsOf(again)).toEqual([]);
    await site.slack.faults.clear();
    await approve(site, scenario, request);
    await untilEnded(site, request);
    await untilSaid(site, scenario, request, 'card', /Replicating/);
  });
});

describe('Slack misbehaves towards a bot', () => {
  it('Slack drops the socket and answers 500: the bot comes back, however long it takes', async () => {
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

  it('Slack is away when a bot starts: it waits, and is ready then', async () => {
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
});
