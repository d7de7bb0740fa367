import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withLock } from './lock.ts';
import { advance } from './world/advance.ts';
import type { World } from './world/types.ts';

/**
 * Reads the world, carries it to now, lets `change` alter its private copy, writes it back whole.
 * If `change` throws, nothing is kept. Killed at any instruction, the old world or the new one is on disk.
 */
export function transact<T>(dir: string, change: (world: World) => T): Promise<T> {
  return withLock(dir, () => {
    const version = latest(dir) ?? 0;
    const world = readWorld(dir, version);
    advance(world, Date.now());
    const result = change(world);
    writeWorld(dir, world, version + 1);
    rmSync(fileOf(dir, version), { force: true });
    return result;
  });
}

/** The world as it is now, for who only looks: waits for nobody, and keeps nothing. */
export function look(dir: string): World {
  const world = peek(dir);
  advance(world, Date.now());
  return world;
}

/**
 * Each version has a name of its own, and takes it when it is whole: to give it the name of the one before would make
 * ext4 wait for the disk. So most of them never get there.
 */
export function writeWorld(dir: string, world: World, version = 0): void {
  const draft = join(dir, 'state.draft');
  writeFileSync(draft, JSON.stringify(world));
  renameSync(draft, fileOf(dir, version));
}

/** The world as it lies there, for what is not to change it. Nobody has to wait for it. */
export function peek(dir: string): World {
  for (;;) {
    const version = latest(dir);
    if (version === undefined) throw new Error(`${dir} holds no simulated clusters.`);
    try {
      return readWorld(dir, version);
    } catch (error) {
      // Another one has taken its place meanwhile.
      if (latest(dir) === version) throw error;
    }
  }
}

/** Whether there is a world. */
export function holdsWorld(dir: string): boolean {
  return latest(dir) !== undefined;
}

function latest(dir: string): number | undefined {
  const versions = readdirSync(dir).flatMap((name) => /^state\.(\d+)\.json$/.exec(name)?.[1] ?? []);
  return versions.length === 0 ? undefined : Math.max(...versions.map(Number));
}

function fileOf(dir: string, version: number): string {
  return join(dir, `state.${version}.json`);
}

// The file is written by this module alone, so its shape is taken on trust.
function readWorld(dir: string, version: number): World {
  return JSON.parse(readFileSync(fileOf(dir, version), 'utf8')) as World;
}
