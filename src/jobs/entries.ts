/** The entries of a request's log as they stand in Redis, read without a thought of what they say. */

import type { Entry } from './chain.ts';
import { keys } from './keys.ts';
import type { Connection } from './store.ts';
import type { Seal, Trail } from './trail.ts';

/** @param after the version that they come after: 0 for all of them */
export async function readEntries(
  redis: Connection,
  request: string,
  after: number,
): Promise<Entry[]> {
  const found = await redis.xrange(keys.log(request), `(${after}-0`, '+');
  return found.map(entryOf);
}

/** The whole trail, as of one moment. @returns null where there is no such request */
export async function readTrail(redis: Connection, request: string): Promise<Trail | null> {
  const [entries, seal] = await atOnce(redis, request);
  if (entries.length === 0 && !seal) return null;
  return { request, seal, entries };
}

export async function readSeal(redis: Connection, request: string): Promise<Seal | null> {
  return sealOf(await redis.hgetall(keys.seal(request)));
}

async function atOnce(redis: Connection, request: string): Promise<[Entry[], Seal | null]> {
  const results = await redis
    .multi()
    .xrange(keys.log(request), '-', '+')
    .hgetall(keys.seal(request))
    .exec();
  const [entries, seal] = (results ?? []).map(([error, value]) => {
    if (error) throw error;
    return value;
  });
  return [(entries as Stored[]).map(entryOf), sealOf(seal as Record<string, string>)];
}

type Stored = [id: string, fields: string[]];

function entryOf([id, [, text = '', , hash = '']]: Stored): Entry {
  return { version: Number.parseInt(id, 10), hash, text };
}

function sealOf({ version, hash = '', signature = '' }: Record<string, string>): Seal | null {
  return version === undefined ? null : { version: Number(version), hash, signature };
}
