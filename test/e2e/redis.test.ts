import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Program } from '../../sandbox/program.ts';
import { people } from '../../sandbox/site.ts';
import type { SeenMessage } from '../../sandbox/slack/index.ts';
import {
  approval,
  ask,
  changes,
  conflictOf,
  longest,
  newScenario,
  type Scenario,
  startTestSite,
  type TestSite,
  untilEnded,
  untilSaid,
  untilTold,
} from './scenario.ts';
import { approve, expectWhole, untilRunning } from './whole.ts';

const { maya, noor } = people;
let site: TestSite;
beforeAll(async () => {
  site = await startTestSite();
});
afterAll(() => site?.stop());

async function begun(): Promise<[Scenario, string]> {
  const scenario = await newScenario(site);
  return [scenario, await ask(site, scenario)];
}

/** Waits until the bot has found Redis again: a dry run needs it, and leaves nothing behind. */
async function untilBack({ channel, command }: Scenario): Promise<void> {
  await site.slack.waitFor(async () => {
    const plan = command.replace('/replicate', '/replicate plan');
    return /Looking|under way/.test((await site.slack.type(maya.id, channel, plan)).shown);
  }, longest);
}

// Killed once, while five requests are each at a point of their own.
describe('Redis is killed (SIGKILL) and started again with its append-only file', () => {
  let step: [Scenario, string];
  let copy: [Scenario, string];
  let waiting: [Scenario, string];
  let undoing: [Scenario, string];
  let posting: [Scenario, string];
  let asked: SeenMessage;

  beforeAll(async () => {
    step = [await newScenario(site), ''];
    const adding = `replica add -path ${step[0].source}`;
    [copy, waiting, undoing] = await Promise.all([begun(), begun(), begun()]);
    const copying = `copystream -src ${copy[0].source}`;
    const removing = `replica remove -path ${undoing[0].source}`;
    await site.clusters.faults.set({
      latency: [
        { command: adding, ms: 5_000 },
        { command: removing, ms: 5_000 },
      ],
      copy: { command: copying, minMs: 5_000 },
    });
    asked = await approval(site, ...waiting);
    await approval(site, ...copy);
    const denied = await approval(site, ...undoing);
    step[1] = await ask(site, step[0]);
    await approve(site, ...copy);
    await site.slack.press(noor.id, denied, 'deny');
    await site.slack.waitFor(() => site.slack.viewOf(noor.id), longest);
    await site.slack.submit(noor.id, 'current', { reason: 'not this week' });
    await Promise.all([adding, removing, copying].map((part) => untilRunning(site, part)));
    await site.slack.faults.set('chat.postMessage', { delayMs: 1_000, when: 'after' });
    posting = await begun();
    await site.slack.waitFor(async () => {
      const calls = await site.slack.calls('chat.postMessage');
      return calls.some(({ status, args }) => !status && args['channel'] === posting[0].channel);
    }, longest);
    await site.redis.kill();
    await site.redis.start();
    await site.slack.faults.clear();
    await untilBack(posting[0]);
  });

  it('Redis is killed while a step runs: it goes on by itself, and nothing is done twice', async () => {
    await approve(site, ...step);
    await expectWhole(site, ...step);
  });

  it('Redis is killed during a copy: the copy goes on, and the request is completed', () =>
    expectWhole(site, ...copy));

  it('Redis is killed while an approval is waited for: it can be given as before', async () => {
    await site.slack.press(noor.id, asked, 'approve', { confirm: true });
    await expectWhole(site, ...waiting);
  });

  it('Redis is killed while a message is on its way to Slack: it is there once', async () => {
    await approve(site, ...posting);
    await expectWhole(site, ...posting);
  });

  it('Redis is killed during an undo: all that was made is undone, once', async () => {
    const [{ source, replica }, request] = undoing;
    expect((await untilEnded(site, request)).outcome).toBe('denied');
    expect(await changes(site, undoing[0])).toEqual([
      `maprcli stream create -path ${replica} -copymetafrom ${source}`,
      `maprcli stream replica add -path ${source} -replica ${replica} -paused true`,
      `maprcli stream replica remove -path ${source} -replica ${replica}`,
      `maprcli stream delete -path ${replica}`,
    ]);
    await untilSaid(site, ...undoing, 'outcome', /@maya .*Denied.*not this week/s);
  });
});

describe('Redis is away for long', () => {
  let refused: Scenario;
  let copy: [Scenario, string];
  let waiting: [Scenario, string];
  let asked: SeenMessage;

  beforeAll(async () => {
    [copy, waiting] = await Promise.all([begun(), begun()]);
    refused = await newScenario(site);
    const copying = `copystream -src ${copy[0].source}`;
    await site.clusters.faults.set({ copy: { command: copying, minMs: 3_000 } });
    asked = await approval(site, ...waiting);
    await approve(site, ...copy);
    await untilRunning(site, copying);
    await site.redis.kill();
  });
  afterAll(() => site.clusters.faults.clear());

  it('Redis is away: a command is answered that nothing was started', async () => {
    const typed = await site.slack.type(maya.id, refused.channel, refused.command);
    expect(typed.shown).toMatch(/nothing was started/);
  });

  it('Redis is away: a click is answered that nothing was decided', async () => {
    await site.slack.press(noor.id, asked, 'approve', { confirm: true });
    await untilTold(site, noor.id, waiting[0].channel, /nothing was decided/);
  });

  it('Redis is away when processes are stopped: they end all the same; others start, and wait for it', async () => {
    const [bot, ...workers] = site.programs;
    const other = workers.at(-1) as Program;
    await Promise.all([bot?.stop(), other.stop()]);
    const starting = [site.startBot(), site.startWorker('newyork')];
    const started = site.programs.slice(-2);
    await site.slack.waitFor(
      () => started.every(({ lines }) => lines.some((line) => line.includes('ECONNREFUSED'))),
      longest,
    );
    await site.redis.start();
    await Promise.all(starting);
  });

  it('Redis was away for longer than a job is locked: what ran goes on once it is back', async () => {
    await untilBack(refused);
    await expectWhole(site, ...copy, 'again');
  });

  it('Redis was away: nothing of what was refused has happened, and all of it can be asked again', async () => {
    expect(await conflictOf(site, refused)).toBeNull();
    expect((await site.store.read(waiting[1]))?.consents.replica.kind).toBe('asked');
    await site.slack.press(noor.id, asked, 'approve', { confirm: true });
    const request = await ask(site, refused);
    await approve(site, refused, request);
    await expectWhole(site, ...waiting);
    await expectWhole(site, refused, request);
  });
});

describe('Redis hangs (SIGSTOP)', () => {
  it('Redis hangs: nothing is started or decided, neither now nor when it goes on', async () => {
    const waiting = await begun();
    const asked = await approval(site, ...waiting);
    const refused = await newScenario(site);
    site.redis.freeze();
    const [typed] = await Promise.all([
      site.slack.type(maya.id, refused.channel, refused.command),
      site.slack.press(noor.id, asked, 'approve', { confirm: true }),
    ]);
    expect(typed.shown).toMatch(/nothing was started/);
    await untilTold(site, noor.id, waiting[0].channel, /nothing was decided/);
    site.redis.thaw();
    // What was left behind in the connections has been carried out before this is answered.
    await untilBack(refused);
    expect(await conflictOf(site, refused)).toBeNull();
    expect((await site.store.read(waiting[1]))?.consents.replica.kind).toBe('asked');
    await approve(site, ...waiting);
    await expectWhole(site, ...waiting);
  });
});
