/** The requests whose queues, or whose messages, may lag behind their log: kept in the append itself. */

import { script } from './script.ts';
import type { Connection } from './store.ts';

const settleScript = script(`
  local version = redis.call('ZSCORE', KEYS[1], ARGV[1])
  if version and tonumber(version) <= tonumber(ARGV[2]) then redis.call('ZREM', KEYS[1], ARGV[1]) end
`);

/** @param list keys.toDrive or keys.toSync */
export function lagging(redis: Connection, list: string): Promise<string[]> {
  return redis.zrange(list, '0', '-1');
}

/** Strikes a request off, unless its log has grown beyond the version that was dealt with. */
export async function settle(
  redis: Connection,
  list: string,
  request: string,
  version: number,
): Promise<void> {
  await settleScript(redis, [list], request, version);
}
