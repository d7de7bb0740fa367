/** The streams that are known without asking a cluster: those that requests have found in place. */

import { keys } from '../../jobs/keys.ts';
import { setsUp } from '../../jobs/plan.ts';
import type { RequestState } from '../../jobs/state.ts';
import type { Connection } from '../../jobs/store.ts';
import { parseStreamPath, type StreamPath } from '../../mapr/path.ts';

export interface KnownStreams {
  /** Notes what a request has found, or made and left. May be told the same again and again. */
  note(state: RequestState): Promise<void>;
  /** The one that was replicated last comes first. */
  list(): Promise<readonly StreamPath[]>;
}

/** So many are remembered. */
const most = 1_000;

export function createKnownStreams(redis: Connection): KnownStreams {
  return {
    async note(state) {
      const found = foundBy(state);
      if (found.length === 0) return;
      await redis.zadd(keys.streams, ...found.flatMap((path) => [state.requestedAt, path]));
      await redis.zremrangebyrank(keys.streams, 0, -most - 1);
    },
    list: async () =>
      (await redis.zrange(keys.streams, '0', '-1', 'REV')).map((path) => parseStreamPath(path)),
  };
}

/** A source that was registered is there; so is a replica, unless it was taken away again. */
function foundBy({ procedure, plan, steps, outcome }: RequestState): readonly StreamPath[] {
  const registered = [steps.register, steps.autosetup].some(({ status }) => status === 'done');
  if (!setsUp(procedure) || !registered) return [];
  return outcome === 'done' ? [plan.source, plan.replica] : [plan.source];
}
