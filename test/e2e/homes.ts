/** What people see in their App Homes. */

import type { SiteRedis } from '../../sandbox/site.ts';
import { plain, type SeenView } from '../../sandbox/slack/index.ts';
import { buttonsOf, type Scenario, type TestSite } from './scenario.ts';

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
