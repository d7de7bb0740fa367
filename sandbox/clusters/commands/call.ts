import { globalPath, type Place, resolvePlace } from '../world/path.ts';
import { codes, Refusal, simulated } from '../world/refusal.ts';
import { type DirectoryRight, requirePermissions, requireRights } from '../world/rights.ts';
import { streamAt } from '../world/streams.ts';
import type { Permission, Stream, World } from '../world/types.ts';
import type { Call } from './command.ts';

/** The value of an option that the command requires. */
export function need(call: Call, name: string): string {
  const value = call.values[name];
  if (value !== undefined) return value;
  throw new Refusal(codes.invalid, simulated(`Option -${name} is missing`));
}

export function flag(call: Call, name: string, fallback: boolean): boolean {
  const value = call.values[name];
  return value === undefined ? fallback : value === 'true';
}

export function integer(call: Call, name: string): number | undefined {
  const value = call.values[name];
  return value === undefined ? undefined : Number(value);
}

export function place(world: World, call: Call, option: string): Place {
  return resolvePlace(world, call.known, need(call, option));
}

/** The stream that an option names, once the caller's rights on its directory and on itself are found enough. */
export function openStream(
  world: World,
  call: Call,
  option: string,
  rights: readonly DirectoryRight[],
  permissions: readonly Permission[] = [],
): Stream {
  const at = place(world, call, option);
  requireRights(world, call.user, at, rights);
  const stream = streamAt(world, at);
  if (stream === undefined) return refuseMissing(call, need(call, option), at);
  requirePermissions(stream, call.user, permissions);
  return stream;
}

/** Point 19. The number was never published; Linux's for an invalid argument stands in. */
function refuseMissing(call: Call, given: string, at: Place): never {
  if (call.faults.missingAsEnoent !== undefined) {
    throw new Refusal(codes.missing, simulated(`${globalPath(at)}, No such file or directory`));
  }
  throw new Refusal(codes.invalid, `${given} is not a valid stream`);
}
