/** Whether Redis keeps what it is given: the log in it is the truth, so nothing may be evicted or lost. */

import type { Connection } from './store.ts';

export interface RedisFault {
  readonly what: string;
  readonly remedy: string;
}

/** @returns what is wrong, or that it could not be told (CONFIG may be forbidden to this user) */
export async function redisFaults(redis: Connection): Promise<readonly RedisFault[]> {
  const [memory, persistence] = await Promise.all([
    redis.info('memory'),
    redis.info('persistence'),
  ]);
  const policy = /^maxmemory_policy:(\S+)/m.exec(memory)?.[1];
  const aof = /^aof_enabled:(\d)/m.exec(persistence)?.[1];
  const faults: RedisFault[] = [];
  if (policy !== 'noeviction') {
    faults.push({
      what: `Redis may drop what it is given (maxmemory-policy is ${policy ?? 'not told'}).`,
      remedy: 'Set: maxmemory-policy noeviction',
    });
  }
  if (aof !== '1') {
    faults.push({
      what: 'Redis loses what it was given when it stops (appendonly is off).',
      remedy: 'Set: appendonly yes',
    });
  }
  return faults;
}
