/**
 * Keeps what has ended in less room: some time after its end, a request's log becomes one compressed
 * value that holds every entry as it was written, and its seal. Nothing is ever deleted but what was
 * known of its messages in Slack, which nobody changes any more.
 */

import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { readTrail } from './entries.ts';
import { keys } from './keys.ts';
import { script } from './script.ts';
import type { Connection } from './store.ts';
import { printTrail, type Trail } from './trail.ts';
import { eventIn } from './unread.ts';

/** So many requests a run, the oldest first: the others have time. */
const mostAtOnce = 200;

/** How many are looked up at a time. */
const pageOf = 100;

/**
 * Whole or not at all, and only of the log that was read: another bot may have been faster. The
 * card's place is kept with the trail, so that its thread can still be found.
 */
const compactScript = script(`
  if redis.call('ZSCORE', KEYS[6], ARGV[1]) or redis.call('ZSCORE', KEYS[7], ARGV[1]) then return 'lags' end
  local ended = redis.call('ZSCORE', KEYS[4], ARGV[1])
  if not ended then return 'done' end
  local last = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)
  if #last == 0 or last[1][1] ~= ARGV[2] .. '-0' then return 'differs' end
  if redis.call('XLEN', KEYS[1]) ~= tonumber(ARGV[3]) then return 'differs' end
  if (redis.call('HGET', KEYS[2], 'signature') or '') ~= ARGV[4] then return 'differs' end
  if redis.call('EXISTS', KEYS[8]) == 1 then return 'differs' end
  redis.call('HSET', KEYS[8], 'trail', ARGV[5])
  local card = redis.call('HGET', KEYS[3], 'message card')
  if card then redis.call('HSET', KEYS[8], 'card', card) end
  redis.call('ZADD', KEYS[5], ended, ARGV[1])
  redis.call('ZREM', KEYS[4], ARGV[1])
  redis.call('DEL', KEYS[1], KEYS[2], KEYS[3])
  return 'compacted'
`);

export interface Retention {
  /** Compacts what has ended long enough ago, as much of it as one run may. @returns how many requests */
  sweep(): Promise<number>;
}

/** @param afterMs how long after its end a request's log is kept as it is */
export function createRetention(
  redis: Connection,
  afterMs: number,
  onError: (request: string, error: unknown) => void,
): Retention {
  return { sweep };

  async function sweep(): Promise<number> {
    const before = Date.now() - afterMs;
    let compacted = 0;
    // What cannot be compacted stays in the index, and must not keep the ones behind it from their turn.
    let left = 0;
    for (;;) {
      const due = await redis.zrangebyscore(keys.ended, '-inf', before, 'LIMIT', left, pageOf);
      for (const request of due) {
        if (await compact(request)) compacted += 1;
        else left += 1;
        if (compacted === mostAtOnce) return compacted;
      }
      if (due.length < pageOf) return compacted;
    }
  }

  async function compact(request: string): Promise<boolean> {
    return compactOne(request).catch((error) => {
      onError(request, error);
      return false;
    });
  }

  /** @returns false where it has to wait, or another bot has done it */
  async function compactOne(request: string): Promise<boolean> {
    const trail = await readTrail(redis, request);
    const last = trail?.entries.at(-1);
    if (!trail || !last) throw new Error(`the log of request ${request} is gone`);
    if (await isTold(trail)) return false;
    const done = await compactScript(
      redis,
      [
        keys.log(request),
        keys.seal(request),
        keys.posted(request),
        keys.ended,
        keys.compacted,
        keys.toSync,
        keys.toDrive,
        keys.kept(request),
      ],
      request,
      last.version,
      trail.entries.length,
      trail.seal?.signature ?? '',
      await promisify(gzip)(printTrail(trail), { level: 9 }),
    );
    // Nobody writes to what has ended, so what was read is what is there; else somebody has to look.
    if (done === 'differs')
      throw new Error(`the log of request ${request} is not as it was written`);
    return done === 'compacted';
  }

  /** Whether it is still told of, with others that it was asked for together with. */
  async function isTold({ request, entries: [first] }: Trail): Promise<boolean> {
    const begun = first && eventIn(request, first);
    if (begun?.type !== 'requested') return false;
    const others = (begun.batch ?? []).map((other) => redis.zscore(keys.open, other));
    return (await Promise.all(others)).some((score) => score !== null);
  }
}

/** Whether its log was compacted: what is said of it in Slack stays as it is. */
export async function isCompacted(redis: Connection, request: string): Promise<boolean> {
  return (await redis.exists(keys.kept(request))) === 1;
}
