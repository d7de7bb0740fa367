import { names } from '../faults/standing.ts';
import type { World } from './types.ts';

/** Point 13: state of a user's ticket for a cluster, as long as a fault without `times` or `command` says so. */
export function ticketOf(
  world: World,
  cluster: string,
  user: string,
): 'valid' | 'expired' | 'missing' {
  const fault = (world.faults.ticket ?? []).find(
    (found) =>
      found.times === undefined &&
      found.command === undefined &&
      names(found.clusters, [cluster]) &&
      (found.user === undefined || found.user === user),
  );
  return fault?.state ?? 'valid';
}
