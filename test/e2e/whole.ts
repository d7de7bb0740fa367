/** What has to be true of a request that was done, whatever went wrong meanwhile. */

import { expect } from 'vitest';
import { people, type SiteRedis } from '../../sandbox/site.ts';
import { plain } from '../../sandbox/slack/index.ts';
import {
  approval,
  ask,
  changes,
  keyOf,
  messageOf,
  type Scenario,
  type TestSite,
  threadOf,
  untilEnded,
  untilSaid,
} from './scenario.ts';

type AnySite = TestSite<SiteRedis>;

/** The messages of a request that was done, by key, in order. */
export const wholeThread = [
  'card',
  'step preflight-source',
  'step preflight-replica',
  'step create',
  'step register',
  'step verify-registration',
  'consent',
  'approved',
  'step authorize',
  'step verify-authorization',
  'step load',
  'step resume',
  'step confirm',
  'outcome',
];

/** Presses Approve as Noor, as soon as it is there. */
export async function approve(site: AnySite, scenario: Scenario, request: string): Promise<void> {
  const asked = await approval(site, scenario, request);
  await site.slack.press(people.noor.id, asked, 'approve', { confirm: true });
}

/** Presses as a person would whose click may come to nothing: again, as long as the button is there. */
export async function approveUntilTaken(
  site: AnySite,
  scenario: Scenario,
  request: string,
): Promise<void> {
  await approval(site, scenario, request);
  await site.slack.waitFor(
    async () => {
      const asked = await messageOf(site, scenario, request, 'consent');
      if (!asked || !/\[Approve\]/.test(plain(asked))) return asked !== undefined;
      await site.slack.press(people.noor.id, asked, 'approve', { confirm: true });
      return false;
    },
    { timeoutMs: 90_000, what: `the approval of ${request} to be taken` },
  );
}

/** A whole request, in which nothing is broken from here. */
export async function runThrough(site: AnySite, scenario: Scenario): Promise<string> {
  const request = await ask(site, scenario);
  await approve(site, scenario, request);
  await untilEnded(site, request);
  await untilSaid(site, scenario, request, 'card', /Replicating/);
  return request;
}

/**
 * The request is done, on the clusters each command took effect once, and Slack says everything,
 * in order, nothing twice.
 *
 * @param copies `again`: the copy was cut off, and has been begun anew
 */
export async function expectWhole(
  site: AnySite,
  scenario: Scenario,
  request: string,
  copies: 'once' | 'again' = 'once',
): Promise<void> {
  expect((await untilEnded(site, request)).outcome).toBe('done');
  await expectDoneOnce(site, scenario, copies);
  await expectToldOnce(site, scenario, request);
}

/** In Slack, once it is done. */
export async function expectToldOnce(
  site: AnySite,
  scenario: Scenario,
  request: string,
): Promise<void> {
  await untilSaid(site, scenario, request, 'outcome', /Replicating/);
  await untilSaid(site, scenario, request, 'card', /Replicating/);
  expect((await threadOf(site, scenario, request)).map(keyOf)).toEqual(wholeThread);
  const seen = await site.slack.see(people.maya.id, scenario.channel);
  const cards = seen.filter(
    ({ metadata }) => (metadata?.event_payload as { request?: string })?.request === request,
  );
  // In the channel: the card, and the approval that is shown there too.
  expect(cards.map(keyOf)).toEqual(['card', 'consent']);
}

/** By the clusters' own journals. */
export async function expectDoneOnce(
  site: AnySite,
  scenario: Scenario,
  copies: 'once' | 'again' = 'once',
): Promise<void> {
  const { source, replica } = scenario;
  const took = await changes(site, scenario);
  const isAgain = (line: string, at: number) => /copystream/.test(line) && took[at - 1] === line;
  expect(took.filter((line, at) => copies === 'once' || !isAgain(line, at))).toEqual([
    `maprcli stream create -path ${replica} -copymetafrom ${source}`,
    `maprcli stream replica add -path ${source} -replica ${replica} -paused true`,
    `maprcli stream upstream add -path ${replica} -upstream ${source}`,
    `mapr copystream -src ${source} -dst ${replica}`,
    `maprcli stream replica resume -path ${source} -replica ${replica}`,
  ]);
  expect(await site.clusters.overlaps(`copystream -src ${source}`)).toEqual([]);
}

/** Waits until a command is running on a cluster. @param part of its command line */
export async function untilRunning(site: AnySite, part: string): Promise<void> {
  await site.slack.waitFor(
    async () => {
      const runs = await site.clusters.journal();
      return runs.some(({ line, endedAt }) => line.includes(part) && endedAt === undefined);
    },
    { timeoutMs: 60_000, what: `${part} to run` },
  );
}
