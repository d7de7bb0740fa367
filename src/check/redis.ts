import type { RedisTarget } from '../config.ts';
import { connect } from '../jobs/redis.ts';
import { redisFaults } from '../jobs/redis-faults.ts';
import type { Connection } from '../jobs/store.ts';
import { type CheckLine, fine, missing, reasonOf, untold } from './line.ts';

/** Whether Redis can be reached, and whether it keeps what it is given. */
export async function redisLines(target: RedisTarget): Promise<CheckLine[]> {
  const redis = connect(target, 'prompt');
  try {
    await reach(redis);
    return [fine('Redis can be reached.'), ...(await durability(redis))];
  } catch (error) {
    const what = `Redis cannot be reached: ${reasonOf(error)}`;
    return [missing(what, 'Check REDIS_URL, and that the server runs and knows this user.')];
  } finally {
    redis.disconnect();
  }
}

function reach(redis: Connection): Promise<void> {
  return new Promise((resolve, reject) => {
    redis.once('ready', resolve);
    redis.on('error', reject);
  });
}

/** A managed server may forbid INFO to its users, who then have to see for themselves. */
async function durability(redis: Connection): Promise<CheckLine[]> {
  try {
    const faults = await redisFaults(redis);
    if (faults.length === 0) return [fine('Redis keeps everything: noeviction, AOF.')];
    return faults.map(({ what, remedy }) => missing(what, remedy));
  } catch (error) {
    const what = `Whether Redis keeps everything is not told to this user: ${reasonOf(error)}`;
    return [untold(what, 'Allow INFO to it, or see that the server has noeviction and AOF.')];
  }
}
