/** Which replications the bot knows, by which request, and whether they are to flow: read from the logs as they end. */

import { turnedRound } from '../mapr/pair.ts';
import type { StreamPath } from '../mapr/path.ts';
import type { Pair } from './conflict.ts';
import { keys } from './keys.ts';
import { isDryRun, type Procedure } from './plan.ts';
import { askedSide, isBothWays, type RequestState } from './state.ts';
import type { Connection } from './store.ts';

export interface Replication extends Pair {
  /** The request in whose thread it is told of: the one that set it up, or had it watched. */
  readonly request: string;
  /** When that was, in milliseconds since 1970. */
  readonly since: number;
  /** Whether the bot has set it up; else it was there before, and is only watched. */
  readonly own: boolean;
  /** Whether the replica was made like its source; one that was there before has attributes of its own. */
  readonly alike: boolean;
  /** Whether it is the way back of one that was set up in both directions: it is told beside that, in one thread. */
  readonly back: boolean;
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

type How = 'own' | 'joined' | 'back' | 'adopted' | 'gone';

/** What is known of a pair afterwards: how it came to be known, or that it is no more. */
const known: { readonly [P in Procedure]?: How } = {
  replicate: 'own',
  autosetup: 'own',
  join: 'joined',
  'multi-master': 'own',
  watch: 'adopted',
  unwatch: 'gone',
  remove: 'gone',
};

const ordered: { readonly [P in Procedure]?: 'paused' | 'flowing' } = {
  replicate: 'flowing',
  autosetup: 'flowing',
  join: 'flowing',
  'multi-master': 'flowing',
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
      const { id, procedure, outcome, endedAt } = state;
      if (isDryRun(procedure)) return;
      // One that waits for people does nothing, for days maybe.
      const works = endedAt === null && askedSide(state) === null;
      const pairs = pairsOf(state);
      for (const { pair } of pairs) {
        const busy = keys.busy(fieldOf(pair));
        await (works ? redis.sadd(busy, id) : redis.srem(busy, id));
      }
      if (outcome !== 'done' || endedAt === null) return;
      const flow = ordered[procedure];
      const notes = pairs.flatMap(({ pair, how }) => [
        ...(how ? [fieldOf(pair), endedAt, `${how} ${id}`] : []),
        ...(flow ? [flowOf(pair), endedAt, flow] : []),
      ]);
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

/** The pairs that a request is about, and what is known of each afterwards. */
function pairsOf(state: RequestState): readonly { pair: Pair; how: How | undefined }[] {
  const { plan, procedure } = state;
  const forth = { pair: plan, how: known[procedure] };
  return isBothWays(state) ? [forth, { pair: turnedRound(plan), how: 'back' }] : [forth];
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
  return {
    source,
    replica,
    request,
    since: Number(since),
    own: how !== 'adopted',
    alike: how !== 'joined' && how !== 'back',
    back: how === 'back',
    ordered,
  };
}
