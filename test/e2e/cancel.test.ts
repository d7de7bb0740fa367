import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { people } from '../../sandbox/site.ts';
import { plain } from '../../sandbox/slack/index.ts';
import {
  approval,
  ask,
  buttonsOf,
  changes,
  newScenario,
  type Scenario,
  startTestSite,
  type TestSite,
  untilEnded,
  untilSaid,
  untilState,
  untilTold,
} from './scenario.ts';

const { maya, noor, stranger } = people;
let site: TestSite;
beforeAll(async () => {
  site = await startTestSite();
});
afterAll(() => site?.stop());
afterEach(() => site.clusters.faults.clear());

async function cancel(user: string, { channel }: Scenario, request: string): Promise<string> {
  return (await site.slack.type(user, channel, `/replicate cancel ${request}`)).shown;
}

describe('/replicate cancel', () => {
  it('A request is cancelled while the consent waits: it undoes what was made, and the question can no longer be answered', async () => {
    const scenario = await newScenario(site);
    const { source, replica, channel } = scenario;
    const request = await ask(site, scenario);
    const asked = await approval(site, scenario, request);
    expect(await cancel(stranger.id, scenario, request)).toMatch(/Only the requester and the own/);
    // As a phone writes it.
    expect(await cancel(maya.id, scenario, request.toUpperCase())).toMatch(/Cancelled: .*undone/);
    expect((await untilEnded(site, request)).outcome).toBe('cancelled');
    expect(await changes(site, scenario)).toEqual([
      `maprcli stream create -path ${replica} -copymetafrom ${source}`,
      `maprcli stream replica add -path ${source} -replica ${replica} -paused true`,
      `maprcli stream replica remove -path ${source} -replica ${replica}`,
      `maprcli stream delete -path ${replica}`,
    ]);
    const card = await untilSaid(site, scenario, request, 'card', /Cancelled by @maya/);
    expect(buttonsOf(card)).toEqual([]);
    const over = await untilSaid(site, scenario, request, 'consent', /No longer asked/);
    expect(buttonsOf(over)).toEqual([]);
    await site.slack.press(noor.id, asked, 'approve', { confirm: true, stale: true });
    await untilTold(site, noor.id, channel, /Cancelled/);
    await untilSaid(site, scenario, request, 'outcome', /Cancelled/);
    expect(await cancel(maya.id, scenario, request)).toMatch(/has ended/);
  });

  it('A request is cancelled in the middle of the copy: the copy is ended on its worker, and what was made is undone', async () => {
    const scenario = await newScenario(site, 4_000);
    const { source, replica } = scenario;
    await site.clusters.faults.set({ copy: { messagesPerSecond: 200 } });
    const request = await ask(site, scenario);
    const asked = await approval(site, scenario, request);
    await site.slack.press(noor.id, asked, 'approve', { confirm: true });
    await untilState(site, request, ({ steps }) => (steps.load.progress?.done ?? 0) > 0);
    expect(await cancel(noor.id, scenario, request)).toMatch(/Cancelled/);
    const state = await untilEnded(site, request);
    expect(state.outcome).toBe('cancelled');
    expect((await changes(site, scenario)).slice(-2)).toEqual([
      `maprcli stream upstream remove -path ${replica} -upstream ${source}`,
      `maprcli stream replica remove -path ${source} -replica ${replica}`,
    ]);
    const [copy] = (await site.clusters.journal()).filter(({ line }) =>
      line.includes(`copystream -src ${source}`),
    );
    expect(copy?.endedAt).toBeLessThan(state.steps.authorize.endedAt ?? 0);
    expect(await site.clusters.messages(replica)).toBeLessThan(4_000);
    const card = await untilSaid(site, scenario, request, 'card', /Yours to decide/);
    expect(plain(card)).toMatch(/Cancelled by @noor/);
    expect(plain(card)).toContain(`Yours to decide: maprcli stream delete -path ${replica}`);
    expect(plain(card)).toMatch(/Load the replica: stopped/);
  });

  it('A request is cancelled while a command runs: the command ends by itself, and its effect is undone as well', async () => {
    const scenario = await newScenario(site);
    const { source, replica } = scenario;
    const command = `replica add -path ${source}`;
    await site.clusters.faults.set({ latency: { command, ms: 3_000 } });
    const request = await ask(site, scenario);
    await untilState(site, request, ({ steps }) => steps.register.effect === 'intended');
    expect(await cancel(maya.id, scenario, request)).toMatch(/Cancelled/);
    const state = await untilEnded(site, request);
    expect(state.steps.register.commands.find(({ purpose }) => purpose === 'act')?.exitCode).toBe(
      0,
    );
    expect(await changes(site, scenario)).toHaveLength(4);
    expect(await site.clusters.stream(replica)).toBeUndefined();
    expect((await site.clusters.stream(source))?.replicas).toEqual([]);
    await untilSaid(site, scenario, request, 'step register', /undone/);
    for (const { lines } of site.programs) {
      expect(lines.filter((line) => line.includes('"level":50') && line.includes(request))).toEqual(
        [],
      );
    }
  });

  it('A request is cancelled after its worker was killed at a command: another waits for the end of that command, and undoes it', async () => {
    const scenario = await newScenario(site);
    const { source, replica } = scenario;
    const command = `replica add -path ${source}`;
    await site.clusters.faults.set({ latency: { command, ms: 12_000 } });
    const request = await ask(site, scenario);
    const { steps } = await untilState(
      site,
      request,
      (state) => state.steps.register.effect === 'intended',
    );
    const runs = async () =>
      (await site.clusters.journal()).filter(({ line }) => line.includes(command));
    await site.slack.waitFor(async () => (await runs()).length > 0);
    const worker = site.programs.find(({ pid }) => steps.register.worker?.endsWith(`/${pid}`));
    await worker?.kill();
    await site.startWorker('sanfrancisco');
    expect(await cancel(maya.id, scenario, request)).toMatch(/Cancelled/);
    expect((await untilEnded(site, request)).outcome).toBe('cancelled');
    expect((await runs()).map(({ effect }) => effect)).toEqual([true]);
    expect(await site.clusters.stream(replica)).toBeUndefined();
    expect((await site.clusters.stream(source))?.replicas).toEqual([]);
  });

  it('A request is cancelled that has stopped at a failure: it is undone', async () => {
    const scenario = await newScenario(site);
    await site.clusters.faults.set({
      cldbDown: { command: `replica add -path ${scenario.source}` },
    });
    const request = await ask(site, scenario);
    await untilSaid(site, scenario, request, 'card', /\[Retry\]/);
    expect(await cancel(maya.id, scenario, request)).toMatch(/Cancelled/);
    expect((await untilEnded(site, request)).outcome).toBe('cancelled');
    expect(await site.clusters.stream(scenario.replica)).toBeUndefined();
  });

  it.each([
    ['', /The request is missing/],
    ['abcd', /is not the id of a request/],
    ['abcd2345 now', /a word too many/],
    ['abcd2345', /I do not know this request/],
  ])('of "%s" is answered', async (words, answer) => {
    const typed = await site.slack.type(maya.id, 'C0T15', `/replicate cancel ${words}`);
    expect(typed.shown).toMatch(answer);
  });
});
