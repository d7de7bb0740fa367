import { names } from '../faults/standing.ts';
import type { Scope } from '../faults/types.ts';
import type { World } from './types.ts';

/** Point 13: state of a user's ticket for a cluster, as long as a fault without `times` or `command` says so. */
export function ticketOf(
  world: World,
  cluster: string,
  user: string,
): 'valid' | 'expired' | 'missing' {
  const fault = (world.faults.ticket ?? []).find((found) => stands(found, cluster, user));
  return fault?.state ?? 'valid';
}

/** How many hours a valid ticket still has: two weeks, as long as no fault says otherwise. */
export function hoursLeft(world: World, cluster: string, user: string): number {
  const fault = (world.faults.ticketEnds ?? []).find((found) => stands(found, cluster, user));
  return fault?.hours ?? 14 * 24;
}

function stands(found: Scope, cluster: string, user: string): boolean {
  return (
    found.times === undefined &&
    found.command === undefined &&
    names(found.clusters, [cluster]) &&
    (found.user === undefined || found.user === user)
  );
}
