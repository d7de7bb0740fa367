/** The form while things fail around it: Redis, Slack's order, and two bots. */

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { people } from '../../sandbox/site.ts';
import {
  filledInOf,
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
import {
  longest,
  newScenario,
  type Scenario,
  startTestSite,
  type TestSite,
  untilTold,
} from './scenario.ts';
import { approve, expectWhole } from './whole.ts';

const { maya } = people;
let site: TestSite;
beforeAll(async () => {
  site = await startTestSite();
});
afterAll(() => site?.stop());
afterEach(() => site.slack.faults.clear());

/** A form in which all is filled in, and shown. */
async function complete(): Promise<Scenario> {
  const scenario = await newScenario(site);
  await openForm(site, maya.id, scenario.channel);
  await fillIn(site, maya.id, scenario);
  await untilShown(site, maya.id, new RegExp(`upstream add -path ${scenario.replica}`));
  return scenario;
}

describe('changes come out of order', () => {
  it('a change that is delivered late is not shown after the one that came after it', async () => {
    await complete();
    const older = pick(site, maya.id, 'Path of the replica', '/older', { lateMs: 1_000 });
    await pick(site, maya.id, 'Path of the replica', '/newer');
    await untilShown(site, maya.id, /newyork\/newer/);
    await older;
    // The next one is answered after it.
    await pick(site, maya.id, 'Options', ['throttle']);
    const words = await untilShown(site, maya.id, /-throttle true/);
    expect(words).toMatch(/newyork\/newer/);
    expect(words).not.toMatch(/newyork\/older/);
    await site.slack.close(maya.id);
  });
});

describe('Redis is away', () => {
  let away = false;
  async function comesBack(): Promise<void> {
    if (away) await site.redis.start();
    away = false;
  }
  afterEach(comesBack);

  it('while the form is open and when it is handed in: it says that nothing was started, and keeps what is filled in', async () => {
    const scenario = await complete();
    await site.redis.kill();
    away = true;
    const path = `${scenario.replica.replace('/mapr/newyork', '')}_copy`;
    await pick(site, maya.id, 'Path of the replica', path);
    await pick(site, maya.id, 'Options', ['throttle']);
    // The commands follow all the same: nobody hands in what they have not before their eyes.
    await untilShown(site, maya.id, /_copy.*-throttle true/s);
    const filled = await filledInOf(site, maya.id);
    const refused = await handIn(site, maya.id);
    expect(refused.outcome).toBe('open');
    expect(await formWords(site, maya.id)).toMatch(/nothing was started/);
    expect(await filledInOf(site, maya.id)).toEqual(filled);
    expect(filled).toMatchObject({ form_from: { value: 'sanfrancisco' }, form_path: path });

    await comesBack();
    await untilTaken(site, maya.id);
    const [request = '', ...more] = await requestsFor(site, scenario);
    expect(more).toEqual([]);
    const copied = { ...scenario, replica: `/mapr/newyork${path}` };
    expect((await site.store.read(request))?.plan).toMatchObject({
      replica: copied.replica,
      options: { throttle: true },
    });
  });

  it('when the form is asked for: it opens all the same', async () => {
    const scenario = await newScenario(site);
    await site.redis.kill();
    away = true;
    await openForm(site, maya.id, scenario.channel);
    await untilShown(site, maya.id, /The exact commands are shown here/);
    await fillIn(site, maya.id, scenario);
    await untilShown(site, maya.id, /upstream add/);
    expect((await handIn(site, maya.id)).outcome).toBe('open');
    await comesBack();
    await untilTaken(site, maya.id);
    expect(await requestsFor(site, scenario)).toHaveLength(1);
  });

  it('and hangs when it is handed in: nothing was started, neither then nor when it goes on', async () => {
    const scenario = await complete();
    site.redis.freeze();
    try {
      expect((await handIn(site, maya.id)).outcome).toBe('open');
      expect(await formWords(site, maya.id)).toMatch(/nothing was started/);
    } finally {
      site.redis.thaw();
    }
    await pick(site, maya.id, 'Options', ['throttle']);
    await untilShown(site, maya.id, /-throttle true/);
    expect(await requestsFor(site, scenario)).toEqual([]);
    await untilTaken(site, maya.id);
    expect(await requestsFor(site, scenario)).toHaveLength(1);
  });
});

describe('two bots', () => {
  it('share the changes of a form and its end: one preview, one request, told once', async () => {
    await site.startBot();
    await site.slack.waitFor(async () => (await site.slack.sockets.list()).length === 2, longest);
    const scenario = await complete();
    const { channel, source } = scenario;
    const replica = `${scenario.replica}_copy`;
    for (const typed of ['/a', '/ab', '/abc', replica.replace('/mapr/newyork', '')]) {
      await pick(site, maya.id, 'Path of the replica', typed);
    }
    await untilShown(site, maya.id, new RegExp(`upstream add -path ${replica}`));
    expect((await handIn(site, maya.id, { deliverTwice: true })).outcome).toBe('closed');
    await untilTold(site, maya.id, channel, new RegExp(`On it: ${source}`));
    const [request = '', ...more] = await requestsFor(site, scenario);
    expect(more).toEqual([]);
    await approve(site, scenario, request);
    await expectWhole(site, { ...scenario, replica }, request);
    expect(await timesTold(site, maya.id, channel, `On it: ${source}`)).toBe(1);
  });
});
