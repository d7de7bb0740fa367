import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { people } from '../../sandbox/site.ts';
import { plain, type SeenView } from '../../sandbox/slack/index.ts';
import {
  approval,
  ask,
  buttonsOf,
  longest,
  newScenario,
  type Scenario,
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

const nameOf = ({ source }: Scenario) => source.replace(/.*\//, '');

/** The part of a home under one of its headings. */
function under(view: SeenView, heading: string): SeenView {
  const from = view.blocks.findIndex(
    (block) => block.type === 'header' && read(block).includes(heading),
  );
  const rest = view.blocks.slice(from + 1);
  const to = rest.findIndex(({ type }) => type === 'header');
  return { ...view, blocks: to < 0 ? rest : rest.slice(0, to) };
}

function read(block: unknown): string {
  return JSON.stringify(block);
}

/** Waits until a person's home says so under a heading. */
function untilHome(user: string, heading: string, words: RegExp): Promise<SeenView> {
  return site.slack.waitFor(
    async () => {
      const view = await site.slack.home(user);
      const part = view && under(view, heading);
      return part && words.test(plain(part)) ? view : undefined;
    },
    { ...longest, what: `the home of ${user} to say ${words} under ${heading}` },
  );
}

/** What there is to press for a request. */
async function buttonsFor(user: string, request: string): Promise<string[]> {
  const { blocks = [] } = (await site.slack.home(user)) ?? {};
  return buttonsOf({ blocks: blocks.filter(({ block_id }) => block_id?.includes(request)) });
}

describe('App Home', () => {
  it('shows what waits for a person, and stays current: approved in one home, gone from the other', async () => {
    const scenario = await newScenario(site);
    const name = nameOf(scenario);
    for (const { id } of [maya, noor, lee]) await site.slack.openHome(id);
    await untilHome(noor.id, 'Waits for you', /Nothing waits for you/);
    const request = await ask(site, scenario);
    await approval(site, scenario, request);
    // Nobody opened it again.
    const home = await untilHome(
      noor.id,
      'Waits for you',
      new RegExp(`${name}[^]*Approve or deny it by`),
    );
    expect(read(under(home, 'Waits for you').blocks)).toMatch(/archives\/C0T\d+\/p\d+\|Thread/);
    await untilHome(lee.id, 'Waits for you', new RegExp(name));
    expect(await buttonsFor(noor.id, request)).toEqual(['approve', 'deny']);
    await untilHome(maya.id, 'You asked for', new RegExp(`${name}[^]*Waits for the approval`));
    expect(await buttonsFor(maya.id, request)).toEqual([]);

    const asked = await site.slack.press(noor.id, 'home', 'approve');
    expect(asked.outcome).toBe('asked');
    await site.slack.press(noor.id, 'home', 'approve', { confirm: true });
    await untilState(site, request, ({ consents }) => consents.replica.kind === 'granted');
    await untilHome(lee.id, 'Waits for you', /Nothing waits for you/);
    await untilHome(noor.id, 'Waits for you', /Nothing waits for you/);
    await untilEnded(site, request);
    await untilHome(maya.id, 'Replicating', new RegExp(`${name}[^]*approved by @noor`));
    await untilHome(noor.id, 'Replicating', new RegExp(name));
    await untilHome(noor.id, 'Under way', /Nothing else is under way/);
  });

  it('is pressed when somebody else has decided: it says so in a dialog, and is current again', async () => {
    const scenario = await newScenario(site);
    const request = await ask(site, scenario);
    const question = await approval(site, scenario, request);
    await site.slack.openHome(lee.id);
    await untilHome(lee.id, 'Waits for you', new RegExp(nameOf(scenario)));
    // Slack does not take the new home for a while.
    await site.slack.faults.set('views.publish', { status: 500 });
    await site.slack.press(noor.id, question, 'approve', { confirm: true });
    await untilState(site, request, ({ consents }) => consents.replica.kind === 'granted');
    await site.slack.press(lee.id, 'home', 'approve', { confirm: true });
    const dialog = await site.slack.waitFor(() => site.slack.viewOf(lee.id));
    expect(plain(dialog)).toMatch(/decided already/);
    await site.slack.close(lee.id);
    await site.slack.faults.clear();
    await untilHome(lee.id, 'Waits for you', /Nothing waits for you/);
    await untilEnded(site, request);
  });

  it('takes a denial, with its reason', async () => {
    const scenario = await newScenario(site);
    const request = await ask(site, scenario);
    await approval(site, scenario, request);
    await site.slack.openHome(noor.id);
    await untilHome(noor.id, 'Waits for you', new RegExp(nameOf(scenario)));
    await site.slack.press(noor.id, 'home', 'deny');
    await site.slack.waitFor(() => site.slack.viewOf(noor.id));
    await site.slack.submit(noor.id, 'current', { Reason: 'not this week' });
    expect((await untilEnded(site, request)).outcome).toBe('denied');
    await untilHome(noor.id, 'Waits for you', /Nothing waits for you/);
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
    await untilHome(maya.id, 'Waits for you', new RegExp(`${nameOf(scenario)}[^]*has failed`));
    expect(await buttonsFor(maya.id, request)).toEqual(['retry', 'rollback']);
    await untilHome(stranger.id, 'Waits for you', /Nothing waits for you/);
    expect(await buttonsFor(stranger.id, request)).toEqual([]);
    await site.slack.press(maya.id, 'home', 'retry');
    await untilHome(maya.id, 'Waits for you', /Nothing waits for you/);
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
