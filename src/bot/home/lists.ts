/**
 * Which requests concern whom, for the App Home: kept by owners' entries (people and user groups), so
 * that a home is found without a look at anybody else's requests. Derived from the logs, and brought
 * into line with them at every change.
 */

import { keys } from '../../jobs/keys.ts';
import { setsUp } from '../../jobs/plan.ts';
import { carriedOut } from '../../jobs/redis.ts';
import { askedSide, isStopped, type RequestState } from '../../jobs/state.ts';
import type { Connection } from '../../jobs/store.ts';
import type { People } from '../people.ts';

/** `waits`: somebody has to decide. `asked`: by this person. `runs`: has not ended. `replicates`: was set up. */
export const listNames = ['waits', 'asked', 'runs', 'replicates'] as const;
export type ListName = (typeof listNames)[number];

/** The newest ids of a list, the newest first, and whether there are more. */
export interface Listed {
  readonly requests: readonly string[];
  readonly more: boolean;
}

export interface HomeLists {
  /** Puts a request where it belongs now. @returns the entries that it concerns */
  put(state: RequestState): Promise<readonly string[]>;
  read(entries: readonly string[], most: number): Promise<Readonly<Record<ListName, Listed>>>;
  /** Whether a request concerns one of these entries still. If not, they were owners, and it is taken out of their lists. */
  keep(state: RequestState, entries: readonly string[]): Promise<boolean>;
}

/** So many of what is over are kept in a list: a home shows the newest. */
const mostOver = 50;

export function createHomeLists(redis: Connection, people: Pick<People, 'ownersOn'>): HomeLists {
  return { put, read, keep };

  async function put(state: RequestState): Promise<readonly string[]> {
    const places = placesNow(state);
    const batch = redis.pipeline();
    for (const name of listNames) {
      for (const entry of places.all) {
        const key = keys.home(name, entry);
        if (!places[name].has(entry)) batch.zrem(key, state.id);
        else batch.zadd(key, state.endedAt ?? state.requestedAt, state.id);
        if (name === 'asked' || name === 'replicates') batch.zremrangebyrank(key, 0, -mostOver - 1);
      }
    }
    await carriedOut(batch);
    return [...places.all];
  }

  function placesNow(state: RequestState) {
    const { plan } = state;
    return placesOf(state, people.ownersOn('source', plan), people.ownersOn('replica', plan));
  }

  async function keep(state: RequestState, entries: readonly string[]): Promise<boolean> {
    const { all } = placesNow(state);
    if (entries.some((entry) => all.has(entry))) return true;
    const batch = redis.pipeline();
    for (const entry of entries) {
      for (const name of listNames) batch.zrem(keys.home(name, entry), state.id);
    }
    await carriedOut(batch);
    return false;
  }

  async function read(entries: readonly string[], most: number) {
    const read = await Promise.all(
      listNames.map(async (name) => [name, await newest(name, entries, most)] as const),
    );
    return Object.fromEntries(read) as Record<ListName, Listed>;
  }

  async function newest(name: ListName, entries: readonly string[], most: number): Promise<Listed> {
    const lists = await Promise.all(
      entries.map((entry) => redis.zrevrange(keys.home(name, entry), 0, most, 'WITHSCORES')),
    );
    const times = new Map<string, number>();
    for (const list of lists) {
      for (let at = 0; at < list.length; at += 2) times.set(list[at] ?? '', Number(list[at + 1]));
    }
    const all = [...times].sort(([, one], [, other]) => other - one).map(([request]) => request);
    return { requests: all.slice(0, most), more: all.length > most };
  }
}

/** By list, the entries in whose lists a request belongs; and all that it concerns. Pure. */
export function placesOf(
  state: RequestState,
  sourceOwners: readonly string[],
  replicaOwners: readonly string[],
): Readonly<Record<ListName | 'all', ReadonlySet<string>>> {
  const { requester, phase, outcome, procedure } = state;
  const side = askedSide(state);
  const owners = { source: sourceOwners, replica: replicaOwners };
  const all = new Set([requester.user, ...sourceOwners, ...replicaOwners]);
  const nobody = new Set<string>();
  return {
    all,
    waits: side ? new Set(owners[side]) : isStopped(state) ? all : nobody,
    asked: new Set([requester.user]),
    runs: phase === 'ended' ? nobody : all,
    replicates: setsUp(procedure) && outcome === 'done' ? all : nobody,
  };
}
