import { randomUUID } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
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
    const world = readWorld(dir);
    advance(world, Date.now());
    const result = change(world);
    writeWorld(dir, world);
    return result;
  });
}

/** The world as it is now, for who only looks: waits for nobody, and keeps nothing. */
export function look(dir: string): World {
  const world = readWorld(dir);
  advance(world, Date.now());
  return world;
}

/** Writes via a temporary name, since a rename is all or nothing. */
export function writeWorld(dir: string, world: World): void {
  const temporary = join(dir, `state.${randomUUID()}.tmp`);
  writeFileSync(temporary, JSON.stringify(world));
  renameSync(temporary, join(dir, 'state.json'));
}

/** The world as it lies there, for what never changes (the names of the clusters). */
export function peek(dir: string): World {
  return readWorld(dir);
}

// The file is written by this module alone, so its shape is taken on trust.
function readWorld(dir: string): World {
  return JSON.parse(readFileSync(join(dir, 'state.json'), 'utf8')) as World;
}
