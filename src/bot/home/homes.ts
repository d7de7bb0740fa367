/**
 * The App Homes: each is made when its person opens it, and made anew when a request that concerns
 * them has changed, for as long as it may be open. Level-triggered, as the messages are.
 */

import type { WebClient } from '@slack/web-api';
import { DelayedError, type Job, Queue, Worker } from 'bullmq';
import { z } from 'zod';
import { keys } from '../../jobs/keys.ts';
import { leavingNewer, readJob } from '../../jobs/newer.ts';
import { isDryRun } from '../../jobs/plan.ts';
import { followJobOptions, homeQueue, queueOptions, workerOptions } from '../../jobs/queues.ts';
import { carriedOut } from '../../jobs/redis.ts';
import { askedSide, isStopped, type RequestState } from '../../jobs/state.ts';
import type { Connection, Store } from '../../jobs/store.ts';
import { isUnread, orUnread, type Unread } from '../../jobs/unread.ts';
import { hashOf } from '../delivery.ts';
import { isGroup } from '../directory.ts';
import { homePace, type Pacer } from '../pacer.ts';
import type { People } from '../people.ts';
import type { Posted, PostedMessages } from '../posted.ts';
import { BlocksRefused, faultOf, Limited, Refused, TryLater } from '../slack-faults.ts';
import * as answers from '../views/answers.ts';
import {
  closedHome,
  type Home,
  type HomeContent,
  type HomeRow,
  home,
  type UnreadRow,
} from '../views/home.ts';
import { createHomeLists, type Listed } from './lists.ts';

export interface Homes {
  start(): Promise<void>;
  /** Somebody has opened their home, or pressed something in it: it is made anew at once. */
  opened(user: string): Promise<void>;
  /** A request has changed: the homes that it concerns follow. */
  note(state: RequestState): Promise<void>;
  /** These entries own more or less than before: the homes of their people that may be open follow. */
  followOwners(entries: readonly string[]): Promise<void>;
  stop(): Promise<void>;
}

export interface HomesSettings {
  readonly redis: Connection;
  readonly store: Pick<Store, 'read'>;
  readonly people: People;
  readonly posted: Pick<PostedMessages, 'cardOf'>;
  readonly client: WebClient;
  readonly pacer: Pacer;
  /** A link to a message, without a call of Slack's. */
  readonly linkTo: (message: Posted) => string;
  readonly onError: (what: string, error: unknown) => void;
}

/** Slack tells when a home is opened, and never when it is closed. */
const openMs = 8 * 3_600_000;
/** A home follows at most so often, as a card does. */
const everyMs = 3_000;
/** Of each list, so many are shown; more are looked at, as not all of them hold. */
const mostShown = 10;
const mostRead = 20;
const concurrency = 4;

type Look = (request: string) => Promise<[RequestState | Unread | null, Posted | null]>;

const homeJob = z.object({ v: z.literal(1), user: z.string() });

export function createHomes(given: HomesSettings): Homes {
  const { redis, store, people, posted, client, pacer, linkTo, onError } = given;
  const lists = createHomeLists(redis, people);
  const queue = new Queue(homeQueue, queueOptions(redis));
  const worker = new Worker(
    homeQueue,
    leavingNewer(take, onError),
    workerOptions(redis, concurrency),
  );
  queue.on('error', (error) => onError('homes', error));
  worker.on('error', (error) => onError('homes', error));
  worker.on('failed', (job, error) => onError(job?.id ?? 'homes', error));

  return {
    async start() {
      await worker.waitUntilReady();
      worker.run().catch((error) => onError('homes', error));
    },
    async opened(user) {
      const entries = await people.entriesOf(user);
      const batch = redis.pipeline();
      for (const entry of entries) {
        batch.zadd(keys.homesOf(entry), Date.now(), user);
        batch.pexpire(keys.homesOf(entry), openMs);
      }
      // What it showed last may have been taken away since, with a reinstall say.
      batch.del(keys.homeShown(user));
      await carriedOut(batch);
      await ask(user, true);
    },
    async note(state) {
      if (isDryRun(state.procedure)) return;
      await askOpen(await lists.put(state));
    },
    async followOwners(entries) {
      for (const group of entries.filter(isGroup)) {
        // They opened it when their group owned nothing.
        for (const user of await people.membersOf(group)) await register(user, group);
      }
      await askOpen(entries);
    },
    async stop() {
      await Promise.all([worker.close(), queue.close()]);
    },
  };

  /** The homes that the people of these entries may have open. */
  async function askOpen(entries: readonly string[]): Promise<void> {
    const since = Date.now() - openMs;
    const open = await Promise.all(
      entries.map((entry) => redis.zrangebyscore(keys.homesOf(entry), since, '+inf')),
    );
    for (const user of new Set(open.flat())) await ask(user, false);
  }

  /** Where somebody has opened their home, that of this group of theirs too. */
  async function register(user: string, group: string): Promise<void> {
    const at = await redis.zscore(keys.homesOf(user), user);
    if (at === null) return;
    const batch = redis.pipeline();
    batch.zadd(keys.homesOf(group), at, user);
    batch.pexpire(keys.homesOf(group), openMs);
    await carriedOut(batch);
  }

  async function ask(user: string, now: boolean): Promise<void> {
    await queue.add('home', { v: 1, user }, followJobOptions(user, now));
  }

  async function take(job: Job, token?: string): Promise<void> {
    const { user } = readJob(homeJob, job);
    const waitMs = await bring(user);
    if (waitMs === null) return;
    await job.moveToDelayed(Date.now() + waitMs, token);
    throw new DelayedError();
  }

  /** @returns null where the home shows what is true, else after how many milliseconds to go on */
  async function bring(user: string): Promise<number | null> {
    const { hash, at = '0' } = await redis.hgetall(keys.homeShown(user));
    const due = Number(at) + everyMs - Date.now();
    if (hash !== undefined && due > 0) return due;
    const view = await viewFor(user);
    const shown = hashOf(view);
    if (shown === hash) return null;
    try {
      const ms = await pacer.take(homePace);
      if (ms > 0) return ms;
      await client.views.publish({ user_id: user, view });
    } catch (error) {
      return later(user, error);
    }
    await redis.hset(keys.homeShown(user), { hash: shown, at: Date.now() });
    await redis.pexpire(keys.homeShown(user), openMs);
    return null;
  }

  async function later(user: string, error: unknown): Promise<number | null> {
    const fault = faultOf(error, homePace.what);
    if (fault instanceof Limited) await pacer.hold(homePace, fault.ms);
    const isRefused = fault instanceof Refused || fault instanceof BlocksRefused;
    if (!isRefused && !(fault instanceof TryLater)) throw fault;
    if (!isRefused) return fault.ms;
    // The Home tab is switched off, say: nobody misses it, and the next change or opening tries anew.
    onError(`home of ${user}`, fault);
    return null;
  }

  async function viewFor(user: string): Promise<Home> {
    const standing = await people.standing(user);
    if (standing !== 'good') return closedHome(answers.notInStanding(standing).text);
    const entries = await people.entriesOf(user);
    const found = await lists.read(entries, mostRead);
    const look = lookOnce();
    let gone = false;
    const isTheirs = async (state: RequestState) => {
      const kept = await lists.keep(state, entries);
      gone ||= !kept;
      return kept;
    };
    const [waits, asked, runs, replicates] = await Promise.all([
      rows(look, found.waits, async (state) => (await isTheirs(state)) && mayPress(user, state)),
      rows(look, found.asked),
      rows(look, found.runs, async (state) => state.phase !== 'ended' && (await isTheirs(state))),
      rows(look, found.replicates, isTheirs),
    ]);
    // What was taken out may have hidden others.
    if (gone) return viewFor(user);
    const shown = new Set([...waits.rows, ...asked.rows].map(idOf));
    const others = runs.rows.filter((row) => !shown.has(idOf(row)));
    return home({
      waits,
      asked,
      runs: { ...runs, rows: others },
      replicates,
    } satisfies HomeContent);
  }

  /** By the log, not by the list: that one may lag behind, and the settings may have changed. */
  async function rows(
    look: Look,
    { requests, more }: Listed,
    holds: (state: RequestState) => Promise<boolean> = async () => true,
  ) {
    const found = await Promise.all(
      requests.map(async (request): Promise<(HomeRow | UnreadRow)[]> => {
        const [state, card] = await look(request);
        const link = card && linkTo(card);
        // Whether it holds cannot be told: the list alone says so.
        if (isUnread(state)) return [{ request, unread: state, link }];
        if (!state || !(await holds(state))) return [];
        return [{ state, link }];
      }),
    );
    const all = found.flat();
    return { rows: all.slice(0, mostShown), more: more || all.length > mostShown };
  }

  /** For one view: a request may be in several of its lists. */
  function lookOnce(): Look {
    const looked = new Map<string, ReturnType<Look>>();
    return (request) => {
      const found =
        looked.get(request) ?? Promise.all([orUnread(store.read(request)), posted.cardOf(request)]);
      looked.set(request, found);
      return found;
    };
  }

  async function mayPress(user: string, state: RequestState): Promise<boolean> {
    if (isStopped(state)) return (await people.asInvolved(user, state)) !== null;
    const side = askedSide(state);
    return side !== null && (await people.asApprover(user, state, side)) !== null;
  }
}

function idOf(row: HomeRow | UnreadRow): string {
  return 'unread' in row ? row.request : row.state.id;
}
