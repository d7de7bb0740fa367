import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { people } from '../../sandbox/site.ts';
import { plain } from '../../sandbox/slack/index.ts';
import { buttonsFor, nameOf, read, under, untilHome } from './homes.ts';
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

const { maya, noor, lee, stranger, guest } = people;
let site: TestSite;
beforeAll(async () => {
  site = await startTestSite();
});
afterAll(() => site?.stop());
afterEach(async () => {
  await site.slack.faults.clear();
  await site.clusters.faults.clear();
});

describe('App Home', () => {
  it('shows what waits for a person, and stays current: approved in one home, gone from the other', async () => {
    const scenario = await newScenario(site);
    const name = nameOf(scenario);
    for (const { id } of [maya, noor, lee]) await site.slack.openHome(id);
    await untilHome(site, noor.id, 'Waits for you', /Nothing waits for you/);
    const request = await ask(site, scenario);
    await approval(site, scenario, request);
    // Nobody opened it again.
    const home = await untilHome(
      site,
      noor.id,
      'Waits for you',
      new RegExp(`${name}[^]*Approve or deny it by`),
    );
    expect(read(under(home, 'Waits for you').blocks)).toMatch(/archives\/C0T\d+\/p\d+\|Thread/);
    await untilHome(site, lee.id, 'Waits for you', new RegExp(name));
    expect(await buttonsFor(site, noor.id, request)).toEqual(['approve', 'deny']);
    await untilHome(
      site,
      maya.id,
      'You asked for',
      new RegExp(`${name}[^]*Waits for the approval`),
    );
    expect(await buttonsFor(site, maya.id, request)).toEqual([]);

    const asked = await site.slack.press(noor.id, 'home', 'approve');
    expect(asked.outcome).toBe('asked');
    await site.slack.press(noor.id, 'home', 'approve', { confirm: true });
    await untilState(site, request, ({ consents }) => consents.replica.kind === 'granted');
    await untilHome(site, lee.id, 'Waits for you', /Nothing waits for you/);
    await untilHome(site, noor.id, 'Waits for you', /Nothing waits for you/);
    await untilEnded(site, request);
    await untilHome(site, maya.id, 'Replicating', new RegExp(`${name}[^]*approved by @noor`));
    await untilHome(site, noor.id, 'Replicating', new RegExp(name));
    await untilHome(site, noor.id, 'Under way', /Nothing else is under way/);
  });

  it('is pressed when somebody else has decided: it says so in a dialog, and is current again', async () => {
    const scenario = await newScenario(site);
    const request = await ask(site, scenario);
    const question = await approval(site, scenario, request);
    await site.slack.openHome(lee.id);
    await untilHome(site, lee.id, 'Waits for you', new RegExp(nameOf(scenario)));
    // Slack does not take the new home for a while.
    await site.slack.faults.set('views.publish', { status: 500 });
    await site.slack.press(noor.id, question, 'approve', { confirm: true });
    await untilState(site, request, ({ consents }) => consents.replica.kind === 'granted');
    await site.slack.press(lee.id, 'home', 'approve', { confirm: true });
    const dialog = await site.slack.waitFor(() => site.slack.viewOf(lee.id));
    expect(plain(dialog)).toMatch(/decided already/);
    await site.slack.close(lee.id);
    await site.slack.faults.clear();
    await untilHome(site, lee.id, 'Waits for you', /Nothing waits for you/);
    await untilEnded(site, request);
  });

  it('takes a denial, with its reason', async () => {
    const scenario = await newScenario(site);
    const request = await ask(site, scenario);
    await approval(site, scenario, request);
    await site.slack.openHome(noor.id);
    await untilHome(site, noor.id, 'Waits for you', new RegExp(nameOf(scenario)));
    await site.slack.press(noor.id, 'home', 'deny');
    await site.slack.waitFor(() => site.slack.viewOf(noor.id));
    await site.slack.submit(noor.id, 'current', { Reason: 'not this week' });
    expect((await untilEnded(site, request)).outcome).toBe('denied');
    await untilHome(site, noor.id, 'Waits for you', /Nothing waits for you/);
  });

  it('offers Retry where a step has failed, to those who may', async () => {
    const scenario = await newScenario(site);
    await site.clusters.faults.set({
      cldbDown: { command: `replica add -path ${scenario.source}` },
    });
    const request = await ask(site, scenario);
    await untilSaid(site, scenario, request, 'card', /\[Retry\]/);
    await site.clusters.faults.clear();
    for (const { id } of [maya, stranger]) await site.slack.openHome(id);
    await untilHome(
      site,
      maya.id,
      'Waits for you',
      new RegExp(`${nameOf(scenario)}[^]*has failed`),
    );
    expect(await buttonsFor(site, maya.id, request)).toEqual(['retry', 'rollback']);
    await untilHome(site, stranger.id, 'Waits for you', /Nothing waits for you/);
    expect(await buttonsFor(site, stranger.id, request)).toEqual([]);
    await site.slack.press(maya.id, 'home', 'retry');
    await untilHome(site, maya.id, 'Waits for you', /Nothing waits for you/);
    await untilState(site, request, ({ consents }) => consents.replica.kind === 'asked');
  });

  it('tells a guest that there is nothing for them', async () => {
    await site.slack.openHome(guest.id);
    const home = await site.slack.waitFor(() => site.slack.home(guest.id));
    expect(plain(home)).toMatch(/[Gg]uest/);
    expect(buttonsOf(home)).toEqual([]);
  });

  it('is current when it is opened again, whatever Slack shows in it', async () => {
    await site.slack.openHome(maya.id);
    const first = await site.slack.waitFor(() => site.slack.home(maya.id));
    await site.slack.openHome(maya.id);
    await site.slack.waitFor(async () => (await site.slack.home(maya.id))?.hash !== first.hash);
  });
});
