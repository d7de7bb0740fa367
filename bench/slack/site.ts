/** A site in which many requests run at once in one channel, and what of them came to Slack when. */

import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { channel, people, type Site, startSite } from '../../sandbox/site.ts';
import type { ApiCall } from '../../sandbox/slack/control/sights.ts';
import { card } from '../../src/bot/views/card.ts';
import { loadRedisTarget } from '../../src/config.ts';
import { approve } from '../../src/jobs/decisions.ts';
import { createDriver } from '../../src/jobs/drive.ts';
import { readTrail } from '../../src/jobs/entries.ts';
import { readEvent } from '../../src/jobs/events.ts';
import { fold } from '../../src/jobs/fold.ts';
import { keys } from '../../src/jobs/keys.ts';
import { connect } from '../../src/jobs/redis.ts';
import { signConsent } from '../../src/jobs/signing.ts';
import type { RequestState } from '../../src/jobs/state.ts';
import { type Connection, createStore, type Store } from '../../src/jobs/store.ts';
import { createSyncQueue, type SyncQueue } from '../../src/jobs/sync-queue.ts';
import { lagging } from '../../src/jobs/todo.ts';
import type { Changes, Shown } from './ages.ts';

export interface BusyOptions {
  readonly quick: boolean;
  /** Milliseconds that a command of a cluster takes. */
  readonly commandMs: number;
}

export interface BusySite {
  /** Types so many commands at once, and says yes to each as soon as that is asked. @returns the requests */
  begin(count: number): Promise<readonly string[]>;
  untilEnded(requests: readonly string[]): Promise<void>;
  /** Resolves once each card shows what its log says. */
  untilShown(requests: readonly string[]): Promise<void>;
  /** Lets what is still to be posted come at once: from here on, the limits are no longer Slack's. */
  untilAllSaid(requests: readonly string[], each: number): Promise<void>;
  cardOf(request: string): Promise<Card>;
  calls(): Promise<readonly ApiCall[]>;
  /** The keys of a request's messages in Slack, in their order. */
  said(requests: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>>;
  stop(): Promise<void>;
}

/** When what it has to say changed, and when that was shown. */
export interface Card {
  readonly changes: Changes;
  readonly shown: readonly Shown[];
}

const maya = people.maya.id;
const longestMs = 600_000;
const noor = { user: people.noor.id, via: people.noor.id };

export async function startBusySite({ quick, commandMs }: BusyOptions): Promise<BusySite> {
  const { privateKey } = generateKeyPairSync('ed25519');
  const site = await startSite({
    signingKey: privateKey,
    settings: { worker: { atOnce: { steps: 20, copies: 20 } }, timeouts: { settle: '200ms' } },
    // With small counts it is only looked at what was said, and not when.
    workspace: { rateLimits: quick ? 'off' : 'on' },
  });
  const redis = connect(loadRedisTarget(site.env('bot')), 'patient');
  redis.on('error', () => undefined);
  const queue = createSyncQueue(redis, failed);
  const store = createStore(redis, ({ id }) => void queue.ask(id, true).catch(fail(id)));
  const driver = createDriver(redis, store, failed);
  const rushing = new AbortController();
  if (quick) void rush(site, redis, 0, rushing.signal);
  await Promise.all([
    site.startBot(),
    site.startWorker('sanfrancisco'),
    site.startWorker('newyork'),
  ]);
  if (commandMs > 0) await site.clusters.faults.set({ latency: { ms: commandMs } });

  return {
    async begin(count) {
      const names = Array.from({ length: count }, (_, index) => `busy${process.pid}x${index}`);
      for (const name of names) {
        await site.clusters.createStream(`/mapr/sanfrancisco/${name}`, { topics: { clicks: 1 } });
      }
      return Promise.all(
        names.map(async (name) => {
          const text = `/replicate sanfrancisco/${name} newyork`;
          const { outcome, shown } = await site.slack.type(maya, channel, text);
          const id = /request (\w{8})/.exec(shown)?.[1];
          if (!id) throw new Error(`not begun: ${outcome} ${shown}`);
          return id;
        }),
      );
    },
    untilEnded: (requests) => untilEnded(store, driver.drive, privateKey, requests),
    async untilShown(requests) {
      const isShown = async () => {
        const cards = await Promise.all(requests.map((id) => cardOf(site, redis, id)));
        return cards.every(({ changes, shown }) => shown.at(-1)?.upTo === changes.length);
      };
      await until('every card to show what its log says', isShown, 1_000);
    },
    async untilAllSaid(requests, each) {
      if (!quick) void rush(site, redis, 5_000, rushing.signal);
      const isSaid = async () => {
        const said = await saidOf(site, requests);
        const lags = await lagging(redis, keys.toSync);
        for (const id of lags) await queue.ask(id, true);
        return lags.length === 0 && requests.every((id) => (said.get(id)?.length ?? 0) >= each);
      };
      await until('everything to be said', isSaid, 500);
    },
    cardOf: (request) => cardOf(site, redis, request),
    calls: () => site.slack.calls(),
    said: (requests) => saidOf(site, requests),
    stop: () => stop(site, redis, queue, driver, rushing),
  };
}

async function stop(
  site: Site,
  redis: Connection,
  queue: SyncQueue,
  driver: { close(): Promise<void> },
  rushing: AbortController,
): Promise<void> {
  rushing.abort();
  await Promise.all([queue.close(), driver.close()]);
  redis.disconnect();
  await site.stop();
}

/**
 * Strikes out what the bots have counted, again and again.
 * @param aheadMs how far the workspace's clock is moved on each time, so that Slack's limits are struck out as well
 */
async function rush(
  site: Site,
  redis: Connection,
  aheadMs: number,
  signal: AbortSignal,
): Promise<void> {
  const counted = ['update', `post:${channel}`, `post:${maya}`];
  const counts = [keys.pace, keys.paceLine, keys.paceBack].flatMap((key) => counted.map(key));
  while (!signal.aborted) {
    await redis.del(counts).catch(() => undefined);
    if (aheadMs > 0) await site.slack.advance(aheadMs);
    await sleep(50);
  }
}

/** Says yes to each, when it is asked: what is asked in the channel may come later. */
async function untilEnded(
  store: Store,
  drive: (request: string) => Promise<void>,
  privateKey: KeyObject,
  requests: readonly string[],
): Promise<void> {
  const open = new Set(requests);
  await until(
    'the requests to end',
    async () => {
      for (const id of open) {
        const state = await store.read(id);
        if (state?.phase === 'failed') throw new Error(`${id} has failed`);
        if (state?.phase === 'ended') open.delete(id);
        if (state?.consents.replica.kind === 'asked') await sayYes(store, privateKey, state);
        if (state?.consents.replica.kind === 'asked') await drive(id);
      }
      return open.size === 0;
    },
    250,
  );
}

async function sayYes(store: Store, privateKey: KeyObject, state: RequestState): Promise<void> {
  const { id, plan, requester } = state;
  const at = Date.now();
  const agreed = { request: id, side: 'replica', plan, requester, approver: noor, at } as const;
  const signature = signConsent(privateKey, agreed);
  await store.append(id, (now) =>
    now.consents.replica.kind === 'asked' ? approve(now, 'replica', noor, at, signature) : [],
  );
}

async function cardOf(site: Site, redis: Connection, request: string): Promise<Card> {
  const { entries } = (await readTrail(redis, request)) ?? { entries: [] };
  const changes: number[] = [];
  const versions: string[] = [];
  let state: RequestState | null = null;
  for (const entry of entries) {
    const event = readEvent(entry);
    if (!event) throw new Error(`${request} has an entry that cannot be read`);
    state = fold([event], state);
    const says = wordsOf(card(state, 'plan'));
    if (says === versions.at(-1)) continue;
    changes.push(event.at);
    versions.push(says);
  }
  const taken = (await site.slack.calls()).filter(({ response }) => response?.['ok'] === true);
  const isPost = ({ args }: ApiCall) => isOf(args['metadata'], request, 'card');
  const post = taken.find((call) => call.method === 'chat.postMessage' && isPost(call));
  const ts = post?.response?.['ts'];
  const edits = taken.filter(
    ({ method, args }) => method === 'chat.update' && args['ts'] === ts && ts !== undefined,
  );
  const shown = [...(post ? [post] : []), ...edits].map(({ args, at }) => {
    const upTo = versions.lastIndexOf(wordsOf(args)) + 1;
    if (upTo === 0) throw new Error(`the card of ${request} says what its log never said`);
    return { at, upTo };
  });
  return { changes, shown };
}

function wordsOf({ text, blocks }: { readonly text?: unknown; readonly blocks?: unknown }): string {
  return JSON.stringify([text, blocks]);
}

async function saidOf(site: Site, requests: readonly string[]) {
  const said = new Map(requests.map((id) => [id, [] as string[]]));
  const seen = await site.slack.see(maya, channel);
  for (const each of seen) {
    if (!requests.some((id) => isOf(each.metadata, id, 'card'))) continue;
    for (const { metadata } of await site.slack.thread(maya, channel, each.ts)) {
      const { request = '', key = '' } = payloadOf(metadata);
      said.get(request)?.push(key);
    }
  }
  return said;
}

function isOf(metadata: unknown, request: string, key: string): boolean {
  const of = payloadOf(metadata);
  return of.request === request && of.key === key;
}

function payloadOf(metadata: unknown): { readonly request?: string; readonly key?: string } {
  return (metadata as { event_payload?: object } | undefined)?.event_payload ?? {};
}

async function until(what: string, holds: () => Promise<boolean>, everyMs: number): Promise<void> {
  const over = Date.now() + longestMs;
  while (!(await holds())) {
    if (Date.now() > over) throw new Error(`waited for ${what}`);
    await sleep(everyMs);
  }
}

function failed(what: string, error: unknown): void {
  console.error(what, error);
}

function fail(what: string) {
  return (error: unknown) => failed(what, error);
}
