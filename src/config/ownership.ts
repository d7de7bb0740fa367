/** Who owns a path: the most specific pattern of its cluster that fits it, or else the cluster's owners. */

import { clusterOf, localPath, type StreamPath } from '../mapr/path.ts';

export interface PathOwners {
  /** `/a/b`, `/a/*` (one segment) or `/a/**` (everything below). */
  readonly pattern: string;
  readonly owners: readonly string[];
}

export interface ClusterSettings {
  readonly owners: readonly string[];
  readonly paths: readonly PathOwners[];
}

export interface OwnedClusters {
  readonly clusters: Readonly<Record<string, ClusterSettings>>;
}

/** A path pattern: literal segments, `*` for one segment, and `**` at the end for all below. */
export const patternGrammar =
  /^(?=\/)(?:\/(?:\*|(?!\.{1,2}(?:\/|$))[A-Za-z0-9._][A-Za-z0-9._-]*))*(?:\/\*\*)?$/;

/** @returns the entries, users and user groups, that speak for a path; none for a cluster that is not configured */
export function ownersOf({ clusters }: OwnedClusters, path: StreamPath): readonly string[] {
  const name = clusterOf(path);
  const cluster = Object.hasOwn(clusters, name) ? clusters[name] : undefined;
  if (!cluster) return [];
  const fitting = cluster.paths.filter(({ pattern }) => fits(pattern, localPath(path)));
  const [best] = fitting.sort((one, other) => compare(one.pattern, other.pattern));
  return best?.owners ?? cluster.owners;
}

function fits(pattern: string, path: string): boolean {
  const wanted = segments(pattern);
  const given = segments(path);
  const open = isOpen(wanted);
  const fixed = open ? wanted.slice(0, -1) : wanted;
  if (open ? given.length <= fixed.length : given.length !== fixed.length) return false;
  return fixed.every((segment, index) => segment === '*' || segment === given[index]);
}

/**
 * The more specific first: that with more names in it; of as many, one for paths of a fixed length
 * before one that ends in `**`; then, at the first segment that differs, a name before `*`.
 */
function compare(one: string, other: string): number {
  const [a, b] = [segments(one), segments(other)];
  const more = names(b) - names(a) || Number(isOpen(a)) - Number(isOpen(b));
  if (more !== 0) return more;
  for (let index = 0; index < Math.max(a.length, b.length); index += 1) {
    const difference = rank(a[index]) - rank(b[index]);
    if (difference !== 0) return difference;
  }
  return 0;
}

function names(pattern: readonly string[]): number {
  return pattern.filter((segment) => rank(segment) === 0).length;
}

function isOpen(pattern: readonly string[]): boolean {
  return pattern.at(-1) === '**';
}

function rank(segment: string | undefined): number {
  if (segment === undefined) return 3;
  if (segment === '**') return 2;
  return segment === '*' ? 1 : 0;
}

function segments(path: string): string[] {
  return path.split('/').filter((segment) => segment !== '');
}
