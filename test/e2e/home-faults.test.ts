/** What a home shows to whom, how often it follows, and what comes of it where Slack does not take it. */

import { readFile, writeFile } from 'node:fs/promises';
import { Queue } from 'bullmq';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { people } from '../../sandbox/site.ts';
import { plain } from '../../sandbox/slack/index.ts';
import { homePace } from '../../src/bot/pacer.ts';
import { keys } from '../../src/jobs/keys.ts';
import { homeQueue, queueOptions } from '../../src/jobs/queues.ts';
import { buttonsFor, nameOf, read, under, untilHome } from './homes.ts';
import {
  approval,
  ask,
  longest,
  newScenario,
  quick,
  type Scenario,
  startTestSite,
  type TestSite,
  untilEnded,
  untilSaid,
} from './scenario.ts';
import { approve, runThrough } from './whole.ts';

const { maya, sam, noor, lee, stranger } = people;
let site: TestSite;
let queue: Queue;
beforeAll(async () => {
  site = await startTestSite();
  queue = new Queue(homeQueue, queueOptions(site.connection));
});
afterAll(async () => {
  await queue?.close();
  await site?.stop();
});
afterEach(async () => {
  await site.slack.faults.clear();
  await site.clusters.faults.clear();
});

/** Asks for a replication, and waits until its approval is asked. */
async function asked(): Promise<[Scenario, string]> {
  const scenario = await newScenario(site);
  const request = await ask(site, scenario);
  await approval(site, scenario, request);
  return [scenario, request];
}

async function open(user: string): Promise<void> {
  await site.slack.openHome(user);
  await site.slack.waitFor(() => site.slack.home(user), longest);
}

/** The calls that published somebody's home, or were to, since there were so many. */
async function publishes(user: string, since = 0) {
  const calls = await site.slack.calls('views.publish');
  return calls.filter(({ args }) => args['user_id'] === user).slice(since);
}

/** Waits until no home has to be made any more. */
function untilSettled(): Promise<unknown> {
  return site.slack.waitFor(async () => (await queue.getJobCountByTypes()) === 0, {
    timeoutMs: 40_000,
    what: 'all homes to be settled',
  });
}

describe('a home shows', () => {
  it('to a member of a user group what concerns the group, and to a stranger nothing', async () => {
    for (const { id } of [sam, stranger]) await open(id);
    const [scenario, request] = await asked();
    await untilHome(site, sam.id, 'Under way', new RegExp(nameOf(scenario)));
    expect(await buttonsFor(site, sam.id, request)).toEqual([]);
    await site.slack.openHome(stranger.id);
    await untilSettled();
    expect(read(await site.slack.home(stranger.id))).not.toContain(nameOf(scenario));
  });

  it('nothing to press to the requester, an owner of both sides', async () => {
    await open(maya.id);
    const [scenario, request] = await asked();
    await untilHome(site, maya.id, 'You asked for', new RegExp(`${nameOf(scenario)}[^]*Waits for`));
    expect(quick.clusters.newyork.owners).toContain(maya.id);
    expect(await buttonsFor(site, maya.id, request)).toEqual([]);
  });

  it('what the log says, where a list lags behind it', async () => {
    const scenario = await newScenario(site);
    const request = await runThrough(site, scenario);
    await untilSaid(site, scenario, request, 'outcome', /Replicating/);
    for (const list of ['waits', 'runs']) {
      await site.connection.zadd(keys.home(list, noor.id), Date.now(), request);
    }
    await site.slack.openHome(noor.id);
    const home = await untilHome(site, noor.id, 'Replicating', new RegExp(nameOf(scenario)));
    for (const heading of ['Waits for you', 'Under way']) {
      expect(read(under(home, heading).blocks)).not.toContain(nameOf(scenario));
    }
  });
});

describe('a home follows', () => {
  it('at most every three seconds, whatever happens meanwhile', async () => {
    await open(noor.id);
    await untilSettled();
    const before = (await publishes(noor.id)).length;
    const scenario = await newScenario(site);
    const request = await ask(site, scenario);
    await approve(site, scenario, request);
    await untilEnded(site, request);
    await untilHome(site, noor.id, 'Replicating', new RegExp(nameOf(scenario)));
    const times = (await publishes(noor.id, before)).map(({ at }) => at);
    expect(times.length).toBeGreaterThanOrEqual(2);
    const pauses = times.slice(1).map((at, index) => at - (times[index] ?? 0));
    for (const pause of pauses) expect(pause).toBeGreaterThanOrEqual(3_000);
  });

  it('at once what its person has decided in it, whenever its turn is', async () => {
    const [scenario, request] = await asked();
    await open(lee.id);
    await untilHome(site, lee.id, 'Waits for you', new RegExp(nameOf(scenario)));
    await untilSettled();
    await site.connection.hset(keys.homeShown(lee.id), { at: Date.now() + 600_000 });
    await site.slack.press(lee.id, 'home', 'approve', {
      confirm: true,
      block: await blockOf(lee.id, request),
    });
    await site.slack.waitFor(
      async () => (await buttonsFor(site, lee.id, request)).length === 0,
      longest,
    );
    await untilEnded(site, request);
  });

  it('no more, eight hours after it was opened', async () => {
    for (const { id } of [noor, lee]) await open(id);
    await untilSettled();
    const long = Date.now() - 8 * 3_600_000 - 1_000;
    await site.connection.zadd(keys.homesOf(noor.id), long, noor.id);
    const scenario = await newScenario(site);
    await runThrough(site, scenario);
    await untilHome(site, lee.id, 'Replicating', new RegExp(nameOf(scenario)));
    await untilSettled();
    expect(read(await site.slack.home(noor.id))).not.toContain(nameOf(scenario));
  });
});

/** The block with the buttons for a request. */
async function blockOf(user: string, request: string): Promise<string> {
  const { blocks = [] } = (await site.slack.home(user)) ?? {};
  const block = blocks.find((each) => each.type === 'actions' && each.block_id?.includes(request));
  return block?.block_id ?? '';
}

describe('Slack does not take a home', () => {
  it.each([
    ['answers 500', { status: 500, times: 2 }],
    ['cuts the connection', { cut: true, times: 1 }],
    ['takes it, and its answer is lost', { cut: true, when: 'after', times: 1 }],
    ['answers fatal_error', { error: 'fatal_error', times: 1 }],
  ] as const)('it %s: the home is current soon', async (_, fault) => {
    await open(noor.id);
    await untilSettled();
    await site.slack.faults.set('views.publish', fault);
    const [scenario] = await asked();
    await untilHome(site, noor.id, 'Waits for you', new RegExp(nameOf(scenario)));
    await untilSettled();
  });

  it('it asks to wait (429): no home is sent for so long, and then all are current', async () => {
    for (const { id } of [noor, lee]) await open(id);
    await untilSettled();
    await site.slack.faults.set('views.publish', { rateLimited: 3, times: 1 });
    const [scenario] = await asked();
    const held = keys.pace(homePace.what);
    await site.slack.waitFor(
      async () => Number(await site.connection.get(held)) > Date.now() + 8_000,
      longest,
    );
    for (const { id } of [noor, lee]) {
      await untilHome(site, id, 'Waits for you', new RegExp(nameOf(scenario)));
    }
    await untilSettled();
  });

  it.each(['not_enabled', 'user_disabled', 'hash_conflict', 'invalid_blocks'])(
    'it says no (%s): it is not asked again until something changes, and others have theirs',
    async (error) => {
      for (const { id } of [noor, lee]) await open(id);
      await untilSettled();
      const before = (await publishes(noor.id)).length;
      await site.slack.faults.set('views.publish', { error, times: 1 });
      await site.slack.openHome(noor.id);
      await site.slack.waitFor(async () => (await publishes(noor.id, before)).length === 1);
      await untilSettled();
      expect(await publishes(noor.id, before)).toHaveLength(1);
      const [scenario] = await asked();
      for (const { id } of [lee, noor]) {
        await untilHome(site, id, 'Waits for you', new RegExp(nameOf(scenario)));
      }
    },
  );
});

describe('the owners in the settings are others now', () => {
  it('a button that was there is refused in a dialog, and the home has none that may not be pressed', async () => {
    await site.clusters.faults.clear();
    const failing = await newScenario(site);
    await site.clusters.faults.set({
      cldbDown: { command: `replica add -path ${failing.source}` },
    });
    const failed = await ask(site, failing);
    await untilSaid(site, failing, failed, 'card', /\[Retry\]/);
    const [scenario, request] = await asked();
    await open(lee.id);
    await untilHome(site, lee.id, 'Waits for you', new RegExp(nameOf(scenario)));
    expect(await buttonsFor(site, lee.id, failed)).toEqual(['retry', 'rollback']);

    await site.programs[0]?.stop();
    const config = site.env('bot')['REPLICATE_CONFIG'] ?? '';
    const settings = parse(await readFile(config, 'utf8'));
    settings.clusters.newyork.owners = [noor.id, maya.id];
    await writeFile(`${config}.changed`, stringify(settings));
    await site.startBot({ REPLICATE_CONFIG: `${config}.changed` });

    const block = await blockOf(lee.id, request);
    await site.slack.press(lee.id, 'home', 'approve', { confirm: true, block });
    const dialog = await site.slack.waitFor(() => site.slack.viewOf(lee.id), longest);
    expect(plain(dialog)).toMatch(/You are not an owner of/);
    await site.slack.waitFor(
      async () => (await buttonsFor(site, lee.id, request)).length === 0,
      longest,
    );
    expect(await buttonsFor(site, lee.id, failed)).toEqual([]);
    expect((await site.store.read(request))?.consents.replica.kind).toBe('asked');
  });
});
