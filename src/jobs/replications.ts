/** Which replications the bot has set up, and by which request: read from the logs as they end. */

import type { StreamPath } from '../mapr/path.ts';
import type { Pair } from './conflict.ts';
import { keys } from './keys.ts';
import type { RequestState } from './state.ts';
import type { Connection } from './store.ts';

export interface Replication extends Pair {
  /** The request that set it up, in whose thread it is told of. */
  readonly request: string;
  /** When that was, in milliseconds since 1970. */
  readonly since: number;
}

export interface Replications {
  /** Takes up what a request has come to. */
  note(state: RequestState): Promise<void>;
  /** Null where the bot has not set it up, or has removed it since. */
  find(pair: Pair): Promise<Replication | null>;
  list(): Promise<readonly Replication[]>;
}

/** An older request, read again, must not take back what a newer one has done. */
const noteScript = `
  local known = redis.call('HGET', KEYS[1], ARGV[1])
  if known and tonumber(string.match(known, '^%d+')) >= tonumber(ARGV[2]) then return end
  redis.call('HSET', KEYS[1], ARGV[1], ARGV[2] .. ' ' .. ARGV[3])
`;

export function createReplications(redis: Connection): Replications {
  return {
    async note({ id, procedure, outcome, endedAt, plan }) {
      if (outcome !== 'done' || endedAt === null) return;
      if (procedure !== 'replicate' && procedure !== 'remove') return;
      const by = procedure === 'replicate' ? id : '';
      await redis.eval(noteScript, 1, keys.replications, fieldOf(plan), endedAt, by);
    },
    async find(pair) {
      const found = await redis.hget(keys.replications, fieldOf(pair));
      return found === null ? null : read(fieldOf(pair), found);
    },
    async list() {
      const all = Object.entries(await redis.hgetall(keys.replications));
      return all.flatMap(([field, value]) => read(field, value) ?? []);
    },
  };
}

/** A path has no blank in it. */
function fieldOf({ source, replica }: Pair): string {
  return `${source} ${replica}`;
}

function read(field: string, value: string): Replication | null {
  const [source, replica] = field.split(' ') as [StreamPath, StreamPath];
  const [since, request] = value.split(' ');
  return request ? { source, replica, request, since: Number(since) } : null;
}
