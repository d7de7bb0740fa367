import { codes, Refusal, simulated } from './refusal.ts';
import type { Stream, TimestampType, Topic } from './types.ts';

/** Point 20: letters, digits, `.`, `_`, `-`. */
export function checkTopicName(name: string): void {
  if (/^[A-Za-z0-9._-]{1,255}$/.test(name)) return;
  throw new Refusal(codes.invalid, simulated(`Invalid topic name ${name}`));
}

export function addTopic(
  stream: Stream,
  name: string,
  partitions: number,
  timestamptype: TimestampType = stream.attributes.defaulttimestamptype,
): Topic {
  checkTopicName(name);
  const topic: Topic = { timestamptype, partitions: [] };
  growTopic(topic, partitions);
  stream.topics[name] = topic;
  return topic;
}

/** Adds partitions up to `partitions`; there is no way to have fewer. */
export function growTopic(topic: Topic, partitions: number): void {
  while (topic.partitions.length < partitions)
    topic.partitions.push({ batches: [], nextOffset: 0 });
}

/** Gives `to` the topics and partitions of `from`, whatever its `autocreate` says. */
export function copyTopics(from: Stream, to: Stream): void {
  for (const [name, topic] of Object.entries(from.topics)) {
    const there = to.topics[name] ?? addTopic(to, name, 0, topic.timestamptype);
    growTopic(there, topic.partitions.length);
  }
}
