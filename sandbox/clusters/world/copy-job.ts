import { countOf, sliceBatch } from './batches.ts';
import { putMessages } from './messages.ts';
import { codes, Refusal, simulated } from './refusal.ts';
import { streamAt } from './streams.ts';
import { copyTopics } from './topics.ts';
import type { CopyJob, CopyRange, Stream, StreamRef, World } from './types.ts';

/** Point 35: everything that the source holds now, topics without messages included. */
export function startCopy(source: Stream, destination: Stream): CopyJob {
  copyTopics(source, destination);
  const ranges = Object.entries(source.topics).flatMap(([topic, { partitions }]) =>
    partitions.flatMap(({ batches }, partition) =>
      batches.map(({ from, to }) => ({ topic, partition, from, to })),
    ),
  );
  return {
    source: refTo(source),
    destination: refTo(destination),
    ranges,
    total: ranges.reduce((sum, range) => sum + countOf(range), 0),
    done: 0,
  };
}

/** Moves up to `most` messages to the same offsets. */
export function stepCopy(world: World, job: CopyJob, most: number): void {
  const source = follow(world, job.source);
  const destination = follow(world, job.destination);
  let left = most;
  while (left > 0) {
    const range = job.ranges.shift();
    if (range === undefined) return;
    const last = Math.min(range.to, range.from + left - 1);
    copyRange(source, destination, { ...range, to: last });
    if (last < range.to) job.ranges.unshift({ ...range, from: last + 1 });
    job.done += last - range.from + 1;
    left -= last - range.from + 1;
  }
}

export function percentage(job: CopyJob): number {
  return job.total === 0 ? 100 : Math.floor((100 * job.done) / job.total);
}

function copyRange(source: Stream, destination: Stream, range: CopyRange): void {
  const { topic, partition, from, to } = range;
  for (const batch of source.topics[topic]?.partitions[partition]?.batches ?? []) {
    const part = sliceBatch(batch, from, to);
    if (part !== undefined) putMessages(destination, topic, partition, part);
  }
}

function follow(world: World, ref: StreamRef): Stream {
  const stream = streamAt(world, ref);
  if (stream?.uuid === ref.uuid) return stream;
  throw new Refusal(codes.missing, simulated(`Stream ${ref.path} went away`));
}

function refTo({ cluster, path, uuid }: Stream): StreamRef {
  return { cluster, path, uuid };
}
