/**
 * What is to be said of how a replication does: once, again only if it changes, and "well again" when
 * it is. A first bad look is looked at a second time before anybody is told.
 */

import type { Pair } from '../conflict.ts';
import { keys } from '../keys.ts';
import { fieldOf } from '../replications.ts';
import { script } from '../script.ts';
import type { Connection } from '../store.ts';
import type { Health, Trouble } from './health.ts';

/** How a replication does, and what was said of it last. */
export interface Verdict {
  /** How often something was said: the number of the last message. */
  readonly said: number;
  /** What that message was about; none where it was well, or nothing was ever said. */
  readonly about: readonly Trouble[];
  /** When it was decided to say so, in milliseconds since 1970. */
  readonly since: number;
  /** As of the last look. */
  readonly health: Health;
  /** Something else was seen once, and when. */
  readonly doubt: { readonly kinds: string; readonly at: number } | null;
}

/** @param now milliseconds since 1970 @returns the same verdict where nothing is to be said */
export function judge(last: Verdict | null, health: Health, now: number): Verdict {
  const before = last ?? { said: 0, about: [], since: now, health, doubt: null };
  const kinds = kindsOf(health.troubles);
  if (kinds === kindsOf(before.about)) return { ...before, health, doubt: null };
  const at = health.at ?? now;
  const { doubt } = before;
  if (doubt?.kinds !== kinds) return { ...before, health, doubt: { kinds, at } };
  // The same look, judged again, confirms nothing.
  if (at <= doubt.at) return { ...before, health };
  return { said: before.said + 1, about: health.troubles, since: now, health, doubt: null };
}

function kindsOf(troubles: readonly Trouble[]): string {
  return troubles.map(({ kind }) => kind).join(' ');
}

export interface Verdicts {
  read(pair: Pair): Promise<Verdict | null>;
  /** Decides on what is kept, and keeps it; again where another bot was faster. */
  change(pair: Pair, decide: (last: Verdict | null) => Verdict): Promise<Verdict>;
  /** Forgets those of other pairs than these. */
  keepOnly(pairs: readonly Pair[]): Promise<void>;
}

const changeScript = script(`
  local there = redis.call('HGET', KEYS[1], ARGV[1]) or ''
  if there ~= ARGV[2] then return 0 end
  redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
  return 1
`);

export function createVerdicts(redis: Connection): Verdicts {
  return {
    async read(pair) {
      return parse(await redis.hget(keys.health, fieldOf(pair)));
    },
    async change(pair, decide) {
      for (;;) {
        const text = await redis.hget(keys.health, fieldOf(pair));
        const next = decide(parse(text));
        const is = JSON.stringify(next);
        const field = fieldOf(pair);
        if ((await changeScript(redis, [keys.health], field, text ?? '', is)) === 1) {
          return next;
        }
      }
    },
    async keepOnly(pairs) {
      const kept = new Set(pairs.map(fieldOf));
      const over = (await redis.hkeys(keys.health)).filter((field) => !kept.has(field));
      if (over.length > 0) await redis.hdel(keys.health, ...over);
    },
  };
}

function parse(text: string | null): Verdict | null {
  return text === null ? null : (JSON.parse(text) as Verdict);
}
