import { standing } from '../faults/standing.ts';
import type { World } from './types.ts';

/** Gateways that `from` knows for `destination`: `cluster gateway set`, else the CLDB nodes (sheet 4.6). */
export function knownGateways(world: World, from: string, destination: string): readonly string[] {
  if (standing(world, 'gatewaysMissing', destination) !== undefined) return [];
  return world.clusters[from]?.gateways[destination] ?? world.clusters[destination]?.cldbs ?? [];
}

/** Those of them on which a gateway runs now. */
export function runningGateways(
  world: World,
  from: string,
  destination: string,
): readonly string[] {
  const down = standing(world, 'gatewaysDown', destination);
  const running = (world.clusters[destination]?.gatewayHosts ?? []).filter(
    (host) => down === undefined || down.hosts?.includes(host) === false,
  );
  return knownGateways(world, from, destination).filter((host) =>
    running.includes(host.replace(/:\d+$/, '')),
  );
}
