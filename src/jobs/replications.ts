/** Which replications the bot knows, by which request, and whether they are to flow: read from the logs as they end. */

import { turnedRound } from '../mapr/pair.ts';
import { clusterOf, type StreamPath } from '../mapr/path.ts';
import type { Pair } from './conflict.ts';
import { keys } from './keys.ts';
import { isDryRun, type Procedure } from './plan.ts';
import { script } from './script.ts';
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
  /** All of them, in no order: for what has to do with each. */
  list(): Promise<readonly Replication[]>;
  /** The newest of them, or of those of a cluster, and how many there are. */
  newest(cluster: string | null, most: number): Promise<Newest>;
  /** Those that a stream is a part of, whatever else there is. */
  of(stream: StreamPath): Promise<readonly Replication[]>;
  /** Brings the indexes into line with what is known: versions that do not keep them may have noted something. */
  index(): Promise<void>;
  /** Whether something is being done with it at this moment: what is seen of it meanwhile is nobody's fault. */
  isBusy(pair: Pair): Promise<boolean>;
}

export interface Newest {
  readonly shown: readonly Replication[];
  readonly total: number;
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

/**
 * An older request, read again, must not take back what a newer one has done. The indexes follow what is known then; without a
 * time, they alone. Each note has two keys and five arguments.
 */
const noteScript = script(`
  for i = 1, #ARGV / 5 do
    local field, at, what, forth, back = unpack(ARGV, 5 * i - 4, 5 * i)
    local there = redis.call('HGET', KEYS[1], field)
    if at ~= '' and (not there or tonumber(string.match(there, '^%d+')) < tonumber(at)) then
      there = at .. ' ' .. what
      redis.call('HSET', KEYS[1], field, there)
    end
    if forth ~= '' and there then
      local since, how = string.match(there, '^(%d+) (%S+) %S')
      local all = { KEYS[2], KEYS[2 * i + 2], KEYS[2 * i + 3] }
      if since and how ~= 'gone' then
        for _, each in ipairs(all) do redis.call('ZADD', each, since, field) end
        redis.call('ZADD', KEYS[3], 0, forth, 0, back)
      else
        for _, each in ipairs(all) do redis.call('ZREM', each, field) end
        redis.call('ZREM', KEYS[3], forth, back)
      end
    end
  end
`);

/** So many fields are read at a time, where all are: Redis answers others in between. */
const pageOf = 500;

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
      const notes = pairs.flatMap(({ pair, how }): Note[] => [
        ...(how ? [{ pair, at: endedAt, what: `${how} ${id}` }] : []),
        ...(flow ? [{ pair, at: endedAt, what: flow, isFlow: true }] : []),
      ]);
      await write(notes);
    },
    async find(pair) {
      return (await readAll([pair]))[0] ?? null;
    },
    isBusy: async (pair) => (await redis.scard(keys.busy(fieldOf(pair)))) > 0,
    async list() {
      const all = new Map<string, string>();
      for await (const page of pages()) for (const [field, value] of page) all.set(field, value);
      return [...all].flatMap(
        ([field, found]) => read(field, found, all.get(`flow ${field}`)) ?? [],
      );
    },
    async newest(cluster, most) {
      const [fields, total] = await Promise.all([
        redis.zrange(keys.known(cluster), '0', `${most - 1}`, 'REV'),
        redis.zcard(keys.known(cluster)),
      ]);
      return { shown: await readAll(fields.flatMap((field) => pairOf(field) ?? [])), total };
    },
    async of(stream) {
      // Behind the blank comes whether it is the source, and the other one.
      const members = await redis.zrangebylex(keys.knownOf, `[${stream} `, `(${stream}!`);
      return readAll(
        members.map((member) => {
          const [, role, other] = member.split(' ') as [string, string, StreamPath];
          return role === '>'
            ? { source: stream, replica: other }
            : { source: other, replica: stream };
        }),
      );
    },
    async index() {
      for await (const page of pages()) {
        await write(
          page.flatMap(([field]) => {
            const pair = pairOf(field);
            return pair ? [{ pair, at: '', what: '' }] : [];
          }),
        );
      }
    },
  };

  async function write(notes: readonly Note[]): Promise<void> {
    if (notes.length === 0) return;
    const names: string[] = [keys.replications, keys.known(null), keys.knownOf];
    const args = notes.flatMap(({ pair, at, what, isFlow = false }) => {
      const { source, replica } = pair;
      names.push(keys.known(clusterOf(source)), keys.known(clusterOf(replica)));
      if (isFlow) return [flowOf(pair), at, what, '', ''];
      return [fieldOf(pair), at, what, `${source} > ${replica}`, `${replica} < ${source}`];
    });
    await noteScript(redis, names, ...args);
  }

  /** In their order, but for those that the bot does not know any more. */
  async function readAll(pairs: readonly Pair[]): Promise<Replication[]> {
    if (pairs.length === 0) return [];
    const fields = pairs.flatMap((pair) => [fieldOf(pair), flowOf(pair)]);
    const found = await redis.hmget(keys.replications, ...fields);
    return pairs.flatMap((pair, at) => read(fieldOf(pair), found[2 * at], found[2 * at + 1]) ?? []);
  }

  async function* pages(): AsyncGenerator<[field: string, value: string][]> {
    const fields = await redis.hkeys(keys.replications);
    for (let at = 0; at < fields.length; at += pageOf) {
      const page = fields.slice(at, at + pageOf);
      const found = await redis.hmget(keys.replications, ...page);
      yield page.flatMap((field, index) => {
        const value = found[index];
        return value ? [[field, value] as [string, string]] : [];
      });
    }
  }
}

/** What is to be known of a pair from then on: how it came to be known, or what was ordered of it. */
interface Note {
  readonly pair: Pair;
  /** Empty where nothing new is known. */
  readonly at: number | '';
  readonly what: string;
  readonly isFlow?: boolean;
}

/** Null where the field is about something else. */
function pairOf(field: string): Pair | null {
  const [source, replica, surplus] = field.split(' ') as [StreamPath, StreamPath?, string?];
  return replica === undefined || surplus !== undefined ? null : { source, replica };
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
  const pair = pairOf(field);
  const [since, how, request] = (found ?? '').split(' ');
  if (!pair || !request || how === 'gone') return null;
  const [when, what] = (flow ?? '').split(' ');
  // What was ordered of one that was removed does not count for the next.
  const counts = Number(when) >= Number(since);
  const ordered = counts && (what === 'paused' || what === 'flowing') ? what : null;
  return {
    ...pair,
    request,
    since: Number(since),
    own: how !== 'adopted',
    alike: how !== 'joined' && how !== 'back',
    back: how === 'back',
    ordered,
  };
}
