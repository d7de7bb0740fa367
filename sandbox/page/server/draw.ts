/** The clusters as the page shows them. Pure. */

import { messagesIn } from '../../clusters/world/messages.ts';
import { rowError } from '../../clusters/world/obstacles.ts';
import { measure } from '../../clusters/world/stats.ts';
import type { Replica, Stream, World } from '../../clusters/world/types.ts';
import type { SeenCluster, SeenReplica, SeenStream } from '../wire.ts';

export function draw(world: World): SeenCluster[] {
  return Object.values(world.clusters).map(({ name, streams }) => ({
    name,
    streams: Object.values(streams)
      .map((stream) => drawStream(world, stream))
      .sort((a, b) => a.path.localeCompare(b.path)),
  }));
}

function drawStream(world: World, stream: Stream): SeenStream {
  const topics = Object.values(stream.topics);
  return {
    path: whole(stream),
    topics: topics.length,
    partitions: topics.reduce((sum, { partitions }) => sum + partitions.length, 0),
    messages: messagesIn(stream),
    replicas: stream.replicas.map((replica) => drawReplica(world, stream, replica)),
    upstreams: stream.upstreams.map(whole),
  };
}

function drawReplica(world: World, source: Stream, replica: Replica): SeenReplica {
  const there = world.clusters[replica.cluster]?.streams[replica.path];
  return {
    path: whole(replica),
    paused: replica.paused,
    accepted: there?.upstreams.some((upstream) => whole(upstream) === whole(source)) ?? false,
    messages: there ? messagesIn(there) : null,
    waiting: measure(replica, world.now).putsPending,
    error: rowError(world, source, replica)?.Msg ?? null,
  };
}

function whole({ cluster, path }: { readonly cluster: string; readonly path: string }): string {
  return `/mapr/${cluster}${path}`;
}
