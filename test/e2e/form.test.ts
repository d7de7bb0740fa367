/** The form: opened by the command alone and by the shortcuts, filled in by people, and handed in. */

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { people } from '../../sandbox/site.ts';
import { plain } from '../../sandbox/slack/index.ts';
import { localPath, parseStreamPath } from '../../src/mapr/path.ts';
import { newScenario, type Scenario, startTestSite, type TestSite, untilTold } from './scenario.ts';

const { maya } = people;
let site: TestSite;
beforeAll(async () => {
  site = await startTestSite();
});
afterAll(() => site?.stop());
afterEach(() => site.slack.faults.clear());

const longest = { timeoutMs: 20_000 };

/** The words of the form that somebody has before their eyes. */
async function words(user: string): Promise<string> {
  const view = await site.slack.viewOf(user);
  return view ? plain(view) : '';
}

function untilShown(user: string, what: RegExp): Promise<string> {
  return site.slack.waitFor(
    async () => {
      const shown = await words(user);
      return what.test(shown) ? shown : '';
    },
    { ...longest, what: `the form to show ${what}` },
  );
}

async function open(user: string, channel: string): Promise<void> {
  const typed = await site.slack.type(user, channel, '/replicate');
  expect(typed).toMatchObject({ outcome: 'acknowledged', shown: '' });
}

function pick(user: string, field: string, what: string | readonly string[]) {
  return site.slack.press(user, 'modal', field, { pick: what });
}

/** Fills in the streams, as a person does who chooses one after the other. */
async function fillIn(user: string, { source }: Scenario, to = 'newyork'): Promise<void> {
  await pick(user, 'Source cluster', 'sanfrancisco');
  await pick(user, 'Stream', localPath(parseStreamPath(source)));
  await pick(user, 'Replica cluster', to);
}

describe('from the command', () => {
  it('shows the commands as soon as it can, starts the request, and says so', async () => {
    const scenario = await newScenario(site);
    await open(maya.id, scenario.channel);
    await fillIn(maya.id, scenario);
    await untilShown(
      maya.id,
      new RegExp(`4\\. maprcli stream upstream add -path ${scenario.replica}`),
    );
    const { outcome } = await site.slack.submit(maya.id, 'current', {});
    expect(outcome).toBe('closed');
    await untilTold(site, maya.id, scenario.channel, new RegExp(`On it: ${scenario.source}`));
  });
});
