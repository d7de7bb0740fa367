/** Which requests there have been about a stream: kept as they come, and for as long as their logs. */

import type { StreamPath } from '../mapr/path.ts';
import { keys } from './keys.ts';
import { isDryRun } from './plan.ts';
import { carriedOut } from './redis.ts';
import type { RequestState } from './state.ts';
import type { Connection } from './store.ts';

export interface History {
  note(state: RequestState): Promise<void>;
  /** The newest first. */
  of(stream: StreamPath, most: number): Promise<readonly string[]>;
}

export function createHistory(redis: Connection): History {
  return {
    async note({ id, procedure, plan, requestedAt }) {
      // A dry run is nothing that has happened.
      if (isDryRun(procedure)) return;
      const batch = redis.pipeline();
      for (const stream of [plan.source, plan.replica]) {
        batch.zadd(keys.history(stream), 'NX', requestedAt, id);
      }
      await carriedOut(batch);
    },
    of: (stream, most) => redis.zrevrange(keys.history(stream), 0, most - 1),
  };
}
