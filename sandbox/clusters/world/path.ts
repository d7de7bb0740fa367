import { codes, Refusal, simulated } from './refusal.ts';
import type { World } from './types.ts';

/** A path within a cluster. */
export interface Place {
  cluster: string;
  path: string;
}

/**
 * Point 14: `/mapr/<cluster>/p` by the clusters that the node knows, `/p` on its default cluster.
 *
 * @param known clusters in `mapr-clusters.conf`, default first
 */
export function resolvePlace(world: World, known: readonly string[], path: string): Place {
  const place = splitPlace(known[0] ?? '', path);
  if (!known.includes(place.cluster) || world.clusters[place.cluster] === undefined) {
    throw new Refusal(
      codes.invalid,
      simulated(`Cluster ${place.cluster} of path ${path} is not in mapr-clusters.conf`),
    );
  }
  return place;
}

/** Cluster and local path, without asking whether the cluster exists. */
export function splitPlace(defaultCluster: string, path: string): Place {
  if (!path.startsWith('/')) {
    throw new Refusal(codes.invalid, simulated(`Path ${path} is not absolute`));
  }
  const global = /^\/mapr\/([^/]+)(\/.*)?$/.exec(path);
  if (global === null) return { cluster: defaultCluster, path: tidy(path) };
  return { cluster: global[1] ?? '', path: tidy(global[2] ?? '/') };
}

/** Directory that holds `path`. */
export function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/')) || '/';
}

export function globalPath(place: Place): string {
  return `/mapr/${place.cluster}${place.path}`;
}

function tidy(path: string): string {
  return path.replace(/\/+/g, '/').replace(/(.)\/$/, '$1');
}
