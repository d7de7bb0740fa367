import { advanceAutosetup } from './autosetup.ts';
import { deliver } from './deliver.ts';
import { rowError } from './obstacles.ts';
import { measure } from './stats.ts';
import type { World } from './types.ts';

/**
 * Carries the continuous processes to `now`. Every access does this first, so there is no daemon: between two accesses
 * nothing that steers them (pause, gateways, faults) can have changed.
 */
export function advance(world: World, now: number): void {
  const elapsed = Math.max(0, now - world.now);
  world.now += elapsed;
  const streams = Object.values(world.clusters).flatMap(({ streams }) => Object.values(streams));
  for (const source of streams) {
    for (const replica of source.replicas) {
      advanceAutosetup(world, source, replica, elapsed);
      deliver(world, source, replica, elapsed);
      const error = rowError(world, source, replica);
      replica.errorSince = error === undefined ? null : (replica.errorSince ?? world.now);
      if (world.now - replica.stats.takenAt > world.settings.statsFrozenMs) {
        replica.stats = measure(replica, world.now);
      }
    }
  }
}
