import { countOf } from './batches.ts';
import type { Replica, ReplicaStats } from './types.ts';

/** Point 27: the figures of a replica's backlog as they are now. Times in seconds. */
export function measure(replica: Replica, now: number): ReplicaStats {
  const { pending } = replica;
  const putsPending = pending.reduce((sum, batch) => sum + countOf(batch), 0);
  return {
    takenAt: now,
    // Sheet 0.6: true as well while nothing has been copied at all.
    isUptodate: putsPending === 0 || replica.state !== 'REPLICA_STATE_REPLICATING',
    minPendingTS: seconds(Math.min(...pending.map(({ firstAt }) => firstAt))),
    maxPendingTS: seconds(Math.max(...pending.map(({ lastAt }) => lastAt))),
    bytesPending: pending.reduce((sum, { bytes }) => sum + bytes, 0),
    putsPending,
    bucketsPending: new Set(pending.map(({ topic, partition }) => `${topic}:${partition}`)).size,
  };
}

function seconds(ms: number): number {
  return Number.isFinite(ms) ? Math.floor(ms / 1000) : 0;
}
