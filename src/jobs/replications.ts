/** Which replications the bot knows, by which request, and whether they are to flow: read from the logs as they end. */

import type { StreamPath } from '../mapr/path.ts';
import type { Pair } from './conflict.ts';
import { keys } from './keys.ts';
import { isDryRun, type Procedure } from './plan.ts';
import { askedSide, type RequestState } from './state.ts';
import type { Connection } from './store.ts';

export interface Replication extends Pair {
  /** The request in whose thread it is told of: the one that set it up, or had it watched. */
  readonly request: string;
  /** When that was, in milliseconds since 1970. */
  readonly since: number;
  /** Whether the bot has set it up; else it was there before, and is only watched. */
  readonly own: boolean;
  /** What was ordered last; null where nothing was. */
  readonly ordered: 'paused' | 'flowing' | null;
}

export interface Replications {
  /** Takes up what a request has come to. */
  note(state: RequestState): Promise<void>;
  /** Null where the bot does not know it, or has removed it since. */
  find(pair: Pair): Promise<Replication | null>;
  list(): Promise<readonly Replication[]>;
  /** Whether something is being done with it at this moment: what is seen of it meanwhile is nobody's fault. */
  isBusy(pair: Pair): Promise<boolean>;
}

/** What is known of a pair afterwards: how it came to be known, or that it is no more. */
const known: { readonly [P in Procedure]?: 'own' | 'adopted' | 'gone' } = {
  replicate: 'own',
  autosetup: 'own',
  watch: 'adopted',
  unwatch: 'gone',
  remove: 'gone',
};

const ordered: { readonly [P in Procedure]?: 'paused' | 'flowing' } = {
  replicate: 'flowing',
  autosetup: 'flowing',
  resume: 'flowing',
  pause: 'paused',
};

/** An older request, read again, must not take back what a newer one has done. */
const noteScript = `
  for i = 1, #ARGV, 3 do
    local there = redis.call('HGET', KEYS[1], ARGV[i])
    if not there or tonumber(string.match(there, '^%d+')) < tonumber(ARGV[i + 1]) then
      redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1] .. ' ' .. ARGV[i + 2])
    end
  end
`;

export function createReplications(redis: Connection): Replications {
  return {
    async note(state) {
      const { id, procedure, outcome, endedAt, plan } = state;
      if (isDryRun(procedure)) return;
      // One that waits for people does nothing, for days maybe.
      const works = endedAt === null && askedSide(state) === null;
      await (works
        ? redis.sadd(keys.busy(fieldOf(plan)), id)
        : redis.srem(keys.busy(fieldOf(plan)), id));
      if (outcome !== 'done' || endedAt === null) return;
      const how = known[procedure];
      const flow = ordered[procedure];
      const notes = [
        ...(how ? [fieldOf(plan), endedAt, `${how} ${id}`] : []),
        ...(flow ? [flowOf(plan), endedAt, flow] : []),
      ];
      if (notes.length > 0) await redis.eval(noteScript, 1, keys.replications, ...notes);
    },
    async find(pair) {
      const fields = [fieldOf(pair), flowOf(pair)] as const;
      const [found, flow] = await redis.hmget(keys.replications, ...fields);
      return read(fieldOf(pair), found, flow);
    },
    isBusy: async (pair) => (await redis.scard(keys.busy(fieldOf(pair)))) > 0,
    async list() {
      const all = await redis.hgetall(keys.replications);
      return Object.entries(all).flatMap(
        ([field, found]) => read(field, found, all[`flow ${field}`]) ?? [],
      );
    },
  };
}

/** A path has no blank in it. */
export function fieldOf({ source, replica }: Pair): string {
  return `${source} ${replica}`;
}

function flowOf(pair: Pair): string {
  return `flow ${fieldOf(pair)}`;
}

function read(
  field: string,
  found: string | null | undefined,
  flow: string | null | undefined,
): Replication | null {
  const [source, replica, surplus] = field.split(' ') as [StreamPath, StreamPath, string?];
  const [since, how, request] = (found ?? '').split(' ');
  if (surplus !== undefined || !request || how === 'gone') return null;
  const [when, what] = (flow ?? '').split(' ');
  // What was ordered of one that was removed does not count for the next.
  const counts = Number(when) >= Number(since);
  const ordered = counts && (what === 'paused' || what === 'flowing') ? what : null;
  return { source, replica, request, since: Number(since), own: how === 'own', ordered };
}
