import { standing } from '../faults/standing.ts';
import { knownGateways, runningGateways } from './gateways.ts';
import { simulated } from './refusal.ts';
import { existsAt, streamAt } from './streams.ts';
import type { Replica, Stream, World } from './types.ts';

/** The `errors` object of a row. */
export interface RowError {
  Code: string;
  Host: string;
  Msg: string;
}

/** Why nothing flows to a replica; `error` is absent where the row does not say. */
export interface Obstacle {
  error?: RowError;
}

/** Points 28, 29 and 31: what keeps changes from arriving, pause left aside. */
export function obstacleTo(world: World, source: Stream, replica: Replica): Obstacle | undefined {
  return linkObstacle(world, source, replica) ?? consentObstacle(world, source, replica);
}

/** Gateways and clusters. */
export function linkObstacle(world: World, source: Stream, replica: Replica): Obstacle | undefined {
  if (standing(world, 'cldbDown', source.cluster) !== undefined) return {};
  if (knownGateways(world, source.cluster, replica.cluster).length === 0) {
    return obstacle(
      world,
      replica,
      'ErrNoGatewaysConfigured',
      simulated(`No gateways to cluster ${replica.cluster} are configured`),
    );
  }
  const unreachable =
    runningGateways(world, source.cluster, replica.cluster).length === 0 ||
    standing(world, 'cldbDown', replica.cluster) !== undefined;
  if (!unreachable) return undefined;
  return obstacle(
    world,
    replica,
    'ErrAllGatewaysUnreachable',
    `All configured gateways to cluster ${replica.cluster} are unreachable`,
  );
}

/** Point 32: what keeps a set-up from going on. */
export function setupObstacle(
  world: World,
  source: Stream,
  replica: Replica,
): Obstacle | undefined {
  return linkObstacle(world, source, replica) ?? pathObstacle(world, replica);
}

/**
 * As the order is turned down where the path is taken, so is what comes to the path between the order and the gateways'
 * making of the replica: without `-useexistingreplica true`, a stream that is there is never taken for it.
 */
function pathObstacle(world: World, replica: Replica): Obstacle | undefined {
  const isToBeMade = replica.setup !== null && replica.state === 'REPLICA_STATE_CREATE_SCHEDULE';
  if (!isToBeMade || replica.setup?.existing || !existsAt(world, replica)) return undefined;
  if (standing(world, 'takesStreams', replica.cluster) !== undefined) return undefined;
  const text = simulated(`Replica ${replica.path} exists, File exists`);
  return obstacle(world, replica, 'ErrReplicaExists', text);
}

/** Whether the replica is still the stream that was registered, and lists this very source. */
function consentObstacle(world: World, source: Stream, replica: Replica): Obstacle | undefined {
  const there = streamAt(world, replica);
  if (there === undefined || there.uuid !== replica.uuid) {
    const text = simulated(`Stream ${replica.path} is not the registered replica`);
    return obstacle(world, replica, 'ErrReplicaStreamMismatch', text);
  }
  if (there.upstreams.some(({ uuid }) => uuid === source.uuid)) return undefined;
  const fault = standing(world, 'upstreamMissing', replica.cluster);
  if (fault?.how === 'silent') return {};
  const text = simulated(`${source.path} of cluster ${source.cluster} is not an upstream`);
  return obstacle(world, replica, fault?.code ?? 'ErrUpstreamNotFound', text);
}

function obstacle(world: World, replica: Replica, Code: string, Msg: string): Obstacle {
  const Host = world.clusters[replica.cluster]?.gatewayHosts[0] ?? replica.cluster;
  return { error: { Code, Host, Msg } };
}

/** The row's `errors` object. A paused replica is not tried, so it shows none. */
export function rowError(world: World, source: Stream, replica: Replica): RowError | undefined {
  if (replica.paused) return undefined;
  const found =
    replica.setup === null
      ? obstacleTo(world, source, replica)
      : setupObstacle(world, source, replica);
  return found?.error;
}
