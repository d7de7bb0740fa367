/** The requests' logs in Redis: read, begun and appended to, with their indexes kept in the same call. */

import type { Cluster, Redis } from 'ioredis';
import { type Entry, genesis } from './chain.ts';
import { type Busy, conflictIn, heldBy, holdsOf, type Pair } from './conflict.ts';
import { readEntries } from './entries.ts';
import { type Event, type EventBody, procedureOf } from './events.ts';
import { fold } from './fold.ts';
import { keys } from './keys.ts';
import { chained, entryOf, type NewEntry, type NewEvent } from './new-entries.ts';
import { createRecent } from './recent.ts';
import { type Manner, promptMs } from './redis.ts';
import type { Sealer } from './seal.ts';
import { sourcesKeys } from './sources.ts';
import type { RequestState } from './state.ts';
import { appendScript, beginScript, clockScript } from './store-scripts.ts';
import { eventIn } from './unread.ts';

export type Connection = Redis | Cluster;
export type { NewEvent };

export type NewRequest = NewEvent & { readonly type: 'requested' };

export type Begun =
  | { readonly kind: 'begun'; readonly requests: readonly string[] }
  /** The same delivery has begun requests before: those. */
  | { readonly kind: 'delivered-before'; readonly requests: readonly string[] }
  /** `pair` cannot be begun, and so none of them is. */
  | (Busy & { readonly pair: Pair });

export interface Store {
  /**
   * Begins requests, all of them or none: writes their first events down and takes their replicas.
   * @param firsts of pairs that are not in each other's way
   * @param delivery what tells two deliveries of the same command by Slack apart from two commands
   */
  begin(firsts: readonly NewRequest[], delivery: string): Promise<Begun>;
  /**
   * @returns null where there is no such request
   * @throws Newer where its log has an entry that this version does not know, as every other function does
   * @throws Damaged likewise, where it has one that no version writes
   */
  read(request: string): Promise<RequestState | null>;
  /**
   * Appends what `decide` makes of the state, and decides again whenever the log has moved
   * meanwhile. What `decide` throws is thrown, and nothing is appended.
   * @param from the request, or a state of it that was read before: only what has come since is read
   * @returns the state with the appended events in it
   */
  append(
    from: string | RequestState,
    decide: (state: RequestState) => readonly NewEvent[],
  ): Promise<Appended>;
  /** The state, with what has been appended to the log since. */
  catchUp(state: RequestState): Promise<RequestState>;
  /** The request under way that a new one for this pair would have to wait for, if there is one. */
  conflictOf(pair: Pair): Promise<Busy | null>;
}

export interface Appended {
  readonly state: RequestState;
  readonly changed: boolean;
}

/** How long a delivery is remembered; Slack gives up after minutes. */
const deliverySeconds = 24 * 3600;

/**
 * A Redis that hangs may run a script when the person who waits has long been told that it came to
 * nothing: past this time, by its own clock, it writes nothing. Shorter than the time after which a
 * prompt connection gives a command up.
 */
const writeWithinMs = promptMs - 100;

/** How many states are kept, so that a log that is read again and again is added up once: some 30 KB each. */
const mostRecent = 500;

/** The answer to a write never came: it may have been carried out, or not. */
export class Unsure extends Error {
  constructor(cause: unknown) {
    super('Redis did not answer, and may have written it down all the same', { cause });
    this.name = 'Unsure';
  }
}

/** After these, the queues have to follow: see drive.ts. */
const driving = new Set<EventBody['type']>([
  'requested',
  'consent.granted',
  'consent.denied',
  'consent.expired',
  'retried',
  'undo.started',
  'ended',
]);

export interface StoreOptions {
  /** That of the connection: what a prompt one gives up is not written later. Default `patient`. */
  readonly manner?: Manner;
  /** For the bot, which begins requests: a log without a first seal is never sealed, and never proven. */
  readonly seal?: Sealer;
}

/**
 * @param onAppended told of every append, after it is in the log: whoever brings Slack into line
 *   listens here. Whatever it misses is found again by the sweep, so it must not throw.
 */
export function createStore(
  redis: Connection,
  onAppended: (state: RequestState, events: readonly Event[]) => void,
  { manner = 'patient', seal }: StoreOptions = {},
): Store {
  const recent = createRecent<RequestState>(mostRecent);
  return { begin, read, append, catchUp, conflictOf };

  async function begin(firsts: readonly NewRequest[], delivery: string): Promise<Begun> {
    const entries = firsts.map((first) => ({ first, ...entryOf(genesis(first.request), first) }));
    const names = [...sourcesKeys, keys.seen(delivery), keys.toDrive, keys.toSync];
    for (const { request } of firsts) names.push(keys.log(request), keys.seal(request));
    const [kind, ...found] = (await answered(
      beginScript(
        redis,
        names,
        deliverySeconds,
        await deadlineFor(keys.open),
        ...entries.flatMap(({ first, event, text, hash }) => [
          first.request,
          ...holdsOf(procedureOf(first), first.plan),
          event.at,
          text,
          hash,
          seal ? seal({ request: first.request, version: 1, hash }) : '',
        ]),
      ),
    )) as [Begun['kind'] | 'late', ...(string | null)[]];
    switch (kind) {
      case 'late':
        throw new Error('Redis was too slow to begin the request');
      case 'busy': {
        const [request, ...holders] = found;
        const pair = firsts.find((first) => first.request === request)?.plan ?? unreadable();
        return { ...(conflictIn(pair, holders) ?? unreadable()), pair };
      }
      case 'begun':
        for (const { event } of entries) onAppended(fold([event]), [event]);
        return { kind, requests: firsts.map(({ request }) => request) };
      case 'delivered-before':
        return { kind, requests: (found[0] ?? unreadable()).split(' ') };
    }
  }

  async function read(request: string): Promise<RequestState | null> {
    const state = (await readOn(request)) ?? (await readWhole(request));
    if (state) recent.keep(request, state);
    return state;
  }

  /** From what was read before, where the log still has that entry: its hash stands for all that came before it. */
  async function readOn(request: string): Promise<RequestState | null> {
    const known = recent.find(request);
    if (!known) return null;
    const [last, ...since] = await readEntries(redis, request, known.version - 1);
    if (last?.version !== known.version || last.hash !== known.head) return null;
    return fold(eventsIn(request, since), known);
  }

  async function readWhole(request: string): Promise<RequestState | null> {
    const events = eventsIn(request, await readEntries(redis, request, 0));
    return events.length > 0 ? fold(events) : null;
  }

  async function append(
    from: string | RequestState,
    decide: (state: RequestState) => readonly NewEvent[],
  ): Promise<Appended> {
    let state = typeof from === 'string' ? await read(from) : from;
    for (;;) {
      if (!state) throw new Error(`there is no request ${from}`);
      const entries = chained(state.head, decide(state));
      if (entries.length === 0) return { state, changed: false };
      const events = entries.map(({ event }) => event);
      if (await appendAt(state, entries)) {
        const next = fold(events, state);
        recent.keep(next.id, next);
        onAppended(next, events);
        return { state: next, changed: true };
      }
      state = await catchUp(state);
    }
  }

  async function catchUp(state: RequestState): Promise<RequestState> {
    return fold(eventsIn(state.id, await readEntries(redis, state.id, state.version)), state);
  }

  async function appendAt(state: RequestState, entries: readonly NewEntry[]): Promise<boolean> {
    const version = await answered(
      appendScript(
        redis,
        [keys.log(state.id), keys.open, keys.replicas, keys.toDrive, keys.toSync, keys.ended],
        state.id,
        state.version,
        heldBy(state.procedure, state.plan).join(' '),
        entries.find(({ event }) => event.type === 'ended')?.event.at ?? '',
        entries.some(({ event }) => driving.has(event.type)) ? '1' : '0',
        manner === 'prompt' ? await deadlineFor(keys.log(state.id)) : '',
        ...entries.flatMap(({ text, hash }) => [text, hash]),
      ),
    );
    if (version === -2) throw new Error('Redis was too slow to write it down');
    if (version === -1) throw new Error(`the log of request ${state.id} is gone`);
    return version !== 0;
  }

  async function conflictOf(pair: Pair): Promise<Busy | null> {
    return conflictIn(pair, await redis.hmget(keys.replicas, pair.replica, pair.source));
  }

  /** By the clock of the very server that runs the script: in a Redis Cluster, any other may differ. */
  async function deadlineFor(key: string): Promise<number> {
    return Number(await clockScript(redis, [key])) + writeWithinMs;
  }
}

/** @throws Unsure where the command was sent, and neither a result nor an error has come back */
async function answered<T>(write: Promise<T>): Promise<T> {
  try {
    return await write;
  } catch (error) {
    const { name = '', message = '' } = error instanceof Error ? error : {};
    const neverSent = message.startsWith("Stream isn't writeable");
    throw name === 'ReplyError' || neverSent ? error : new Unsure(error);
  }
}

function eventsIn(request: string, entries: readonly Entry[]): Event[] {
  return entries.map((entry) => eventIn(request, entry));
}

function unreadable(): never {
  throw new Error('Redis answered what its script cannot say');
}
