import { insertBatches, mergeable, mergeBatches, missingFrom, sumOf } from './batches.ts';
import { codes, Refusal, simulated } from './refusal.ts';
import { addTopic } from './topics.ts';
import type { Batch, PendingBatch, Replica, Stream } from './types.ts';

/** Above this many, a replica's backlog blurs the times of neighbours. */
const roughLimit = 500;

/** Writes messages as a producer does: at the next free offsets, over all partitions or in one. */
export function produce(
  stream: Stream,
  topicName: string,
  n: number,
  at: number,
  { bytes = 100, partition }: { bytes?: number; partition?: number } = {},
): void {
  const topic = stream.topics[topicName] ?? autocreate(stream, topicName);
  const emptiestFirst = [...topic.partitions.entries()]
    .sort(([, a], [, b]) => a.nextOffset - b.nextOffset)
    .map(([index]) => index);
  const targets = partition === undefined ? emptiestFirst : [partition];
  targets.forEach((index, turn) => {
    const share = Math.floor((n + targets.length - 1 - turn) / targets.length);
    const next = topic.partitions[index]?.nextOffset;
    if (next === undefined) {
      throw new Refusal(codes.invalid, simulated(`No partition ${index} in ${topicName}`));
    }
    if (share === 0) return;
    putMessages(stream, topicName, index, {
      from: next,
      to: next + share - 1,
      bytes: share * bytes,
      firstAt: at,
      lastAt: at,
      origin: stream.uuid,
    });
  });
}

/**
 * Puts messages at their offsets. Those already there stay as they are: rows are keyed by topic, partition and
 * offset, so a second copy makes no duplicates (point 36).
 */
export function putMessages(stream: Stream, topicName: string, index: number, batch: Batch): void {
  const partition = stream.topics[topicName]?.partitions[index];
  if (partition === undefined) return;
  const fresh = missingFrom(partition.batches, batch);
  partition.batches = insertBatches(partition.batches, fresh);
  partition.nextOffset = Math.max(partition.nextOffset, batch.to + 1);
  for (const replica of stream.replicas) {
    // An operation carries the uuid of its origin, so that it does not loop back (sheet 4.2).
    for (const piece of fresh.filter(({ origin }) => origin !== replica.uuid)) {
      track(replica, { ...piece, topic: topicName, partition: index });
    }
  }
}

export function messagesIn(stream: Stream): number {
  return Object.values(stream.topics)
    .flatMap((topic) => topic.partitions)
    .reduce((sum, { batches }) => sum + sumOf(batches).messages, 0);
}

/** Point 27: the backlog begins with the registration; what was there before is `copystream`'s. */
function track(replica: Replica, piece: PendingBatch): void {
  const rough = replica.pending.length > roughLimit;
  const index = replica.pending.findLastIndex(
    ({ topic, partition }) => topic === piece.topic && partition === piece.partition,
  );
  const last = replica.pending[index];
  if (last !== undefined && mergeable(last, piece, rough)) {
    replica.pending[index] = mergeBatches(last, piece);
  } else replica.pending.push(piece);
}

function autocreate(stream: Stream, name: string) {
  if (stream.attributes.autocreate) {
    return addTopic(stream, name, stream.attributes.defaultpartitions);
  }
  throw new Refusal(codes.missing, simulated(`No topic ${name}, and autocreate is off`));
}
