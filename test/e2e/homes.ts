/** What people see in their App Homes. */

import { Queue } from 'bullmq';
import type { SiteRedis } from '../../sandbox/site.ts';
import { plain, type SeenView } from '../../sandbox/slack/index.ts';
import { keys } from '../../src/jobs/keys.ts';
import { homeQueue, queueOptions, syncQueue } from '../../src/jobs/queues.ts';
import {
  approval,
  ask,
  buttonsOf,
  longest,
  newScenario,
  type Scenario,
  type TestSite,
} from './scenario.ts';

type AnySite = TestSite<SiteRedis>;

export const nameOf = ({ source }: Scenario) => source.replace(/.*\//, '');

/** The part of a home under one of its headings. */
export function under(view: SeenView, heading: string): SeenView {
  const from = view.blocks.findIndex(
    (block) => block.type === 'header' && read(block).includes(heading),
  );
  const rest = view.blocks.slice(from + 1);
  const to = rest.findIndex(({ type }) => type === 'header');
  return { ...view, blocks: to < 0 ? rest : rest.slice(0, to) };
}

export function read(block: unknown): string {
  return JSON.stringify(block);
}

/** Waits until a person's home says so under a heading. */
export function untilHome(
  site: AnySite,
  user: string,
  heading: string,
  words: RegExp,
): Promise<SeenView> {
  return site.slack.waitFor(
    async () => {
      const view = await site.slack.home(user);
      const part = view && under(view, heading);
      return part && words.test(plain(part)) ? view : undefined;
    },
    { timeoutMs: 45_000, what: `the home of ${user} to say ${words} under ${heading}` },
  );
}

/** What there is to press for a request. */
export async function buttonsFor(site: AnySite, user: string, request: string): Promise<string[]> {
  const { blocks = [] } = (await site.slack.home(user)) ?? {};
  return buttonsOf({ blocks: blocks.filter(({ block_id }) => block_id?.includes(request)) });
}

/** The block with the buttons for a request. */
export async function blockOf(site: AnySite, user: string, request: string): Promise<string> {
  const { blocks = [] } = (await site.slack.home(user)) ?? {};
  const block = blocks.find((each) => each.type === 'actions' && each.block_id?.includes(request));
  return block?.block_id ?? '';
}

/** Opens a home, and waits until it has been made anew: that it is each time. */
export async function openHome(site: AnySite, user: string): Promise<void> {
  const before = (await site.slack.home(user))?.hash;
  await site.slack.openHome(user);
  await site.slack.waitFor(async () => {
    const home = await site.slack.home(user);
    return home !== undefined && home.hash !== before;
  }, longest);
}

/** Asks for a replication, and waits until its approval is asked. */
export async function askedFor(site: AnySite): Promise<[Scenario, string]> {
  const scenario = await newScenario(site);
  const request = await ask(site, scenario);
  await approval(site, scenario, request);
  return [scenario, request];
}

/** Waits until no home has to be made any more. */
export function untilSettled(site: AnySite): Promise<void> {
  return untilIdle(site, homeQueue, () => true);
}

/** Waits until Slack, and the lists of the homes, have all of a request's log. */
export function untilTold(site: AnySite, request: string): Promise<void> {
  const isTold = async () => (await site.connection.zscore(keys.toSync, request)) === null;
  return untilIdle(site, syncQueue, isTold);
}

async function untilIdle(
  site: AnySite,
  name: string,
  and: () => boolean | Promise<boolean>,
): Promise<void> {
  const queue = new Queue(name, queueOptions(site.connection));
  const isIdle = async () => (await queue.getJobCountByTypes()) === 0 && (await and());
  try {
    await site.slack.waitFor(isIdle, { timeoutMs: 40_000, what: `the queue ${name} to be idle` });
  } finally {
    await queue.close();
  }
}
