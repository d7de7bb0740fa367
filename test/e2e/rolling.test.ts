/** An upgrade while requests run: processes of two versions side by side, of which only one knows all that is written. */

import { afterEach, expect, it } from 'vitest';
import type { Program } from '../../sandbox/program.ts';
import { people } from '../../sandbox/site.ts';
import { buildNewer } from './newer-version.ts';
import {
  approval,
  ask,
  newScenario,
  type Scenario,
  startTestSite,
  type TestSite,
  untilTold,
} from './scenario.ts';
import {
  approve,
  approveUntilTaken,
  expectDoneOnce,
  expectToldOnce,
  expectWhole,
} from './whole.ts';

const newer = { event: buildNewer('event'), format: buildNewer('format') };
let site: TestSite;
afterEach(() => site?.stop());

const clusters = ['sanfrancisco', 'newyork'];

async function startAll(main?: string): Promise<readonly Program[]> {
  const workers = clusters.map((cluster) => site.startWorker(cluster, {}, main));
  return Promise.all([site.startBot({}, main), ...workers]);
}

const told = ({ lines }: Program) =>
  lines.filter((line) => line.includes('not known to this version'));

it.each([
  ['one writes a kind of event more', 'event', 8],
  ['one writes in a later format', 'format', 4],
] as const)(
  'Two bots and the workers of two versions run side by side, of which %s: every request is done, each command once, no message twice',
  async (_, version, count) => {
    site = await startTestSite({ empty: true });
    const main = await newer[version];
    const old = await startAll();
    await startAll(main);
    const scenarios = await Promise.all(Array.from({ length: count }, () => newScenario(site)));
    const requests = await Promise.all(scenarios.map((scenario) => ask(site, scenario)));
    await Promise.all(
      requests.map((request, index) =>
        approveUntilTaken(site, scenarios[index] as Scenario, request),
      ),
    );
    for (const [index, request] of requests.entries()) {
      await expectDone(scenarios[index] as Scenario, request);
    }
    // They did meet what they do not know, and nothing of it is an error that comes again and again.
    const lines = old.map(told);
    expect(lines.flat().length).toBeGreaterThan(0);
    for (const each of lines) {
      const said = each.map((line) => JSON.parse(line) as { level: number; msg: string });
      expect(new Set(said.map(({ msg }) => msg)).size).toBe(said.length);
      expect(new Set(said.map(({ level }) => level))).toEqual(new Set(said.length ? [40] : []));
    }
  },
);

it('The upgrade is taken back while a request waits: it stands still, a click says so, and the newer version goes on with it', async () => {
  site = await startTestSite({ empty: true });
  const main = await newer.event;
  const first = await startAll(main);
  const scenario = await newScenario(site);
  const request = await ask(site, scenario);
  const asked = await approval(site, scenario, request);
  await Promise.all(first.map((program) => program.stop()));
  await startAll();
  await site.slack.press(people.noor.id, asked, 'approve', { confirm: true });
  await untilTold(site, people.noor.id, scenario.channel, /a newer version of me/);
  await site.slack.type(people.maya.id, scenario.channel, `/replicate status ${request}`);
  await untilTold(site, people.maya.id, scenario.channel, /A newer version of me/);
  // What the older version knows is done meanwhile.
  const other = await newScenario(site);
  const known = await ask(site, other);
  await approve(site, other, known);
  await expectWhole(site, other, known);
  await startAll(main);
  await approveUntilTaken(site, scenario, request);
  await expectDone(scenario, request);
});

it('Processes end and newer ones take their place, one after another, while requests run and are approved', async () => {
  site = await startTestSite({ empty: true });
  const main = await newer.format;
  const [bot, sanfrancisco, newyork] = (await startAll()) as [Program, Program, Program];
  const scenarios = await Promise.all(Array.from({ length: 6 }, () => newScenario(site)));
  const requests = await Promise.all(scenarios.map((scenario) => ask(site, scenario)));
  const approveOne = (index: number) =>
    approveUntilTaken(site, scenarios[index] as Scenario, requests[index] as string);
  // Each process ends while somebody approves, and the next one after another has been taken.
  await Promise.all([site.startWorker('sanfrancisco', {}, main), approveOne(0)]);
  await Promise.all([sanfrancisco.stop(), approveOne(1)]);
  await Promise.all([site.startWorker('newyork', {}, main), approveOne(2)]);
  await Promise.all([newyork.stop(), approveOne(3)]);
  await Promise.all([site.startBot({}, main), approveOne(4)]);
  await Promise.all([bot.stop(), approveOne(5)]);
  for (const [index, request] of requests.entries()) {
    await expectDone(scenarios[index] as Scenario, request);
  }
});

/** By Slack and the clusters: the log is not to be read with this version. */
async function expectDone(scenario: Scenario, request: string): Promise<void> {
  await expectToldOnce(site, scenario, request);
  await expectDoneOnce(site, scenario);
}
