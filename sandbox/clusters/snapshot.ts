import type { PartitionSnapshot, ReplicaSnapshot, StreamSnapshot } from './api.ts';
import { sumOf } from './world/batches.ts';
import { messagesIn } from './world/messages.ts';
import { rowError } from './world/obstacles.ts';
import { measure } from './world/stats.ts';
import type { Partition, Replica, Stream, World } from './world/types.ts';

/** A stream as a test wants to see it. */
export function snapshotOf(world: World, stream: Stream): StreamSnapshot {
  const { cluster, path, uuid, attributes } = stream;
  return {
    cluster,
    path,
    uuid,
    attributes,
    topics: Object.fromEntries(
      Object.entries(stream.topics).map(([name, { partitions }]) => [
        name,
        { partitions: partitions.map(partitionOf) },
      ]),
    ),
    replicas: stream.replicas.map((replica) => replicaOf(world, stream, replica)),
    upstreams: stream.upstreams.map(({ cluster, path, uuid }) => ({ cluster, path, uuid })),
    messages: messagesIn(stream),
  };
}

function partitionOf({ batches }: Partition): PartitionSnapshot {
  return { maxoffset: batches.at(-1)?.to ?? -1, ...sumOf(batches) };
}

function replicaOf(world: World, source: Stream, replica: Replica): ReplicaSnapshot {
  const { cluster, path, uuid, state, paused, copyPercentage } = replica;
  const { putsPending, bytesPending } = measure(replica, world.now);
  const error = rowError(world, source, replica) ?? null;
  return { cluster, path, uuid, state, paused, putsPending, bytesPending, copyPercentage, error };
}
