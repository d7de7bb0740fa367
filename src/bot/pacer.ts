/**
 * Slack counts calls by method, channel and workspace, over all bots together (docs, "Rate
 * limits"), so the count is kept in Redis: one number per kind of call, after the generic cell
 * rate algorithm.
 */

import { keys } from '../jobs/keys.ts';
import { script } from '../jobs/script.ts';
import type { Connection } from '../jobs/store.ts';

export interface Pace {
  readonly what: string;
  /** Milliseconds that one call uses up. */
  readonly everyMs: number;
  /** How many calls may come at once after a rest. */
  readonly burst: number;
}

/** Of a call that is asked for again until it may be made. */
export interface Turn {
  /** What it is for: the same each time that it is asked for. */
  readonly of: string;
  /** Whether it comes before those that are not urgent, however long they have waited. */
  readonly urgent: boolean;
}

export interface Pacer {
  /**
   * @param turn of a call that waits in a line with the others of its kind, the longest waiting first; without one it takes
   *   what is free
   * @returns 0 where the call may be made now, else in how many milliseconds to ask again
   */
  take(pace: Pace, turn?: Turn): Promise<number>;
  /** Obeys a `Retry-After`: no call of this kind for so many milliseconds. */
  hold(pace: Pace, ms: number): Promise<void>;
}

/** About one a second in a channel, with short bursts ("chat.postMessage"). */
export function postPace(channel: string): Pace {
  return { what: `post:${channel}`, everyMs: 1_000, burst: 3 };
}

/** Tier 3: fifty and more a minute, for the workspace ("chat.update"). */
export const updatePace: Pace = { what: 'update', everyMs: 1_200, burst: 10 };

/** Tier 3 ("chat.delete"). */
export const deletePace: Pace = { what: 'delete', everyMs: 1_200, burst: 20 };

/** Tier 4 ("chat.postEphemeral"). */
export const ephemeralPace: Pace = { what: 'ephemeral', everyMs: 600, burst: 20 };

/** Tier 4 ("views.publish"). */
export const homePace: Pace = { what: 'home', everyMs: 600, burst: 20 };

/** Tier 3 ("conversations.history", "conversations.replies"). */
export const historyPace: Pace = { what: 'history', everyMs: 1_200, burst: 10 };

/** A turn is asked for again at least so often, once there is room: those before it may no longer be wanted. */
const longestMs = 5_000;
/** Who has not come back so long after its time has lost its place: its process has died, or it is no longer wanted. */
const graceMs = 3_000;

/** In the line: the urgent ones first, each by when it came. */
const takeScript = script(`
  local now = redis.call('TIME')
  local ms = now[1] * 1000 + math.floor(now[2] / 1000)
  local due = tonumber(redis.call('GET', KEYS[1]) or '0')
  local start = math.max(due, ms)
  local every = tonumber(ARGV[1])
  local free = start - ms - every * (tonumber(ARGV[2]) - 1)
  local wait = free
  local who = ARGV[3]
  if who then
    for _, gone in ipairs(redis.call('ZRANGEBYSCORE', KEYS[3], '-inf', ms - ${graceMs})) do
      redis.call('ZREM', KEYS[2], gone)
      redis.call('ZREM', KEYS[3], gone)
    end
    redis.call('ZADD', KEYS[2], 'NX', string.format('%.0f', now[1] * 1000000 + now[2] + ARGV[4]), who)
    local before = '(' .. redis.call('ZSCORE', KEYS[2], who)
    wait = free + every * redis.call('ZCOUNT', KEYS[2], '-inf', before)
    if wait > 0 then
      wait = math.min(wait, math.max(free, 0) + ${longestMs})
      redis.call('ZADD', KEYS[3], ms + wait, who)
      redis.call('PEXPIRE', KEYS[2], 600000)
      redis.call('PEXPIRE', KEYS[3], 600000)
      return wait
    end
    redis.call('ZREM', KEYS[2], who)
    redis.call('ZREM', KEYS[3], who)
  end
  if wait > 0 then return wait end
  redis.call('SET', KEYS[1], start + every, 'PX', 600000)
  return 0
`);

/** So many microseconds later than any urgent one who is not: numbers of this size are still told apart. */
const behind = 4_000_000_000_000_000;

const holdScript = script(`
  local now = redis.call('TIME')
  local ms = now[1] * 1000 + math.floor(now[2] / 1000)
  redis.call('SET', KEYS[1], ms + tonumber(ARGV[1]), 'PX', tonumber(ARGV[1]) + 600000)
`);

/** @param onWait told of each call that has to wait, by its kind */
export function createPacer(
  redis: Connection,
  onWait: (what: string, seconds: number) => void = () => undefined,
): Pacer {
  return {
    async take({ what, everyMs, burst }, turn) {
      const of = [keys.pace(what), keys.paceLine(what), keys.paceBack(what)];
      const inLine = turn ? [turn.of, turn.urgent ? 0 : behind] : [];
      const ms = Number(await takeScript(redis, of, everyMs, burst, ...inLine));
      if (ms > 0) onWait(what.replace(/:.*/, ''), ms / 1_000);
      return ms;
    },
    async hold({ what, everyMs, burst }, ms) {
      // A whole burst later, so that the first call after it is not refused again.
      await holdScript(redis, [keys.pace(what)], ms + everyMs * (burst - 1));
    },
  };
}
