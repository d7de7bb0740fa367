/** The entries of a request's log as they stand in Redis, read without a thought of what they say. */

import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { Entry } from './chain.ts';
import { keys } from './keys.ts';
import type { Connection } from './store.ts';
import { parseTrail, type Seal, type Trail } from './trail.ts';

/** @param after the version that they come after: 0 for all of them, also of a log that was compacted */
export async function readEntries(
  redis: Connection,
  request: string,
  after: number,
): Promise<readonly Entry[]> {
  const found = await redis.xrange(keys.log(request), `(${after}-0`, '+');
  if (found.length > 0 || after > 0) return found.map(entryOf);
  return (await readTrail(redis, request))?.entries ?? [];
}

/** The whole trail, as of one moment. @returns null where there is no such request */
export async function readTrail(redis: Connection, request: string): Promise<Trail | null> {
  const results = await redis
    .multi()
    .xrange(keys.log(request), '-', '+')
    .hgetall(keys.seal(request))
    .hgetBuffer(keys.kept(request), 'trail')
    .exec();
  const [stored, fields, kept] = (results ?? []).map(([error, value]) => {
    if (error) throw error;
    return value;
  }) as [Stored[], Record<string, string>, Buffer | null];
  const seal = sealOf(fields);
  if (stored.length > 0) return { request, seal, entries: stored.map(entryOf) };
  if (kept) return unpack(kept);
  return seal ? { request, seal, entries: [] } : null;
}

export async function readSeal(redis: Connection, request: string): Promise<Seal | null> {
  return sealOf(await redis.hgetall(keys.seal(request)));
}

/** Every request that there is, as of one moment: those under way, those that have ended, those that were compacted. */
export async function listRequests(redis: Connection): Promise<readonly string[]> {
  const results = await redis
    .multi()
    .zrange(keys.compacted, '0', '-1')
    .zrange(keys.ended, '0', '-1')
    .zrange(keys.open, '0', '-1')
    .exec();
  return (results ?? []).flatMap(([error, value]) => {
    if (error) throw error;
    return value as string[];
  });
}

/** More than any log will ever have: who writes to Redis could have a reader unpack without end. */
const maxBytes = 256 * 1024 * 1024;

async function unpack(kept: Buffer): Promise<Trail> {
  const text = await promisify(gunzip)(kept, { maxOutputLength: maxBytes });
  return parseTrail(text.toString());
}

type Stored = [id: string, fields: string[]];

function entryOf([id, [, text = '', , hash = '']]: Stored): Entry {
  return { version: Number.parseInt(id, 10), hash, text };
}

function sealOf({ version, hash = '', signature = '' }: Record<string, string>): Seal | null {
  return version === undefined ? null : { version: Number(version), hash, signature };
}
