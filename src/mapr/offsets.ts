import { each } from './each.ts';
import type { StreamPath } from './path.ts';
import type { Mapr, RunOptions } from './run.ts';
import type { PartitionRow } from './topic-info.ts';
import { topicInfo } from './topic-info.ts';
import { topicList } from './topic-list.ts';

/** Newest offset by topic and partition; -1 where there never was a message. Plain JSON, for the log. */
export type Offsets = Record<string, number[]>;

/** A partition that is behind the mark. */
export interface Shortfall {
  readonly topic: string;
  readonly partition: number;
  readonly have: number;
  readonly want: number;
}

/** A JVM each, of hundreds of MB. */
const atOnce = 4;

/**
 * How far a stream has come: `topic list`, and `topic info` for each topic.
 * @param only of the topics, these alone: one that is not there is left out
 * @throws MaprError
 */
export async function readOffsets(
  mapr: Mapr,
  path: StreamPath,
  options: RunOptions = {},
  only: readonly string[] | null = null,
): Promise<Offsets> {
  const wanted = only && new Set(only);
  const all = await mapr.run(topicList(path), options);
  const topics = all.filter(({ topic }) => !wanted || wanted.has(topic));
  const entries = await each(topics, atOnce, options.signal, async ({ topic }, signal) => {
    const rows = await mapr.run(topicInfo(path, topic), { ...options, signal });
    return [topic, byPartition(rows)] as const;
  });
  return Object.fromEntries(entries);
}

/**
 * Where `replica` is not yet at `mark`, which is what the source was at when the copy began; empty: it has arrived.
 * Offsets are kept by copying and by replication, so they compare (sheet, 2.5 and 4.4).
 */
export function reached(replica: Offsets, mark: Offsets): Shortfall[] {
  return Object.entries(mark).flatMap(([topic, wanted]) =>
    wanted.flatMap((want, partition) => {
      const have = offsetAt(replica, topic, partition);
      return have < want ? [{ topic, partition, have, want }] : [];
    }),
  );
}

/** Messages ever published, expired ones included. */
export function messagesIn(offsets: Offsets): number {
  return Object.values(offsets)
    .flat()
    .reduce((sum, offset) => sum + offset + 1, 0);
}

/**
 * How much of `mark` has been copied, 0 to 1. What the source got since does not count, neither as wanted nor as
 * copied. An empty source is copied.
 */
export function progress(copied: Offsets, mark: Offsets): number {
  const wanted = messagesIn(mark);
  if (wanted === 0) return 1;
  const missing = reached(copied, mark).reduce((sum, { have, want }) => sum + want - have, 0);
  return (wanted - missing) / wanted;
}

function byPartition(rows: readonly PartitionRow[]): number[] {
  const offsets: number[] = [];
  for (const { partitionid, maxoffset } of rows) offsets[partitionid] = maxoffset;
  return Array.from(offsets, (offset: number | undefined) => offset ?? -1);
}

/** A topic may be called `constructor`. */
function offsetAt(offsets: Offsets, topic: string, partition: number): number {
  return Object.hasOwn(offsets, topic) ? (offsets[topic]?.[partition] ?? -1) : -1;
}
