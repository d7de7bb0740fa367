/** What of a request stands in Slack already: kept in Redis, so that any bot can go on where another stopped. */

import { keys } from '../jobs/keys.ts';
import type { Connection } from '../jobs/store.ts';

export interface Posted {
  readonly channel: string;
  readonly ts: string;
  /** Of what it shows. */
  readonly hash: string;
  /** When it was last brought up to date, milliseconds since 1970. */
  readonly at: number;
}

export interface PostedMessages {
  /** All that is known of a request's messages, by key. */
  read(request: string): Promise<ReadonlyMap<string, Posted>>;
  /** Where the card stands, also of a request that was compacted; null where it is not there. */
  cardOf(request: string): Promise<Posted | null>;
  /** @returns false where an earlier attempt to post it never told how it ended */
  intend(request: string, key: string): Promise<boolean>;
  /** The attempt came to nothing for certain. */
  withdraw(request: string, key: string): Promise<void>;
  save(request: string, key: string, posted: Posted): Promise<void>;
  /** It is gone from Slack. */
  forget(request: string, key: string): Promise<void>;
  /** They may show something stale: they are sent again at the next opportunity. */
  distrust(request: string, messages: readonly string[]): Promise<void>;
}

export function createPostedMessages(redis: Connection): PostedMessages {
  return {
    async read(request) {
      const fields = new Map(Object.entries(await redis.hgetall(keys.posted(request))));
      const known = new Map<string, Posted>();
      for (const [field, json] of fields) {
        const [kind, key = ''] = field.split(/ (.*)/s);
        if (kind !== 'message') continue;
        const posted = JSON.parse(json) as Posted;
        known.set(key, fields.has(`stale ${key}`) ? { ...posted, hash: '' } : posted);
      }
      return known;
    },
    async cardOf(request) {
      const json =
        (await redis.hget(keys.posted(request), 'message card')) ??
        (await redis.hget(keys.kept(request), 'card'));
      return json === null ? null : (JSON.parse(json) as Posted);
    },
    async intend(request, key) {
      return (await redis.hsetnx(keys.posted(request), `intent ${key}`, Date.now())) === 1;
    },
    async withdraw(request, key) {
      await redis.hdel(keys.posted(request), `intent ${key}`);
    },
    async save(request, key, posted) {
      await redis.hset(keys.posted(request), `message ${key}`, JSON.stringify(posted));
      await redis.hdel(keys.posted(request), `intent ${key}`, `stale ${key}`);
    },
    async forget(request, key) {
      await redis.hdel(keys.posted(request), `message ${key}`, `intent ${key}`);
    },
    async distrust(request, messages) {
      await redis.hset(keys.posted(request), ...messages.flatMap((key) => [`stale ${key}`, '1']));
    },
  };
}
