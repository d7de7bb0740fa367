/** What a home shows to whom, and what its person may press in it. */

import { readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { people } from '../../sandbox/site.ts';
import { plain } from '../../sandbox/slack/index.ts';
import { keys } from '../../src/jobs/keys.ts';
import {
  askedFor,
  blockOf,
  buttonsFor,
  nameOf,
  openHome,
  read,
  under,
  untilHome,
  untilSettled,
  untilTold,
} from './homes.ts';
import {
  ask,
  longest,
  newScenario,
  quick,
  startTestSite,
  type TestSite,
  untilSaid,
} from './scenario.ts';
import { runThrough } from './whole.ts';

const { maya, sam, noor, lee, stranger } = people;
let site: TestSite;
beforeAll(async () => {
  site = await startTestSite();
});
afterAll(() => site?.stop());

describe('a home shows', () => {
  it('to a member of a user group what concerns the group, and to a stranger nothing', async () => {
    for (const { id } of [sam, stranger]) await openHome(site, id);
    const [scenario, request] = await askedFor(site);
    await untilHome(site, sam.id, 'Under way', new RegExp(nameOf(scenario)));
    expect(await buttonsFor(site, sam.id, request)).toEqual([]);
    await openHome(site, stranger.id);
    expect(read(await site.slack.home(stranger.id))).not.toContain(nameOf(scenario));
  });

  it('nothing to press to the requester, an owner of both sides', async () => {
    await openHome(site, maya.id);
    const [scenario, request] = await askedFor(site);
    await untilSettled(site);
    await untilHome(site, maya.id, 'You asked for', new RegExp(nameOf(scenario)));
    expect(quick.clusters.newyork.owners).toContain(maya.id);
    expect(await buttonsFor(site, maya.id, request)).toEqual([]);
  });

  it('what the log says, where a list lags behind it', async () => {
    const scenario = await newScenario(site);
    const request = await runThrough(site, scenario);
    await untilTold(site, request);
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

describe('the owners in the settings are others now', () => {
  it('a button that was there is refused in a dialog, and the home has none that may not be pressed', async () => {
    const failing = await newScenario(site);
    await site.clusters.faults.set({
      cldbDown: { command: `replica add -path ${failing.source}` },
    });
    const failed = await ask(site, failing);
    await untilSaid(site, failing, failed, 'card', /\[Retry\]/);
    const [scenario, request] = await askedFor(site);
    await openHome(site, lee.id);
    await untilHome(site, lee.id, 'Waits for you', new RegExp(nameOf(scenario)));
    expect(await buttonsFor(site, lee.id, failed)).toEqual(['retry', 'rollback']);
    await Promise.all([failed, request].map((each) => untilTold(site, each)));
    await untilSettled(site);

    await site.programs[0]?.stop();
    const config = site.env('bot')['REPLICATE_CONFIG'] ?? '';
    const settings = parse(await readFile(config, 'utf8'));
    settings.clusters.newyork.owners = [noor.id, maya.id];
    await writeFile(`${config}.changed`, stringify(settings));
    await site.startBot({ REPLICATE_CONFIG: `${config}.changed` });

    const block = await blockOf(site, lee.id, request);
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
