/** What the scenarios share: a site, a channel each, and the ways to ask, press and look. */

import type { PrivateRedis } from '../../sandbox/redis.ts';
import {
  people,
  type Site,
  type SiteOptions,
  type SiteRedis,
  startSite,
} from '../../sandbox/site.ts';
import { plain, type SeenMessage } from '../../sandbox/slack/index.ts';
import { loadRedisTarget } from '../../src/config.ts';
import { keys } from '../../src/jobs/keys.ts';
import { consentSteps, type Side } from '../../src/jobs/plan.ts';
import { connect } from '../../src/jobs/redis.ts';
import type { RequestState } from '../../src/jobs/state.ts';
import { type Connection, createStore, type Store } from '../../src/jobs/store.ts';
import { isUnread, orUnread } from '../../src/jobs/unread.ts';
import { parseStreamPath } from '../../src/mapr/path.ts';

/** Short of nothing but time: retries come at once, and the last step's looks are close together. */
export const quick = {
  clusters: {
    sanfrancisco: {
      owners: ['U0SF1', 'S0SFOWNERS'],
      paths: { '/private/**': { owners: ['U0SF1'] } },
    },
    newyork: {
      owners: ['U0NY1', 'U0NY2', 'U0GUEST', 'U0OTHER', 'U0SF1'],
      paths: {
        '/private/**': { owners: ['U0SF1', 'U0GUEST'] },
        '/guests/**': { owners: ['U0GUEST'] },
      },
    },
  },
  timeouts: { command: '20s', confirm: '60s', settle: '200ms' },
  retries: { attempts: 3, delay: '100ms' },
};

export const longest = { timeoutMs: 90_000 };

export interface TestSite<R extends SiteRedis = PrivateRedis> extends Site<R> {
  readonly store: Store;
  readonly connection: Connection;
}

/** @param options `inOne`: one process for everything; `empty`: none, for whoever starts them in another way */
export async function startTestSite<R extends SiteRedis = PrivateRedis>(
  options: SiteOptions<R> & { inOne?: boolean; empty?: boolean } = {},
): Promise<TestSite<R>> {
  const site = await startSite<R>({
    ...options,
    settings: { ...quick, ...options.settings },
    channels: channels(),
    workspace: { rateLimits: 'off', ...options.workspace },
  });
  if (options.inOne) await site.startAll();
  else if (!options.empty)
    await Promise.all([
      site.startBot(),
      site.startWorker('sanfrancisco'),
      site.startWorker('newyork'),
    ]);
  const target = loadRedisTarget(site.env('bot'));
  const connection = connect(target, 'patient');
  connection.on('error', () => undefined);
  const store = createStore(connection, () => undefined);
  const striking = setInterval(() => void strikePaces(connection), 250);
  return {
    ...site,
    store,
    connection,
    async stop() {
      clearInterval(striking);
      connection.disconnect();
      await site.stop();
    },
  };
}

/** Slack's limits are off in this workspace: what the bots have counted towards them is struck out. */
async function strikePaces(connection: Connection): Promise<void> {
  const posts = channels().map(({ id }) => `post:${id}`);
  const counted = ['update', 'history', 'ephemeral', 'delete', ...posts];
  const counts = [keys.pace, keys.paceLine, keys.paceBack].flatMap((key) => counted.map(key));
  await connection.del(counts).catch(() => undefined);
}

function channels() {
  const members = Object.values(people).map(({ id }) => id);
  const numbered = Array.from({ length: 16 }, (_, index) => ({
    id: `C0T${index}`,
    name: `room-${index}`,
    members,
  }));
  return [
    ...numbered,
    { id: 'C0SHARED', name: 'shared', members, extShared: true },
    { id: 'C0ALONE', name: 'alone', members, bot: false },
  ];
}

/** One scenario: a stream and a channel of its own, so that scenarios can run side by side. */
export interface Scenario {
  readonly source: string;
  readonly replica: string;
  readonly channel: string;
  readonly command: string;
}

let next = 0;

/** @param to the replica's cluster; faults of a whole cluster keep out of each other's way on one of their own */
export async function newScenario(
  site: TestSite<SiteRedis>,
  messages = 30,
  to = 'newyork',
): Promise<Scenario> {
  const number = next++;
  // No name is the beginning of another, as faults are told where to apply by a part of a line; and none is that of
  // another process on this host: a worker would wait for what that runs.
  const name = `stream${process.pid}${String(number).padStart(3, '0')}`;
  const source = `/mapr/sanfrancisco/${name}`;
  await site.clusters.createStream(source, { topics: { clicks: 2 } });
  if (messages > 0) await site.clusters.produce(source, 'clicks', messages);
  return {
    source,
    replica: `/mapr/${to}/${name}`,
    channel: `C0T${number % 16}`,
    command: `/replicate sanfrancisco/${name} ${to}`,
  };
}

/** Types the command. @returns the request's id */
export async function ask(
  site: TestSite<SiteRedis>,
  { channel, command }: Pick<Scenario, 'channel' | 'command'>,
  by: { readonly id: string } = people.maya,
): Promise<string> {
  const typed = await site.slack.type(by.id, channel, command);
  const id = /request (\w{8})/.exec(typed.shown)?.[1];
  if (!id) throw new Error(`not begun: ${typed.outcome} ${typed.shown}`);
  return id;
}

/** A message of the request, by its key, as Maya sees it. */
export async function messageOf(
  site: TestSite<SiteRedis>,
  { channel }: Scenario,
  request: string,
  key: string,
): Promise<SeenMessage | undefined> {
  const seen = await site.slack.see(people.maya.id, channel);
  // What is done with a replication stands in the thread of its set-up.
  const state = await orUnread(site.store.read(request));
  const root = (!isUnread(state) && state?.about) || request;
  const card = seen.find((each) => is(each, root, 'card'));
  if (!card || (key === 'card' && root === request)) return card;
  const thread = await site.slack.thread(people.maya.id, channel, card.ts);
  return thread.find((each) => is(each, request, key));
}

export async function threadOf(site: TestSite<SiteRedis>, { channel }: Scenario, request: string) {
  const seen = await site.slack.see(people.maya.id, channel);
  const card = seen.find((each) => is(each, request, 'card'));
  return card ? site.slack.thread(people.maya.id, channel, card.ts) : [];
}

export function keyOf(message: SeenMessage): string | undefined {
  return payload(message).key;
}

function is(message: SeenMessage, request: string, key: string): boolean {
  return payload(message).request === request && payload(message).key === key;
}

function payload({ metadata }: SeenMessage): { request?: string; key?: string } {
  return metadata?.event_payload ?? {};
}

/** Waits until a message of the request reads as it should. */
export function untilSaid(
  site: TestSite<SiteRedis>,
  scenario: Scenario,
  request: string,
  key: string,
  words: RegExp,
): Promise<SeenMessage> {
  return site.slack.waitFor(
    async () => {
      const message = await messageOf(site, scenario, request, key);
      return message && words.test(plain(message)) ? message : undefined;
    },
    { ...longest, what: `${key} of ${request} to say ${words}` },
  );
}

/** Waits until the request's log adds up to something. */
export async function untilState(
  site: TestSite<SiteRedis>,
  request: string,
  holds: (state: RequestState) => boolean,
): Promise<RequestState> {
  const until = Date.now() + longest.timeoutMs;
  for (;;) {
    const state = await site.store.read(request);
    if (state && holds(state)) return state;
    if (Date.now() > until) throw new Error(`not reached: ${JSON.stringify(state, null, 1)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** The request under way that one for these two streams would have to wait for. */
export function conflictOf(
  site: TestSite<SiteRedis>,
  { source, replica }: Pick<Scenario, 'source' | 'replica'>,
) {
  return site.store.conflictOf({
    source: parseStreamPath(source),
    replica: parseStreamPath(replica),
  });
}

export function untilEnded(site: TestSite<SiteRedis>, request: string): Promise<RequestState> {
  return untilState(site, request, (state) => state.phase === 'ended');
}

export function approval(
  site: TestSite<SiteRedis>,
  scenario: Scenario,
  request: string,
  side: Side = 'replica',
) {
  return untilSaid(site, scenario, request, consentSteps[side], /\[Approve\]/);
}

/** Presses Approve for a side as soon as it is asked. */
export async function approveAs(
  site: TestSite<SiteRedis>,
  scenario: Scenario,
  request: string,
  by: { readonly id: string } = people.noor,
  side: Side = 'replica',
): Promise<void> {
  const asked = await approval(site, scenario, request, side);
  await site.slack.press(by.id, asked, 'approve', { confirm: true });
}

/** A replication that is set up, without messages to load. */
export async function setUp(site: TestSite<SiteRedis>): Promise<Scenario & { request: string }> {
  const scenario = await newScenario(site, 0);
  const request = await ask(site, scenario);
  await approveAs(site, scenario, request);
  await untilSaid(site, scenario, request, 'outcome', /Replicating/);
  return { ...scenario, request };
}

/** What a person alone was told last in a channel. */
export async function toldTo(
  site: TestSite<SiteRedis>,
  user: string,
  channel: string,
): Promise<string> {
  const told = (await site.slack.see(user, channel)).filter((each) => each.ephemeral);
  const last = told.at(-1);
  return last ? plain(last) : '';
}

export function untilTold(site: TestSite<SiteRedis>, user: string, channel: string, words: RegExp) {
  return site.slack.waitFor(async () => words.test(await toldTo(site, user, channel)), {
    ...longest,
    what: `${user} to be told ${words}`,
  });
}

/** The changing commands that took effect on a scenario's streams, oldest first, without -json. */
export async function changes(
  site: TestSite<SiteRedis>,
  { source, replica }: Scenario,
): Promise<string[]> {
  const runs = await site.clusters.changes();
  return runs
    .map(({ argv }) => argv.filter((word) => word !== '-json'))
    .filter((argv) => argv.includes(source) || argv.includes(replica))
    .map((argv) => argv.join(' '));
}

export function buttonsOf(message: Pick<SeenMessage, 'blocks'> | undefined): string[] {
  return (message?.blocks ?? []).flatMap((block) =>
    block.type === 'actions'
      ? block.elements.flatMap((element) =>
          'action_id' in element ? [element.action_id ?? ''] : [],
        )
      : [],
  );
}
