/** The requests' logs in Redis: read, begun and appended to, with their indexes kept in the same call. */

import type { Cluster, Redis } from 'ioredis';
import { type Entry, genesis, link } from './chain.ts';
import { readEntries } from './entries.ts';
import { type Event, type EventBody, readEvent } from './events.ts';
import { fold } from './fold.ts';
import { keys, pairKey } from './keys.ts';
import type { Sealer } from './seal.ts';
import type { RequestState } from './state.ts';

export type Connection = Redis | Cluster;

/** An event that is to be appended; where `at` is not given, it is the time of the append. */
export type NewEvent = EventBody & { readonly at?: number };

export type Begun =
  | { readonly kind: 'begun'; readonly request: string }
  /** The same delivery has begun a request before: that one. */
  | { readonly kind: 'delivered-before'; readonly request: string }
  /** Another request holds the pair. */
  | { readonly kind: 'busy'; readonly request: string };

export interface Store {
  /**
   * Begins a request: writes its first event down and takes its pair, or does neither.
   * @param delivery what tells two deliveries of the same command by Slack apart from two commands
   */
  begin(first: NewEvent & { type: 'requested' }, delivery: string): Promise<Begun>;
  /** @returns null where there is no such request */
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
  /** The request that holds a pair, if one does. */
  holderOf(source: string, replica: string): Promise<string | null>;
}

export interface Appended {
  readonly state: RequestState;
  readonly changed: boolean;
}

/** How long a delivery is remembered; Slack gives up after minutes. */
const deliverySeconds = 24 * 3600;

/**
 * A Redis that hangs may run the script when the person has long been told that nothing was
 * started: past this time, by its own clock, it begins nothing.
 */
const beginWithinMs = 1_000;

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

const clockScript = `
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
`;

const beginScript = `
  local time = redis.call('TIME')
  if time[1] * 1000 + time[2] / 1000 > tonumber(ARGV[6]) then return {'late', ''} end
  local seen = redis.call('GET', KEYS[4])
  if seen then return {'delivered-before', seen} end
  if ARGV[2] ~= '' then
    local holder = redis.call('HGET', KEYS[3], ARGV[2])
    if holder then return {'busy', holder} end
    redis.call('HSET', KEYS[3], ARGV[2], ARGV[1])
  end
  redis.call('XADD', KEYS[1], '1-0', 'event', ARGV[4], 'hash', ARGV[7])
  if ARGV[8] ~= '' then
    redis.call('HSET', KEYS[7], 'version', 1, 'hash', ARGV[7], 'signature', ARGV[8])
  end
  redis.call('ZADD', KEYS[2], ARGV[3], ARGV[1])
  redis.call('SET', KEYS[4], ARGV[1], 'EX', ARGV[5])
  redis.call('ZADD', KEYS[5], 1, ARGV[1])
  redis.call('ZADD', KEYS[6], 1, ARGV[1])
  return {'begun', ARGV[1]}
`;

const appendScript = `
  local last = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)
  if #last == 0 then return -1 end
  local version = tonumber(string.match(last[1][1], '^%d+'))
  if version ~= tonumber(ARGV[2]) then return 0 end
  for i = 6, #ARGV, 2 do
    version = version + 1
    redis.call('XADD', KEYS[1], version .. '-0', 'event', ARGV[i], 'hash', ARGV[i + 1])
  end
  if ARGV[4] ~= '' then
    redis.call('ZREM', KEYS[2], ARGV[1])
    redis.call('ZADD', KEYS[6], ARGV[4], ARGV[1])
    if redis.call('HGET', KEYS[3], ARGV[3]) == ARGV[1] then redis.call('HDEL', KEYS[3], ARGV[3]) end
  end
  if ARGV[5] == '1' then redis.call('ZADD', KEYS[4], version, ARGV[1]) end
  redis.call('ZADD', KEYS[5], version, ARGV[1])
  return version
`;

/**
 * @param onAppended told of every append, after it is in the log: whoever brings Slack into line
 *   listens here. Whatever it misses is found again by the sweep, so it must not throw.
 * @param seal for the bot, which begins requests: a log without a first seal is never sealed, and never proven
 */
export function createStore(
  redis: Connection,
  onAppended: (state: RequestState) => void,
  seal?: Sealer,
): Store {
  return { begin, read, append, holderOf };

  async function begin(first: NewEvent & { type: 'requested' }, delivery: string): Promise<Begun> {
    const { request, plan, dryRun } = first;
    const { event, text, hash } = entryOf(genesis(request), first);
    // By the clock of the very server that runs the script: in a Redis Cluster, any other may differ.
    const now = await redis.eval(clockScript, 1, keys.log(request));
    const deadline = Number(now) + beginWithinMs;
    const [kind, holder] = (await redis.eval(
      beginScript,
      7,
      keys.log(request),
      keys.open,
      keys.pairs,
      keys.seen(delivery),
      keys.toDrive,
      keys.toSync,
      keys.seal(request),
      request,
      dryRun ? '' : pairKey(plan.source, plan.replica),
      event.at,
      text,
      deliverySeconds,
      deadline,
      hash,
      seal ? seal({ request, version: 1, hash }) : '',
    )) as [Begun['kind'] | 'late', string];
    if (kind === 'late') throw new Error('Redis was too slow to begin the request');
    if (kind === 'begun') onAppended(fold([event]));
    return { kind, request: holder };
  }

  async function read(request: string): Promise<RequestState | null> {
    const events = await eventsAfter(redis, request, 0);
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
        onAppended(next);
        return { state: next, changed: true };
      }
      state = fold(await eventsAfter(redis, state.id, state.version), state);
    }
  }

  async function appendAt(state: RequestState, entries: readonly NewEntry[]): Promise<boolean> {
    const version = await redis.eval(
      appendScript,
      6,
      keys.log(state.id),
      keys.open,
      keys.pairs,
      keys.toDrive,
      keys.toSync,
      keys.ended,
      state.id,
      state.version,
      pairKey(state.plan.source, state.plan.replica),
      entries.find(({ event }) => event.type === 'ended')?.event.at ?? '',
      entries.some(({ event }) => driving.has(event.type)) ? '1' : '0',
      ...entries.flatMap(({ text, hash }) => [text, hash]),
    );
    if (version === -1) throw new Error(`the log of request ${state.id} is gone`);
    return version !== 0;
  }

  function holderOf(source: string, replica: string): Promise<string | null> {
    return redis.hget(keys.pairs, pairKey(source, replica));
  }
}

async function eventsAfter(redis: Connection, request: string, version: number): Promise<Event[]> {
  const entries = await readEntries(redis, request, version);
  return entries.map((entry) => {
    const event = readEvent(entry);
    if (event) return event;
    const { version, text } = entry;
    throw new Error(`entry ${version} of the log of request ${request} cannot be read: ${text}`);
  });
}

/** What an entry of the log will be, and the event that it will be read as. */
interface NewEntry extends Pick<Entry, 'text' | 'hash'> {
  readonly event: Event;
}

/** The entry of an event that comes after one with this hash. */
function entryOf(previous: string, given: NewEvent): NewEntry {
  const event = { ...given, at: given.at ?? Date.now() };
  const text = JSON.stringify(event);
  const hash = link(previous, text);
  return { text, hash, event: { ...event, hash } };
}

function chained(previous: string, events: readonly NewEvent[]): NewEntry[] {
  let head = previous;
  return events.map((event) => {
    const entry = entryOf(head, event);
    head = entry.hash;
    return entry;
  });
}
