/** How often a home follows, and what comes of it where Slack does not take it. */

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { people } from '../../sandbox/site.ts';
import { homePace } from '../../src/bot/pacer.ts';
import { keys } from '../../src/jobs/keys.ts';
import {
  askedFor,
  blockOf,
  buttonsFor,
  nameOf,
  openHome,
  read,
  untilHome,
  untilSettled,
} from './homes.ts';
import { longest, newScenario, startTestSite, type TestSite, untilEnded } from './scenario.ts';
import { approve, runThrough } from './whole.ts';

const { noor, lee } = people;
let site: TestSite;
beforeAll(async () => {
  site = await startTestSite();
});
afterAll(() => site?.stop());
afterEach(() => site.slack.faults.clear());

/** The calls that published somebody's home, or were to, since there were so many. */
async function publishes(user: string, since = 0) {
  const calls = await site.slack.calls('views.publish');
  return calls.filter(({ args }) => args['user_id'] === user).slice(since);
}

describe('a home follows', () => {
  it('at most every three seconds, whatever happens meanwhile', async () => {
    await openHome(site, noor.id);
    await untilSettled(site);
    const before = (await publishes(noor.id)).length;
    const [scenario, request] = await askedFor(site);
    await untilHome(site, noor.id, 'Waits for you', new RegExp(nameOf(scenario)));
    await approve(site, scenario, request);
    await untilEnded(site, request);
    await untilHome(site, noor.id, 'Replicating', new RegExp(nameOf(scenario)));
    const times = (await publishes(noor.id, before)).map(({ at }) => at);
    expect(times.length).toBeGreaterThanOrEqual(2);
    const pauses = times.slice(1).map((at, index) => at - (times[index] ?? 0));
    for (const pause of pauses) expect(pause).toBeGreaterThanOrEqual(3_000);
  });

  it('at once what its person has decided in it, whenever its turn is', async () => {
    const [scenario, request] = await askedFor(site);
    await openHome(site, lee.id);
    await untilHome(site, lee.id, 'Waits for you', new RegExp(nameOf(scenario)));
    await untilSettled(site);
    await site.connection.hset(keys.homeShown(lee.id), { at: Date.now() + 600_000 });
    await site.slack.press(lee.id, 'home', 'approve', {
      confirm: true,
      block: await blockOf(site, lee.id, request),
    });
    await site.slack.waitFor(
      async () => (await buttonsFor(site, lee.id, request)).length === 0,
      longest,
    );
    await untilEnded(site, request);
  });

  it('no more, eight hours after it was opened', async () => {
    for (const { id } of [noor, lee]) await openHome(site, id);
    await untilSettled(site);
    const long = Date.now() - 8 * 3_600_000 - 1_000;
    await site.connection.zadd(keys.homesOf(noor.id), long, noor.id);
    const scenario = await newScenario(site);
    await runThrough(site, scenario);
    await untilHome(site, lee.id, 'Replicating', new RegExp(nameOf(scenario)));
    await untilSettled(site);
    expect(read(await site.slack.home(noor.id))).not.toContain(nameOf(scenario));
  });
});

describe('Slack does not take a home', () => {
  it.each([
    ['answers 500', { status: 500, times: 2 }],
    ['cuts the connection', { cut: true, times: 1 }],
    ['takes it, and its answer is lost', { cut: true, when: 'after', times: 1 }],
    ['answers fatal_error', { error: 'fatal_error', times: 1 }],
  ] as const)('it %s: the home is current soon', async (_, fault) => {
    await openHome(site, noor.id);
    await untilSettled(site);
    await site.slack.faults.set('views.publish', fault);
    const [scenario] = await askedFor(site);
    await untilHome(site, noor.id, 'Waits for you', new RegExp(nameOf(scenario)));
    await untilSettled(site);
  });

  it('it asks to wait (429): no home is sent for so long, and then all are current', async () => {
    for (const { id } of [noor, lee]) await openHome(site, id);
    await untilSettled(site);
    await site.slack.faults.set('views.publish', { rateLimited: 3, times: 1 });
    const [scenario] = await askedFor(site);
    const held = keys.pace(homePace.what);
    await site.slack.waitFor(
      async () => Number(await site.connection.get(held)) > Date.now() + 8_000,
      longest,
    );
    for (const { id } of [noor, lee]) {
      await untilHome(site, id, 'Waits for you', new RegExp(nameOf(scenario)));
    }
    await untilSettled(site);
  });

  it.each(['not_enabled', 'user_disabled', 'hash_conflict', 'invalid_blocks'])(
    'it says no (%s): it is not asked again until something changes, and others have theirs',
    async (error) => {
      for (const { id } of [noor, lee]) await openHome(site, id);
      await untilSettled(site);
      const before = (await publishes(noor.id)).length;
      await site.slack.faults.set('views.publish', { error, times: 1 });
      await site.slack.openHome(noor.id);
      await site.slack.waitFor(async () => (await publishes(noor.id, before)).length === 1);
      await untilSettled(site);
      expect(await publishes(noor.id, before)).toHaveLength(1);
      const [scenario] = await askedFor(site);
      for (const { id } of [lee, noor]) {
        await untilHome(site, id, 'Waits for you', new RegExp(nameOf(scenario)));
      }
    },
  );
});
