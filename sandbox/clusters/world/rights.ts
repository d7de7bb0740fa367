import { allows } from '../ace/check.ts';
import { globalPath, type Place, parentOf } from './path.ts';
import { codes, Refusal, simulated } from './refusal.ts';
import { clusterAt } from './streams.ts';
import type { Directory, Permission, Stream, User, World } from './types.ts';

export type DirectoryRight = keyof Directory;

export const reading: readonly DirectoryRight[] = ['readAce', 'lookupdir'];
export const writing: readonly DirectoryRight[] = ['readAce', 'writeAce', 'lookupdir'];

export function holds(stream: Stream, user: User, permission: Permission): boolean {
  return allows(stream.attributes[permission], user);
}

export function holdsAny(stream: Stream, user: User, any: readonly Permission[]): boolean {
  return any.some((permission) => holds(stream, user, permission));
}

/** Refuses unless the user holds every one. */
export function requirePermissions(stream: Stream, user: User, all: readonly Permission[]): void {
  for (const permission of all) {
    if (!holds(stream, user, permission)) deny(user, permission, globalPath(stream));
  }
}

/** Volume and directory rights, looked up at the directory that holds `place`. */
export function requireRights(
  world: World,
  user: User,
  place: Place,
  rights: readonly DirectoryRight[],
): void {
  const directory = clusterAt(world, place).directories[parentOf(place.path)];
  if (directory === undefined) return;
  for (const right of rights) {
    if (!allows(directory[right], user)) deny(user, right, globalPath(place));
  }
}

export function deny(user: User, what: string, path: string): never {
  throw new Refusal(
    codes.denied,
    simulated(`User ${user.name} lacks ${what} on ${path}, Permission denied`),
  );
}
