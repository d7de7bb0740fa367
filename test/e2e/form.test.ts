/** The form: opened by the command alone and by the shortcuts, filled in by people, and handed in. */

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { people } from '../../sandbox/site.ts';
import { plain } from '../../sandbox/slack/index.ts';
import { shortcuts } from '../../src/bot/listeners/form.ts';
import {
  fillIn,
  formWords,
  handIn,
  openForm,
  pick,
  requestsFor,
  timesTold,
  untilShown,
  untilTaken,
} from './forms.ts';
import { newScenario, startTestSite, type TestSite, toldTo, untilTold } from './scenario.ts';
import { approve, expectWhole } from './whole.ts';

const { maya, noor } = people;
let site: TestSite;
beforeAll(async () => {
  // Slack gives a stopped bot up before the bot gives its socket up.
  site = await startTestSite({ workspace: { timing: { ackMs: 1_000 } } });
});
afterAll(() => site?.stop());
afterEach(() => site.slack.faults.clear());

/** Something that somebody says in a channel. */
async function said(channel: string, thread?: string) {
  return site.slack.say(noor.id, channel, 'shall we?', thread === undefined ? {} : { thread });
}

async function closeForm(): Promise<void> {
  await site.slack.close(maya.id);
  expect(await site.slack.viewOf(maya.id)).toBeUndefined();
}

describe('the form is asked for', () => {
  it('by the command: shows the commands as soon as it can, starts the request, and says so', async () => {
    const scenario = await newScenario(site);
    await openForm(site, maya.id, scenario.channel);
    await fillIn(site, maya.id, scenario);
    const last = new RegExp(`4\\. maprcli stream upstream add -path ${scenario.replica}`);
    await untilShown(site, maya.id, last);
    expect((await handIn(site, maya.id)).outcome).toBe('closed');
    await untilTold(site, maya.id, scenario.channel, new RegExp(`On it: ${scenario.source}`));
    const [request = ''] = await requestsFor(site, scenario);
    await approve(site, scenario, request);
    await expectWhole(site, scenario, request);
  });

  it('on a message in a thread: what came of it is said there, and the story told in the channel', async () => {
    const scenario = await newScenario(site);
    const { channel } = scenario;
    const { ts } = await said(channel);
    const reply = await said(channel, ts);
    await site.slack.messageShortcut(maya.id, reply, shortcuts.message);
    await untilShown(site, maya.id, /What happens is told in #room/);
    await fillIn(site, maya.id, scenario);
    expect((await handIn(site, maya.id)).outcome).toBe('closed');
    await site.slack.waitFor(async () => {
      const thread = await site.slack.thread(maya.id, channel, ts);
      const last = thread.filter(({ ephemeral }) => ephemeral).at(-1);
      return last && plain(last).includes(`On it: ${scenario.source}`);
    });
    const [request = ''] = await requestsFor(site, scenario);
    await approve(site, scenario, request);
    await expectWhole(site, scenario, request);
  });

  it('by a click that is delivered twice: opens once, and nobody is told that it did not', async () => {
    const { channel } = await newScenario(site);
    const message = await said(channel);
    const before = (await site.slack.calls('views.open')).length;
    const twice = { deliverTwice: true };
    await site.slack.messageShortcut(maya.id, message, shortcuts.message, twice);
    const calls = await site.slack.waitFor(async () => {
      const all = (await site.slack.calls('views.open')).slice(before);
      return all.length === 2 && all.every(({ response }) => response) && all;
    });
    expect(calls.map(({ response }) => response?.['error'] ?? 'ok').sort()).toEqual([
      'exchanged_trigger_id',
      'ok',
    ]);
    await closeForm();
    // What another click brings comes after all that was said of these.
    await site.slack.messageShortcut(maya.id, message, shortcuts.message);
    await site.slack.waitFor(() => site.slack.viewOf(maya.id));
    await closeForm();
    expect(await timesTold(site, maya.id, channel, 'could not be opened')).toBe(0);
  });

  it('by a double click: the second form takes the place of the first, and none is left below', async () => {
    const { channel } = await newScenario(site);
    const message = await said(channel);
    const before = (await site.slack.calls('views.open')).length;
    const click = () => site.slack.messageShortcut(maya.id, message, shortcuts.message);
    await Promise.all([click(), click()]);
    await site.slack.waitFor(async () => {
      const calls = (await site.slack.calls('views.open')).slice(before);
      return calls.length === 2 && calls.every(({ response }) => response?.['ok']);
    });
    expect(await site.slack.viewOf(maya.id)).toMatchObject({ callbackId: 'replicate', depth: 0 });
    await closeForm();
  });

  it('too late for Slack: the person is told, each by the way they came', async () => {
    const late = { lateMs: 3_500 };
    const words = /could not be opened in time.*\/replicate sanfrancisco.*Nothing was started/s;
    const { channel } = await newScenario(site);
    const message = await said(channel);
    const [typed] = await Promise.all([
      site.slack.type(maya.id, channel, '/replicate', late),
      site.slack.messageShortcut(noor.id, message, shortcuts.message, late),
      site.slack.shortcut(maya.id, shortcuts.anywhere, late),
    ]);
    expect(typed.shown).toMatch(words);
    await untilTold(site, noor.id, channel, words);
    const dm = await site.slack.dm(maya.id);
    await site.slack.waitFor(async () => {
      const last = (await site.slack.see(maya.id, dm)).at(-1);
      return last && words.test(plain(last));
    });
    expect(await site.slack.viewOf(maya.id)).toBeUndefined();
  });
});

describe('the form is handed in', () => {
  it('and delivered twice: one request, told once', async () => {
    const scenario = await newScenario(site);
    const { channel, source } = scenario;
    await openForm(site, maya.id, channel);
    await fillIn(site, maya.id, scenario);
    expect((await handIn(site, maya.id, { deliverTwice: true })).outcome).toBe('closed');
    const [request = '', ...more] = await requestsFor(site, scenario);
    expect(more).toEqual([]);
    await untilTold(site, maya.id, channel, new RegExp(`On it: ${source}`));
    await approve(site, scenario, request);
    await expectWhole(site, scenario, request);
    expect(await timesTold(site, maya.id, channel, `On it: ${source}`)).toBe(1);
  });

  it('and answered too late: it stays, and handed in again it is the same request', async () => {
    const scenario = await newScenario(site);
    const { channel, source } = scenario;
    await openForm(site, maya.id, channel);
    await fillIn(site, maya.id, scenario);
    const pid = site.programs[0]?.pid ?? 0;
    process.kill(pid, 'SIGSTOP');
    try {
      expect((await handIn(site, maya.id)).outcome).toBe('operation_timeout');
    } finally {
      process.kill(pid, 'SIGCONT');
    }
    // All that Slack sent is carried out now, and Slack has ceased to wait for it.
    await untilTold(site, maya.id, channel, new RegExp(`On it: ${source}`));
    const [request = ''] = await requestsFor(site, scenario);
    expect(await formWords(site, maya.id)).toContain('Replica cluster');
    await untilTaken(site, maya.id);
    await approve(site, scenario, request);
    await expectWhole(site, scenario, request);
    expect(await requestsFor(site, scenario)).toEqual([request]);
    expect(await timesTold(site, maya.id, channel, `On it: ${source}`)).toBe(1);
    expect(await toldTo(site, maya.id, channel)).not.toMatch(/under way already/);
  });

  it('with a path that is none, mended, and handed in again: what is in it then counts', async () => {
    const scenario = await newScenario(site);
    await openForm(site, maya.id, scenario.channel);
    await fillIn(site, maya.id, scenario);
    await pick(site, maya.id, 'Path of the replica', '/a/../b');
    const first = await handIn(site, maya.id);
    expect(first).toMatchObject({ outcome: 'errors', errors: { form_path: expect.any(String) } });
    await pick(site, maya.id, 'Path of the replica', '');
    expect((await handIn(site, maya.id)).outcome).toBe('closed');
    expect(await requestsFor(site, scenario)).toHaveLength(1);
  });
});
