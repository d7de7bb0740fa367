/** What of a request stands in Slack already: kept in Redis, so that any bot can go on where another stopped. */

import { keys } from '../jobs/keys.ts';
import { type Side, sides } from '../jobs/plan.ts';
import { script } from '../jobs/script.ts';
import type { Connection } from '../jobs/store.ts';

export interface Posted {
  readonly channel: string;
  readonly ts: string;
  /** The message whose thread it is in; none of one that has a thread of its own. */
  readonly thread?: string | undefined;
  /** Of what it shows. */
  readonly hash: string;
  /** When it was last brought up to date, milliseconds since 1970. */
  readonly at: number;
}

/** The message whose thread a message is in, or could be the first of. */
export function rootOf({ thread, ts }: Pick<Posted, 'thread' | 'ts'>): string {
  return thread ?? ts;
}

export interface PostedMessages {
  /** All that is known of a request's messages, by key. */
  read(request: string): Promise<ReadonlyMap<string, Posted>>;
  /** Where the card stands, also of a request that was compacted; null where it is not there. */
  cardOf(request: string): Promise<Posted | null>;
  /**
   * What is known of attempts to post it before.
   * @param place the channel or the thread, and when the request was made (milliseconds since 1970)
   * @param withinMs how long an attempt can take: until then, one that has not told how it ended may be under way
   */
  attempts(request: string, key: string, place: Place, withinMs: number): Promise<Attempts>;
  /** All messages of the request that stand in a place are known, of this server's memory. */
  lookedThrough(request: string, place: Place, server: string): Promise<void>;
  /** Writes down that it is about to be posted. @returns false where another attempt has begun since that look */
  intend(request: string, key: string, seen: Seen): Promise<boolean>;
  /** The attempt came to nothing for certain. */
  withdraw(request: string, key: string): Promise<void>;
  /** The attempt is over, and nobody knows what came of it. */
  leaveOpen(request: string, key: string): Promise<void>;
  /** @returns false where it was said before: of what cannot be searched for, and need not be said twice */
  sayOnce(request: string, key: string): Promise<boolean>;
  save(request: string, key: string, posted: Posted): Promise<void>;
  /** It is gone from Slack. */
  forget(request: string, key: string): Promise<void>;
  /** The first message is gone, and with it the thread: everything is posted anew. */
  forgetAll(request: string): Promise<void>;
  /** Messages of a thread whose card is gone, that may still be in Slack. */
  leftBehind(request: string): Promise<readonly Pick<Posted, 'channel' | 'ts'>[]>;
  takenAway(request: string, ts: string): Promise<void>;
  /** Slack said no. @returns since when it has, without a message that it took, in milliseconds since 1970 */
  refused(request: string): Promise<number>;
  /** They may show something stale: they are sent again at the next opportunity. */
  distrust(request: string, messages: readonly string[]): Promise<void>;
}

/** As it stood at the look: null where there was no attempt. */
type Seen = string | null;

export interface Place {
  readonly thread?: string | undefined;
  readonly since: number;
}

/**
 * `open`: what came of the last one is not known. `wait`: it may be under way still. `posted`: it is there. `none`: none is
 * known of; `forgot` names the server if it may have lost its memory of one.
 */
export type Attempts =
  | { readonly kind: 'posted'; readonly posted: Posted }
  | { readonly kind: 'open'; readonly seen: Seen }
  | { readonly kind: 'none'; readonly seen: null; readonly forgot: string | null }
  | { readonly kind: 'wait'; readonly ms: number };

const open = 'open';

/**
 * By the server's own clock: bots may differ. A server that was started since the request was made, or took the place of
 * another, may have gone back in time: restored from a backup, failed over, or killed before its file had everything.
 */
const attemptsScript = script(`
  local posted = redis.call('HGET', KEYS[1], 'message ' .. ARGV[1])
  if posted then return {false, 0, posted} end
  local seen = redis.call('HGET', KEYS[1], 'intent ' .. ARGV[1])
  if seen == '${open}' then return {seen, 0} end
  local time = redis.call('TIME')
  local now = time[1] * 1000 + math.floor(time[2] / 1000)
  if not seen then
    local info = redis.pcall('INFO', 'server')
    if type(info) ~= 'string' then return {false, 0} end
    local server = string.match(info, 'run_id:(%w+)')
    local started = now - string.match(info, 'uptime_in_seconds:(%d+)') * 1000
    local looked = redis.call('HGET', KEYS[1], ARGV[3])
    if looked == server then return {false, 0} end
    if looked or tonumber(ARGV[4]) < started then return {false, 0, false, server} end
    redis.call('HSET', KEYS[1], ARGV[3], server)
    return {false, 0}
  end
  local left = tonumber(seen) + tonumber(ARGV[2]) - now
  return {seen, math.max(left, 0)}
`);

const intendScript = script(`
  local seen = redis.call('HGET', KEYS[1], ARGV[1]) or ''
  if seen ~= ARGV[2] or redis.call('HEXISTS', KEYS[1], 'message ' .. ARGV[3]) == 1 then return 0 end
  local time = redis.call('TIME')
  redis.call('HSET', KEYS[1], ARGV[1], time[1] * 1000 + math.floor(time[2] / 1000))
  return 1
`);

/** The card of requests that were asked for together, kept with the first of them. */
export const batchKey = 'batch';

/** The word to the requester that Slack takes nothing: said once, until it takes something again. */
export const noticeKey = 'notice';

/** The word to the requester of what came of a consent: said once, whatever becomes of the thread. */
export function decisionKey(side: Side): string {
  return side === 'source' ? 'decision-source' : 'decision';
}

const decisionKeys = sides.map((side) => `intent ${decisionKey(side)}`);

const roots = ['card', batchKey].map((key) => `message ${key}`);

function lookedField({ thread = '' }: Place): string {
  return `looked ${thread}`;
}

const noPost = { channel: '', ts: '' };

export function createPostedMessages(redis: Connection): PostedMessages {
  return {
    async read(request) {
      const fields = new Map(Object.entries(await redis.hgetall(keys.posted(request))));
      const known = new Map<string, Posted>();
      for (const [field, json] of fields) {
        const [kind, key = ''] = field.split(/ (.*)/s);
        if (kind !== 'message') continue;
        const posted = JSON.parse(json) as Posted;
        known.set(key, fields.has(`stale ${key}`) ? { ...posted, hash: '' } : posted);
      }
      return known;
    },
    async cardOf(request) {
      const json =
        (await redis.hget(keys.posted(request), 'message card')) ??
        (await redis.hget(keys.kept(request), 'card'));
      return json === null ? null : (JSON.parse(json) as Posted);
    },
    async attempts(request, key, place, withinMs) {
      const of = [key, withinMs, lookedField(place), place.since];
      const found = await attemptsScript(redis, [keys.posted(request)], ...of);
      const [seen, ms, there, forgot = null] = found as [Seen, number, string?, string?];
      if (there) return { kind: 'posted', posted: JSON.parse(there) as Posted };
      if (ms > 0) return { kind: 'wait', ms };
      return seen === null ? { kind: 'none', seen, forgot } : { kind: 'open', seen };
    },
    async lookedThrough(request, place, server) {
      await redis.hset(keys.posted(request), lookedField(place), server);
    },
    async intend(request, key, seen) {
      const intent = `intent ${key}`;
      return (await intendScript(redis, [keys.posted(request)], intent, seen ?? '', key)) === 1;
    },
    async leaveOpen(request, key) {
      await redis.hset(keys.posted(request), `intent ${key}`, open);
    },
    async sayOnce(request, key) {
      return (await redis.hsetnx(keys.posted(request), `intent ${key}`, Date.now())) === 1;
    },
    async withdraw(request, key) {
      await redis.hdel(keys.posted(request), `intent ${key}`);
    },
    async save(request, key, posted) {
      await redis.hset(keys.posted(request), `message ${key}`, JSON.stringify(posted));
      const over = [`intent ${key}`, `stale ${key}`, 'refused', `intent ${noticeKey}`];
      await redis.hdel(keys.posted(request), ...over);
    },
    async forget(request, key) {
      await redis.hdel(keys.posted(request), `message ${key}`, `intent ${key}`);
    },
    async forgetAll(request) {
      const fields = Object.entries(await redis.hgetall(keys.posted(request)));
      if (!fields.some(([field]) => roots.includes(field))) return;
      const left = fields.flatMap(([field, json]) => {
        const { channel, ts } = field.startsWith('message ')
          ? (JSON.parse(json) as Posted)
          : noPost;
        // An ephemeral message has no timestamp, and cannot be taken away.
        return ts === '' ? [] : [`left ${ts}`, channel];
      });
      const gone = fields
        .map(([field]) => field)
        .filter((field) => /^(message|intent) /.test(field) && !decisionKeys.includes(field));
      await redis
        .multi()
        .hset(keys.posted(request), ...left)
        .hdel(keys.posted(request), ...gone)
        .exec();
    },
    async leftBehind(request) {
      const fields = Object.entries(await redis.hgetall(keys.posted(request)));
      return fields.flatMap(([field, channel]) =>
        field.startsWith('left ') ? [{ channel, ts: field.slice('left '.length) }] : [],
      );
    },
    async takenAway(request, ts) {
      await redis.hdel(keys.posted(request), `left ${ts}`);
    },
    async refused(request) {
      const now = Date.now();
      await redis.hsetnx(keys.posted(request), 'refused', now);
      return Number((await redis.hget(keys.posted(request), 'refused')) ?? now);
    },
    async distrust(request, messages) {
      // Of a request that was compacted nothing is known any more, and what stands is not edited.
      if ((await redis.exists(keys.posted(request))) === 0) return;
      await redis.hset(keys.posted(request), ...messages.flatMap((key) => [`stale ${key}`, '1']));
    },
  };
}
