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

export interface Pacer {
  /** @returns 0 where the call may be made now, else in how many milliseconds to ask again */
  take(pace: Pace): Promise<number>;
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

const takeScript = script(`
  local now = redis.call('TIME')
  local ms = now[1] * 1000 + math.floor(now[2] / 1000)
  local due = tonumber(redis.call('GET', KEYS[1]) or '0')
  local start = math.max(due, ms)
  local slack = tonumber(ARGV[1]) * (tonumber(ARGV[2]) - 1)
  if start - ms > slack then return start - ms - slack end
  redis.call('SET', KEYS[1], start + tonumber(ARGV[1]), 'PX', 600000)
  return 0
`);

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
    async take({ what, everyMs, burst }) {
      const ms = Number(await takeScript(redis, [keys.pace(what)], everyMs, burst));
      if (ms > 0) onWait(what.replace(/:.*/, ''), ms / 1_000);
      return ms;
    },
    async hold({ what, everyMs, burst }, ms) {
      // A whole burst later, so that the first call after it is not refused again.
      await holdScript(redis, [keys.pace(what)], ms + everyMs * (burst - 1));
    },
  };
}
