import { writing } from '../world/rights.ts';
import { clusterAt } from '../world/streams.ts';
import { openStream } from './call.ts';
import { type Command, path, silence } from './command.ts';

/** Point 31: at once, and what other streams list about this one stays. */
export const streamDelete: Command = {
  program: 'maprcli',
  words: 'stream delete',
  changes: true,
  touches: ['path'],
  options: [path],
  run(world, call) {
    const stream = openStream(world, call, 'path', writing, ['adminperm']);
    delete clusterAt(world, stream).streams[stream.path];
    return silence;
  },
};

/** Expired messages are not modelled, so there is nothing to purge. */
export const streamPurge: Command = {
  program: 'maprcli',
  words: 'stream purge',
  changes: true,
  touches: ['path'],
  options: [path],
  run(world, call) {
    openStream(world, call, 'path', writing, ['adminperm']);
    return silence;
  },
};
