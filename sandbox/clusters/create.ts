import { existsSync, mkdirSync, mkdtempSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clusters, CreateOptions } from './api.ts';
import { openHandle } from './handle.ts';
import { bundle, installHome } from './install.ts';
import { reside } from './resident.ts';
import { holdsWorld, writeWorld } from './store.ts';
import { newWorld } from './world/new-world.ts';

/** Makes a new world with its executables. The caller removes it with `cleanup()`. */
export async function createClusters({
  dir = mkdtempSync(join(tmpdir(), 'clusters-')),
  clusters,
  insecure = [],
  settings = {},
}: CreateOptions): Promise<Clusters> {
  const [first] = clusters;
  if (first === undefined) throw new Error('A world needs at least one cluster.');
  if (existsSync(dir) && holdsWorld(dir)) {
    throw new Error(`${dir} holds simulated clusters already: use openClusters.`);
  }
  mkdirSync(dir, { recursive: true });
  const real = realpathSync(dir);
  const world = newWorld(clusters, insecure, settings, Date.now());
  writeWorld(real, world);
  await bundle(real);
  installHome(real, Object.values(world.clusters), first);
  await reside(real);
  return openHandle(real);
}

/** Opens a world that `createClusters` made, in whatever process. */
export function openClusters(dir: string): Clusters {
  if (!existsSync(dir) || !holdsWorld(dir)) throw new Error(`${dir} holds no simulated clusters.`);
  const real = realpathSync(dir);
  // Until it serves them, and if it cannot, the programs run by themselves.
  reside(real).catch(() => undefined);
  return openHandle(real);
}
