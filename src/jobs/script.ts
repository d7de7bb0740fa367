/** Scripts that Redis runs in one go. Their text goes over the line once: from then on the server knows it by its hash. */

import { createHash } from 'node:crypto';
import type { Connection } from './store.ts';

type Value = string | number | Buffer;

/** @throws what Redis answers, or what has become of the connection */
export type Script = (
  redis: Connection,
  keys: readonly string[],
  ...args: readonly Value[]
) => Promise<unknown>;

/** A server that has started anew, or another one, has none: it is sent the text again. */
export function script(lua: string): Script {
  const sha = createHash('sha1').update(lua).digest('hex');
  return async (redis, keys, ...args) => {
    try {
      return await redis.evalsha(sha, keys.length, ...keys, ...args);
    } catch (error) {
      if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error;
      return redis.eval(lua, keys.length, ...keys, ...args);
    }
  };
}
