/**
 * Seals logs. A chain alone can be computed anew by whoever can write to Redis, and its end cut
 * off; so the bot, which holds the key, signs how far it has seen a log. A log has its first seal
 * from its first entry on, and is never sealed again without one: whoever changes it cannot drop
 * the seal and have the bot make another.
 */

import { createPublicKey, type KeyObject } from 'node:crypto';
import { link } from './chain.ts';
import { readEntries, readSeal } from './entries.ts';
import { readEvent } from './events.ts';
import { keys } from './keys.ts';
import { isCompacted } from './retention.ts';
import { script } from './script.ts';
import { type SignedSeal, sealIsSigned, signSeal } from './signing.ts';
import type { Connection } from './store.ts';

/** Signs the head of a log. */
export type Sealer = (head: SignedSeal) => string;

export interface Seals {
  /**
   * Moves a request's seal to the head of its log, if the chain between them is whole.
   * @returns what is wrong with the log, which is then not sealed; or null
   */
  advance(request: string): Promise<string | null>;
}

const advanceScript = script(`
  if redis.call('EXISTS', KEYS[2]) == 0 then return 0 end
  local sealed = redis.call('HGET', KEYS[1], 'version')
  if sealed and tonumber(sealed) >= tonumber(ARGV[1]) then return 0 end
  redis.call('HSET', KEYS[1], 'version', ARGV[1], 'hash', ARGV[2], 'signature', ARGV[3])
  return 1
`);

/** @param onEnd told of the seal of a request that has ended, before it is stored: once, or once more after a crash */
export function createSeals(
  redis: Connection,
  key: KeyObject,
  onEnd: (seal: SignedSeal) => void,
): Seals {
  const publicKey = createPublicKey(key);
  return { advance };

  async function advance(request: string): Promise<string | null> {
    const seal = await readSeal(redis, request);
    if (!seal) return (await isCompacted(redis, request)) ? null : 'its seal is missing';
    if (!sealIsSigned(publicKey, { request, ...seal }, seal.signature)) {
      return "its seal does not carry the bot's signature";
    }
    const [sealed, ...rest] = await readEntries(redis, request, seal.version - 1);
    if (sealed?.version !== seal.version || sealed.hash !== seal.hash) {
      return `entry ${seal.version} is not the one that was sealed`;
    }
    let head = sealed;
    for (const entry of rest) {
      if (entry.version !== head.version + 1 || entry.hash !== link(head.hash, entry.text)) {
        return `entry ${entry.version} does not follow from entry ${head.version}`;
      }
      head = entry;
    }
    if (head.version === seal.version) return null;
    const { version, hash } = head;
    const next = { request, version, hash };
    if (rest.some((entry) => readEvent(entry)?.type === 'ended')) onEnd(next);
    const signature = signSeal(key, next);
    await advanceScript(redis, [keys.seal(request), keys.log(request)], version, hash, signature);
    return null;
  }
}
