import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { people } from '../../sandbox/site.ts';
import { plain } from '../../sandbox/slack/index.ts';
import {
  approval,
  ask,
  buttonsOf,
  changes,
  newScenario,
  startTestSite,
  type TestSite,
  untilEnded,
  untilSaid,
  untilTold,
} from './scenario.ts';

const { noor } = people;
describe('a consent that nobody gives', () => {
  let site: TestSite;
  beforeAll(async () => {
    site = await startTestSite({ settings: { consent: { expires: '8s', remind: '3s' } } });
  });
  afterAll(() => site?.stop());

  it('is reminded of, expires, and is undone in reverse order', async () => {
    const scenario = await newScenario(site);
    const { source, replica } = scenario;
    const request = await ask(site, scenario);
    const asked = await approval(site, scenario, request);
    const reminder = await untilSaid(site, scenario, request, 'reminder', /still waits/);
    expect(plain(reminder)).toContain('@noor');
    const state = await untilEnded(site, request);
    expect(state.outcome).toBe('expired');
    expect(await changes(site, scenario)).toEqual([
      `maprcli stream create -path ${replica} -copymetafrom ${source}`,
      `maprcli stream replica add -path ${source} -replica ${replica} -paused true`,
      `maprcli stream replica remove -path ${source} -replica ${replica}`,
      `maprcli stream delete -path ${replica}`,
    ]);
    const over = await untilSaid(site, scenario, request, 'consent', /[Ee]xpired/);
    expect(buttonsOf(over)).toEqual([]);
    await untilSaid(site, scenario, request, 'card', /Expired/);
    await untilSaid(site, scenario, request, 'outcome', /@maya .*Expired/);
    await site.slack.press(noor.id, asked, 'approve', { confirm: true, stale: true });
    await untilTold(site, noor.id, scenario.channel, /has expired/);
    // The pair is free, and can be asked for again.
    await ask(site, scenario);
  });
});

describe('a site of one process', () => {
  let site: TestSite;
  beforeAll(async () => {
    const timeouts = { command: '20s', confirm: '3s', settle: '100ms' };
    site = await startTestSite({ inOne: true, settings: { timeouts } });
  });
  afterAll(() => site?.stop());

  it('does the whole job; gateways that stay away fail the last step for good', async () => {
    const scenario = await newScenario(site);
    const request = await ask(site, scenario);
    const asked = await approval(site, scenario, request);
    await site.clusters.faults.set({ gatewaysDown: { clusters: 'newyork' } });
    await site.clusters.produce(scenario.source, 'clicks', 5);
    await site.slack.press(noor.id, asked, 'approve', { confirm: true });
    const card = await untilSaid(site, scenario, request, 'card', /\[Retry\]/);
    expect(plain(card)).toMatch(
      /does not work: waited in vain for a gateway of newyork that sanfrancisco reaches/,
    );
    await site.clusters.faults.clear();
    await site.slack.press(noor.id, card, 'retry');
    expect((await untilEnded(site, request)).outcome).toBe('done');
    expect(await site.clusters.messages(scenario.replica)).toBe(35);
  });
});
