/** Settings whose owners are read anew while a process runs. All else holds until it is started again. */

import type { OwnedClusters } from './ownership.ts';
import type { Settings } from './schema.ts';

export interface LiveSettings<S extends Settings> {
  /** Its `clusters` are those that were read last: look there each time, and keep no copy. */
  readonly settings: S;
  /** Reads the owners anew. @throws SettingsError where the file cannot be used: all stays as it was */
  reload(): Reloaded;
}

export interface Reloaded {
  readonly owners: readonly OwnersChange[];
  /** The settings that are others in the file than in force: `consent.expires`. */
  readonly restart: readonly string[];
}

/** Who came and who went, of a cluster (`newyork`) or a pattern of paths (`newyork/payments/**`). */
export interface OwnersChange {
  readonly of: string;
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

/** @param first as it was read at the start, by `read` and perhaps with more to it */
export function liveSettings<S extends Settings>(first: S, read: () => Settings): LiveSettings<S> {
  let { clusters } = first;
  const settings = {
    ...first,
    get clusters() {
      return clusters;
    },
  };
  return {
    settings,
    reload() {
      const now = read();
      // Queues and names are made at the start; of a cluster that is gone, nobody is an owner from now on.
      const known = Object.entries(now.clusters).filter(([name]) =>
        Object.hasOwn(first.clusters, name),
      );
      const before = clusters;
      clusters = Object.fromEntries(known);
      return {
        owners: ownersChanged({ clusters: before }, { clusters }),
        restart: others(first, now),
      };
    },
  };
}

/** What is another for the owners; a pattern that is new or gone is told as owners who came or went. */
export function ownersChanged(before: OwnedClusters, now: OwnedClusters): OwnersChange[] {
  const [old, young] = [entriesOf(before), entriesOf(now)];
  return [...new Set([...old.keys(), ...young.keys()])].flatMap((of) => {
    const [had, has] = [old.get(of) ?? [], young.get(of) ?? []];
    const added = has.filter((owner) => !had.includes(owner));
    const removed = had.filter((owner) => !has.includes(owner));
    return added.length + removed.length > 0 ? [{ of, added, removed }] : [];
  });
}

function entriesOf({ clusters }: OwnedClusters): Map<string, readonly string[]> {
  return new Map(
    Object.entries(clusters).flatMap(([name, { owners, paths }]) => [
      [name, owners] as const,
      ...paths.map((path) => [`${name}${path.pattern}`, path.owners] as const),
    ]),
  );
}

/** The names of all but owners that differ, as the file has them. */
function others(first: Settings, now: Settings): string[] {
  const names = new Set([...Object.keys(first.clusters), ...Object.keys(now.clusters)]);
  const cameOrWent = [...names].filter(
    (name) => Object.hasOwn(first.clusters, name) !== Object.hasOwn(now.clusters, name),
  );
  const { clusters: _, ...rest } = now;
  return [...cameOrWent.map((name) => `clusters.${name}`), ...differences(first, rest)];
}

function differences(one: unknown, other: unknown, at = ''): string[] {
  if (!isGroup(one) || !isGroup(other)) {
    return JSON.stringify(one) === JSON.stringify(other) ? [] : [at];
  }
  const keys = at === '' ? Object.keys(other) : [...Object.keys(one), ...Object.keys(other)];
  return [...new Set(keys)].flatMap((key) =>
    // A duration has its unit in its name here, and in its value in the file.
    differences(one[key], other[key], [at, key.replace(/Ms$/, '')].filter(Boolean).join('.')),
  );
}

function isGroup(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
