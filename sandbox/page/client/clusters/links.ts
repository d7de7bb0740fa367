/** What flows from stream to stream, in words. Pure. */

import type { SeenCluster, SeenReplica, SeenStream } from '../../wire.ts';

export interface Link {
  readonly source: SeenStream;
  readonly replica: SeenReplica;
  /** Places of their clusters, from the top. */
  readonly from: number;
  readonly to: number;
}

export function linksOf(clusters: readonly SeenCluster[]): Link[] {
  const placeOf = (path: string) => clusters.findIndex(({ name }) => name === path.split('/')[2]);
  return clusters.flatMap(({ streams }) =>
    streams.flatMap((source) =>
      source.replicas.map((replica) => ({
        source,
        replica,
        from: placeOf(source.path),
        to: placeOf(replica.path),
      })),
    ),
  );
}

export function arrowOf({ from, to }: Link): string {
  if (from === to) return '↺';
  return from < to ? '↓' : '↑';
}

/** In words, as colours and arrows alone tell nothing. */
export function stateOf({ replica, source }: Link): string {
  const { error, paused, accepted, waiting } = replica;
  if (replica.messages === null) return 'its stream is missing';
  if (!paused && error) return `stuck: ${error}`;
  if (!paused) return waiting > 0 ? `replicating, ${grouped(waiting)} on their way` : 'replicating';
  if (!accepted) return 'paused, waits for approval';
  const { messages } = source;
  const share = messages === 0 ? 100 : Math.floor((100 * replica.messages) / messages);
  return `paused, ${Math.min(share, 100)} % copied`;
}

/** `newyork/activity` */
export function short(path: string): string {
  return path.replace(/^\/mapr\//, '');
}

const numbers = new Intl.NumberFormat('en-US');

export function grouped(amount: number): string {
  return numbers.format(amount);
}
