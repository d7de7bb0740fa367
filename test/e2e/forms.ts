/** What people do with the form, and what comes of it. */

import { expect } from 'vitest';
import type { SiteRedis } from '../../sandbox/site.ts';
import { plain, type Submitted } from '../../sandbox/slack/index.ts';
import { keys } from '../../src/jobs/keys.ts';
import { localPath, parseStreamPath } from '../../src/mapr/path.ts';
import type { Scenario, TestSite } from './scenario.ts';

type AnySite = TestSite<SiteRedis>;

export async function openForm(site: AnySite, user: string, channel: string): Promise<void> {
  const typed = await site.slack.type(user, channel, '/replicate');
  expect(typed).toMatchObject({ outcome: 'acknowledged', shown: '' });
}

/** @param what the choice; or what is typed first, and what is then chosen of what is offered */
export function pick(
  site: AnySite,
  user: string,
  field: string,
  what: string | readonly string[],
  more: { lateMs?: number } = {},
) {
  return site.slack.press(user, 'modal', field, { pick: what, ...more });
}

/** Fills in the streams, as a person does who chooses one after the other. */
export async function fillIn(
  site: AnySite,
  user: string,
  { source }: Pick<Scenario, 'source'>,
  to = 'newyork',
): Promise<void> {
  await pick(site, user, 'Source cluster', 'sanfrancisco');
  await pick(site, user, 'Stream', localPath(parseStreamPath(source)));
  await pick(site, user, 'Replica cluster', to);
}

/** The words of the form that somebody has before their eyes. */
export async function formWords(site: AnySite, user: string): Promise<string> {
  const view = await site.slack.viewOf(user);
  return view ? plain(view) : '';
}

export function untilShown(site: AnySite, user: string, what: RegExp): Promise<string> {
  return site.slack.waitFor(
    async () => {
      const shown = await formWords(site, user);
      return what.test(shown) ? shown : '';
    },
    { timeoutMs: 20_000, what: `the form to show ${what}` },
  );
}

/** What is filled in, by the field's id: the value, or the values, of its choice. */
export async function filledInOf(site: AnySite, user: string): Promise<Record<string, unknown>> {
  const { state = {} } = (await site.slack.viewOf(user)) ?? {};
  const held = Object.entries(state).map(([block, actions]) => {
    const { type: _type, ...value } = (actions[block] ?? {}) as Record<string, unknown>;
    return [block, Object.values(value)[0]] as const;
  });
  return Object.fromEntries(held);
}

/** Hands the form in as it stands. */
export function handIn(
  site: AnySite,
  user: string,
  more: { deliverTwice?: boolean } = {},
): Promise<Submitted> {
  return site.slack.submit(user, 'current', {}, more);
}

/** Hands the form in until it is taken. */
export function untilTaken(site: AnySite, user: string): Promise<unknown> {
  return site.slack.waitFor(async () => (await handIn(site, user)).outcome === 'closed', {
    timeoutMs: 30_000,
    what: 'the form to be taken',
  });
}

/** The requests for a scenario's source, whatever has become of them. */
export async function requestsFor(
  { connection, store }: AnySite,
  { source }: Pick<Scenario, 'source'>,
): Promise<string[]> {
  const all = await Promise.all(
    [keys.open, keys.ended].map((key) => connection.zrange(key, '0', '-1')),
  );
  const states = await Promise.all([...new Set(all.flat())].map((id) => store.read(id)));
  return states.flatMap((state) => (state?.plan.source === source ? [state.id] : []));
}

/** How often somebody was told so in a channel, alone. */
export async function timesTold(
  site: AnySite,
  user: string,
  channel: string,
  words: string,
): Promise<number> {
  const seen = await site.slack.see(user, channel);
  return seen.filter((each) => each.ephemeral && plain(each).includes(words)).length;
}
