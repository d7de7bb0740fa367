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
  /** @returns false where an earlier attempt to post it never told how it ended */
  intend(request: string, key: string): Promise<boolean>;
  /** The attempt came to nothing for certain. */
  withdraw(request: string, key: string): Promise<void>;
  save(request: string, key: string, posted: Posted): Promise<void>;
  /** It is gone from Slack. */
  forget(request: string, key: string): Promise<void>;
  /** It may show something stale: it is sent again at the next opportunity. */
  distrust(request: string, key: string): Promise<void>;
}

export function createPostedMessages(redis: Connection): PostedMessages {
  return {
    async read(request) {
      const fields = Object.entries(await redis.hgetall(keys.posted(request)));
      const messages = fields.filter(([field]) => field.startsWith('message '));
      return new Map(messages.map(([field, json]) => [field.slice(8), JSON.parse(json) as Posted]));
    },
    async intend(request, key) {
      return (await redis.hsetnx(keys.posted(request), `intent ${key}`, Date.now())) === 1;
    },
    async withdraw(request, key) {
      await redis.hdel(keys.posted(request), `intent ${key}`);
    },
    async save(request, key, posted) {
      await redis.hset(keys.posted(request), `message ${key}`, JSON.stringify(posted));
      await redis.hdel(keys.posted(request), `intent ${key}`);
    },
    async forget(request, key) {
      await redis.hdel(keys.posted(request), `message ${key}`, `intent ${key}`);
    },
    async distrust(request, key) {
      const json = await redis.hget(keys.posted(request), `message ${key}`);
      if (!json) return;
      const posted = { ...(JSON.parse(json) as Posted), hash: '' };
      await redis.hset(keys.posted(request), `message ${key}`, JSON.stringify(posted));
    },
  };
}
