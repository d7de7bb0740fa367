import { isoTwelveHours } from '../cli/time-of-day.ts';
import { type Command, path } from './command.ts';
import { sizesOf } from './sizes.ts';
import { findTopic, openForReading } from './topics.ts';

/** One row a partition. `maxoffset` is -1 when empty. */
export const topicInfo: Command = {
  program: 'maprcli',
  words: 'stream topic info',
  changes: false,
  touches: ['path'],
  options: [path, { name: 'topic', about: 'Topic name', type: 'text', required: true }],
  run(world, call) {
    const stream = openForReading(world, call, [
      'adminperm',
      'consumeperm',
      'produceperm',
      'topicperm',
    ]);
    const topic = findTopic(stream, call);
    const old = call.faults.oldTimeofday !== undefined;
    const server = `node1.${stream.cluster}:5660`;
    return {
      rows: topic.partitions.map((partition, partitionid) => ({
        partitionid,
        ...sizesOf([partition]),
        maxoffset: partition.batches.at(-1)?.to ?? -1,
        minoffsetacrossconsumers: 0,
        mintimestamp: isoTwelveHours(partition.batches.at(0)?.firstAt ?? 0, old),
        maxtimestamp: isoTwelveHours(partition.batches.at(-1)?.lastAt ?? 0, old),
        mintimestampacrossconsumers: isoTwelveHours(0, old),
        fid: `2113.${32 + partitionid}.131400`,
        master: server,
        servers: server,
        timestamptype: topic.timestamptype,
      })),
    };
  },
};
