import { deny, holdsAny, writing } from '../world/rights.ts';
import type { Cursor } from '../world/types.ts';
import { need, openStream } from './call.ts';
import { type Call, type Command, type Option, path, silence } from './command.ts';
import { openForReading } from './topics.ts';

const filters: readonly Option[] = [
  { name: 'consumergroup', about: 'Consumer group ID', type: 'text' },
  { name: 'topic', about: 'Topic name', type: 'text' },
  { name: 'partition', about: 'Partition ID', type: 'integer' },
];

const base = { program: 'maprcli', touches: ['path'] } as const;

export const cursorList: Command = {
  ...base,
  words: 'stream cursor list',
  changes: false,
  options: [path, ...filters],
  run(world, call) {
    const stream = openForReading(world, call, ['adminperm', 'consumeperm', 'topicperm']);
    return {
      rows: stream.cursors
        .filter((cursor) => wanted(cursor, call))
        .map((cursor) => {
          const partition = stream.topics[cursor.topic]?.partitions[cursor.partitionid];
          const produceroffset = partition?.batches.at(-1)?.to ?? -1;
          return { ...cursor, produceroffset, consumerlagmillis: 0 };
        }),
    };
  },
};

export const cursorDelete: Command = {
  ...base,
  words: 'stream cursor delete',
  changes: true,
  options: [path, ...filters],
  run(world, call) {
    const stream = openStream(world, call, 'path', writing);
    if (!holdsAny(stream, call.user, ['adminperm', 'consumeperm'])) {
      deny(call.user, 'adminperm or consumeperm', need(call, 'path'));
    }
    stream.cursors = stream.cursors.filter((cursor) => !wanted(cursor, call));
    return silence;
  },
};

/** No consumers are simulated, so nothing is ever assigned. */
export const assignList: Command = {
  ...base,
  words: 'stream assign list',
  changes: false,
  options: [path, ...filters, { name: 'detail', about: 'Detailed list', type: 'flag' }],
  run(world, call) {
    openForReading(world, call, ['adminperm', 'consumeperm', 'topicperm']);
    return { rows: [] };
  },
};

function wanted(cursor: Cursor, { values }: Call): boolean {
  const { consumergroup, topic, partition } = values;
  return (
    (consumergroup === undefined || consumergroup === cursor.consumergroup) &&
    (topic === undefined || topic === cursor.topic) &&
    (partition === undefined || Number(partition) === cursor.partitionid)
  );
}
