import type { SiteRedis } from '../../sandbox/site.ts';
import type { TestSite } from './scenario.ts';

/** All that is in Redis, as text. */
export async function everythingIn({ connection }: TestSite<SiteRedis>): Promise<string> {
  const all = await connection.keys('*');
  const dumps = await Promise.all(
    all.map(async (key) => {
      switch (await connection.type(key)) {
        case 'string':
          return connection.get(key);
        case 'hash':
          return connection.hgetall(key);
        case 'list':
          return connection.lrange(key, 0, -1);
        case 'zset':
          return connection.zrange(key, 0, '-1');
        case 'set':
          return connection.smembers(key);
        case 'stream':
          return connection.xrange(key, '-', '+');
        default:
          return null;
      }
    }),
  );
  return JSON.stringify([all, dumps]);
}
