import type { World } from '../world/types.ts';
import type { FaultKind, FaultSwitches, Scope } from './types.ts';

/** A fault of the cluster itself, not of one command: switches bound to commands or counts do not count. */
export function standing<K extends FaultKind>(
  world: World,
  kind: K,
  cluster: string,
): FaultSwitches[K] | undefined {
  const switches: readonly FaultSwitches[K][] = world.faults[kind] ?? [];
  return switches.find(
    ({ clusters, command, times }: Scope) =>
      command === undefined && times === undefined && names(clusters, [cluster]),
  );
}

/** Whether `clusters` leaves it open or names one of `touched`. */
export function names(clusters: Scope['clusters'], touched: readonly string[]): boolean {
  if (clusters === undefined) return true;
  const list = typeof clusters === 'string' ? [clusters] : clusters;
  return list.some((cluster) => touched.includes(cluster));
}
