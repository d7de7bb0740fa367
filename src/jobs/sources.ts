/**
 * The index of the streams that requests under way replicate from: kept as they begin, see store-scripts.ts. What has ended
 * counts for nothing there, and is taken out afterwards.
 */

import { heldBy } from './conflict.ts';
import { keys } from './keys.ts';
import { script } from './script.ts';
import type { RequestState } from './state.ts';
import type { Connection } from './store.ts';
import { wholeScript } from './store-scripts.ts';

/** What the index is made of, in the order in which the scripts know it. */
export const sourcesKeys: readonly string[] = [
  ...[keys.open, keys.replicas, keys.sources, keys.sourcesOf],
  ...[keys.ended, keys.compacted],
];

export interface Sources {
  /** Makes it whole, so that the first request after an upgrade does not have to. */
  align(): Promise<void>;
  /** Takes a request out that has ended. */
  note(state: RequestState): Promise<void>;
}

/** Another request may hold the replica by now, from the same source. */
const strikeScript = script(`
  for _, each in ipairs(ARGV) do
    local source, replica = string.match(each, '^(%S+) (%S+)$')
    local holder = redis.call('HGET', KEYS[2], replica)
    if not holder or string.match(holder, ' (.*)') ~= source then redis.call('ZREM', KEYS[1], each) end
  end
`);

export function createSources(redis: Connection): Sources {
  return {
    async align() {
      await wholeScript(redis, sourcesKeys);
    },
    async note({ endedAt, procedure, plan }) {
      if (endedAt === null) return;
      const { source, replica } = plan;
      const held = heldBy(procedure, plan).map((each) =>
        each === replica ? `${source} ${replica}` : `${replica} ${source}`,
      );
      if (held.length === 0) return;
      await strikeScript(redis, [keys.sources, keys.replicas], ...held);
    },
  };
}
