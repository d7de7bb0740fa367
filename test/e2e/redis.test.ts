import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { people } from '../../sandbox/site.ts';
import {
  approval,
  ask,
  changes,
  conflictOf,
  longest,
  newScenario,
  startTestSite,
  type TestSite,
  untilEnded,
  untilSaid,
  untilState,
  untilTold,
} from './scenario.ts';
import { approve, expectDoneOnce, expectWhole, runThrough, untilRunning } from './whole.ts';

const { maya, noor } = people;
let site: TestSite;
beforeAll(async () => {
  site = await startTestSite();
});
afterAll(() => site?.stop());
afterEach(async () => {
  await site.slack.faults.clear();
  await site.clusters.faults.clear();
});

/** SIGKILL, and a start with what its append-only file kept. */
async function restartRedis(): Promise<void> {
  await site.redis.kill();
  await site.redis.start();
}

describe('Redis is killed and started again', () => {
  it('Redis is killed while a step runs: it goes on by itself, and nothing is done twice', async () => {
    const scenario = await newScenario(site);
    const command = `replica add -path ${scenario.source}`;
    await site.clusters.faults.set({ latency: { command, ms: 1_500 } });
    const request = await ask(site, scenario);
    await untilRunning(site, command);
    await restartRedis();
    await approve(site, scenario, request);
    await expectWhole(site, scenario, request);
  });

  it('Redis is killed during a copy: the copy goes on, and the request is completed', async () => {
    const scenario = await newScenario(site);
    await site.clusters.faults.set({ copy: { minMs: 2_000 } });
    const request = await ask(site, scenario);
    await approve(site, scenario, request);
    await untilRunning(site, `copystream -src ${scenario.source}`);
    await restartRedis();
    await expectWhole(site, scenario, request);
  });

  it('Redis is killed while an approval is waited for: the approval counts', async () => {
    const scenario = await newScenario(site);
    const request = await ask(site, scenario);
    const asked = await approval(site, scenario, request);
    await restartRedis();
    await site.slack.waitFor(async () => {
      const pressed = await site.slack.press(noor.id, asked, 'approve', { confirm: true });
      const state = await site.store.read(request);
      return pressed.outcome === 'acknowledged' && state?.consent.kind === 'granted';
    }, longest);
    await expectWhole(site, scenario, request);
  });

  it('Redis is killed while a message is on its way to Slack: it is there once', async () => {
    const scenario = await newScenario(site);
    await site.slack.faults.set('chat.postMessage', { delayMs: 1_000, when: 'after', times: 2 });
    const posts = async () =>
      (await site.slack.calls('chat.postMessage')).filter(({ status }) => status === undefined);
    const request = await ask(site, scenario);
    for (const _ of ['the card', 'the first reply']) {
      await site.slack.waitFor(async () => (await posts()).length > 0, longest);
      await restartRedis();
      await site.slack.waitFor(async () => (await posts()).length === 0, longest);
    }
    await approve(site, scenario, request);
    await expectWhole(site, scenario, request);
  });

  it('Redis is killed during an undo: all that was made is undone, once', async () => {
    const scenario = await newScenario(site);
    const { source, replica } = scenario;
    const request = await ask(site, scenario);
    const asked = await approval(site, scenario, request);
    const command = `replica remove -path ${source}`;
    await site.clusters.faults.set({ latency: { command, ms: 1_500 } });
    await site.slack.press(noor.id, asked, 'deny');
    await site.slack.waitFor(() => site.slack.viewOf(noor.id), longest);
    await site.slack.submit(noor.id, 'current', { reason: 'not this week' });
    await untilRunning(site, command);
    await restartRedis();
    expect((await untilEnded(site, request)).outcome).toBe('denied');
    expect(await changes(site, scenario)).toEqual([
      `maprcli stream create -path ${replica} -copymetafrom ${source}`,
      `maprcli stream replica add -path ${source} -replica ${replica} -paused true`,
      `maprcli stream replica remove -path ${source} -replica ${replica}`,
      `maprcli stream delete -path ${replica}`,
    ]);
    await untilSaid(site, scenario, request, 'outcome', /@maya .*not this week/);
  });
});

describe('Redis is away for long', () => {
  it('Redis is away: a command is answered that nothing was started, and nothing was', async () => {
    const scenario = await newScenario(site);
    await site.redis.kill();
    const typed = await site.slack.type(maya.id, scenario.channel, scenario.command);
    expect(typed.shown).toMatch(/nothing was started/);
    await site.redis.start();
    await runThrough(site, scenario);
    await expectDoneOnce(site, scenario);
  });

  it('Redis hangs: a command is answered that nothing was started, and nothing is when it goes on', async () => {
    const scenario = await newScenario(site);
    site.redis.freeze();
    const typed = await site.slack.type(maya.id, scenario.channel, scenario.command);
    expect(typed.shown).toMatch(/nothing was started/);
    site.redis.thaw();
    // Whatever the command left behind in the connection has been carried out before this one.
    const next = await newScenario(site);
    await runThrough(site, next);
    expect(await conflictOf(site, scenario)).toBeNull();
    expect(await changes(site, scenario)).toEqual([]);
  });

  it('Redis is away or hangs during a click: it is answered that nothing was decided, and nothing is', async () => {
    const scenario = await newScenario(site);
    const { channel } = scenario;
    const request = await ask(site, scenario);
    const asked = await approval(site, scenario, request);
    for (const away of ['killed', 'hanging']) {
      await (away === 'killed' ? site.redis.kill() : site.redis.freeze());
      await site.slack.press(noor.id, asked, 'approve', { confirm: true });
      await untilTold(site, noor.id, channel, /nothing was decided/);
      await (away === 'killed' ? site.redis.start() : site.redis.thaw());
      // Only what this click says counts for the next round.
      await site.slack.press(maya.id, asked, 'approve', { confirm: true });
      await untilTold(site, maya.id, channel, /somebody else has to decide/);
      expect((await site.store.read(request))?.consent.kind).toBe('asked');
      await site.slack.type(noor.id, channel, '/replicate help');
    }
    await approve(site, scenario, request);
    await expectWhole(site, scenario, request);
  });

  it('Redis is away during a copy, for longer than a job is locked: the copy is never run beside another', async () => {
    const scenario = await newScenario(site);
    await site.clusters.faults.set({ copy: { minMs: 14_000 } });
    const request = await ask(site, scenario);
    await approve(site, scenario, request);
    await untilRunning(site, `copystream -src ${scenario.source}`);
    await site.redis.kill();
    await new Promise((resolve) => setTimeout(resolve, 9_000));
    await site.redis.start();
    await expectWhole(site, scenario, request);
  });
});

describe('Redis is away when a process starts or stops', () => {
  it('Redis is away when processes are stopped: they end all the same; started again, they wait, and go on', async () => {
    const scenario = await newScenario(site);
    await site.clusters.faults.set({ copy: { minMs: 2_000 } });
    const request = await ask(site, scenario);
    await approve(site, scenario, request);
    await untilRunning(site, `copystream -src ${scenario.source}`);
    await site.redis.kill();
    await Promise.all(site.programs.map((program) => program.stop()));
    const starting = [
      site.startBot(),
      site.startWorker('sanfrancisco'),
      site.startWorker('newyork'),
    ];
    const started = site.programs.slice(-3);
    await site.slack.waitFor(
      () => started.every(({ lines }) => lines.some((line) => line.includes('ECONNREFUSED'))),
      longest,
    );
    await site.redis.start();
    await Promise.all(starting);
    await expectWhole(site, scenario, request);
    await untilState(site, request, ({ phase }) => phase === 'ended');
  });
});
