import { codes, Refusal, simulated } from '../world/refusal.ts';
import { deny, holdsAny, reading, writing } from '../world/rights.ts';
import { addTopic, checkTopicName, growTopic } from '../world/topics.ts';
import type { Stream, Topic, World } from '../world/types.ts';
import { timestampTypeOf, timestampTypes } from './attributes.ts';
import { integer, need, openStream } from './call.ts';
import { type Call, type Command, type Option, path, silence } from './command.ts';
import { sizesOf } from './sizes.ts';

const topic: Option = { name: 'topic', about: 'Topic name', type: 'text', required: true };
const timestamptype: Option = {
  name: 'timestamptype',
  about: 'createtime|logappendtime',
  type: timestampTypes,
};

const base = { program: 'maprcli', touches: ['path'] } as const;

/** Point 20 limits the name. */
export const topicCreate: Command = {
  ...base,
  words: 'stream topic create',
  changes: true,
  options: [
    path,
    topic,
    { name: 'partitions', about: 'Number of partitions', type: 'integer' },
    timestamptype,
  ],
  run(world, call) {
    const stream = openStream(world, call, 'path', writing, ['topicperm']);
    const name = need(call, 'topic');
    checkTopicName(name);
    if (stream.topics[name] !== undefined) {
      throw new Refusal(codes.exists, simulated(`Topic ${name} already exists`));
    }
    const partitions = integer(call, 'partitions') ?? stream.attributes.defaultpartitions;
    addTopic(stream, name, partitions, timestampTypeOf(call, 'timestamptype'));
    return silence;
  },
};

export const topicEdit: Command = {
  ...base,
  words: 'stream topic edit',
  changes: true,
  options: [
    path,
    topic,
    { name: 'partitions', about: 'Number of partitions', type: 'integer' },
    timestamptype,
  ],
  run(world, call) {
    const stream = openStream(world, call, 'path', writing, ['topicperm']);
    const found = findTopic(stream, call);
    const partitions = integer(call, 'partitions') ?? found.partitions.length;
    if (partitions < found.partitions.length) {
      throw new Refusal(codes.invalid, simulated('Number of partitions cannot be reduced'));
    }
    growTopic(found, partitions);
    found.timestamptype = timestampTypeOf(call, 'timestamptype') ?? found.timestamptype;
    return silence;
  },
};

export const topicDelete: Command = {
  ...base,
  words: 'stream topic delete',
  changes: true,
  options: [path, topic],
  run(world, call) {
    const stream = openStream(world, call, 'path', writing, ['topicperm']);
    findTopic(stream, call);
    delete stream.topics[need(call, 'topic')];
    return silence;
  },
};

export const topicList: Command = {
  ...base,
  words: 'stream topic list',
  changes: false,
  options: [path],
  run(world, call) {
    const stream = openForReading(world, call, [
      'adminperm',
      'consumeperm',
      'produceperm',
      'topicperm',
    ]);
    return {
      columns: ['topic', 'partitions', 'logicalsize', 'consumers', 'maxlag', 'physicalsize'],
      rows: Object.entries(stream.topics).map(([name, { partitions }]) => ({
        topic: name,
        partitions: partitions.length,
        consumers: 0,
        ...sizesOf(partitions),
        maxlag: 0,
      })),
    };
  },
};

/** The stream, if the caller holds any one of the permissions. */
export function openForReading(
  world: World,
  call: Call,
  any: Parameters<typeof holdsAny>[2],
): Stream {
  const stream = openStream(world, call, 'path', reading);
  if (!holdsAny(stream, call.user, any)) deny(call.user, any.join(' or '), need(call, 'path'));
  return stream;
}

export function findTopic(stream: Stream, call: Call): Topic {
  const name = need(call, 'topic');
  const found = stream.topics[name];
  if (found !== undefined) return found;
  throw new Refusal(codes.missing, simulated(`Topic ${name} does not exist`));
}
