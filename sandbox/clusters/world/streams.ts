import { randomUUID } from 'node:crypto';
import { normalizeAce } from '../ace/check.ts';
import { globalPath, type Place, parentOf } from './path.ts';
import { codes, Refusal, simulated } from './refusal.ts';
import { type Attributes, permissions, type Stream, type World } from './types.ts';

/** Point 17: defaults of `stream create`. */
export function defaultAttributes(creator: string): Attributes {
  const owner = `u:${creator}`;
  return {
    ttl: 604800,
    autocreate: true,
    defaultpartitions: 1,
    compression: 'lz4',
    ischangelog: false,
    defaulttimestamptype: 'createtime',
    compact: false,
    mincompactionlag: 0,
    deleteretention: 86400000,
    pidexpirysecs: 604800,
    produceperm: owner,
    consumeperm: owner,
    topicperm: owner,
    copyperm: owner,
    adminperm: owner,
  };
}

/** Makes an empty stream with a new identity, after the checks that do not depend on who asks. */
export function addStream(world: World, place: Place, attributes: Attributes): Stream {
  const cluster = clusterAt(world, place);
  const name = place.path.slice(place.path.lastIndexOf('/') + 1);
  if (name === '' || name.includes(':')) {
    throw new Refusal(codes.invalid, simulated(`Invalid stream name in path ${place.path}`));
  }
  if (cluster.directories[parentOf(place.path)] === undefined) {
    throw new Refusal(
      codes.missing,
      simulated(`Stream create of ${globalPath(place)} failed, No such file or directory`),
    );
  }
  if (existsAt(world, place)) {
    throw new Refusal(
      codes.failed,
      simulated(`Stream create of ${globalPath(place)} failed, File exists`),
    );
  }
  const stream: Stream = {
    ...place,
    uuid: randomUUID(),
    attributes,
    topics: {},
    replicas: [],
    upstreams: [],
    cursors: [],
    nextIdx: 1,
  };
  cluster.streams[place.path] = stream;
  return stream;
}

/** Attributes with `change`, expressions normalized. */
export function mergeAttributes(
  world: World,
  base: Attributes,
  change: Partial<Attributes>,
): Attributes {
  const merged = { ...base, ...change };
  for (const permission of permissions) {
    const expression = change[permission];
    if (expression !== undefined) merged[permission] = normalizeAce(expression, world.users);
  }
  return merged;
}

export function streamAt(world: World, place: Place): Stream | undefined {
  return world.clusters[place.cluster]?.streams[place.path];
}

export function existsAt(world: World, place: Place): boolean {
  const cluster = clusterAt(world, place);
  return cluster.streams[place.path] !== undefined || cluster.directories[place.path] !== undefined;
}

export function clusterAt(world: World, { cluster }: { cluster: string }) {
  const found = world.clusters[cluster];
  if (found === undefined) throw new Refusal(codes.invalid, simulated(`No cluster ${cluster}`));
  return found;
}
