import { writing } from '../world/rights.ts';
import { mergeAttributes } from '../world/streams.ts';
import { attributeOptions, givenAttributes } from './attributes.ts';
import { openStream } from './call.ts';
import { type Command, path, silence } from './command.ts';

/** Point 34: what changes here stays here; replicas keep what they were made with. */
export const streamEdit: Command = {
  program: 'maprcli',
  words: 'stream edit',
  changes: true,
  touches: ['path'],
  options: [
    path,
    ...attributeOptions,
    { name: 'compact', about: 'Enable log compaction', type: 'boolean', default: 'false' },
    { name: 'mincompactionlag', about: 'Minimum lag in ms', type: 'integer', default: '0' },
    { name: 'deleteretention', about: 'Retention in ms', type: 'integer', default: '86400000' },
    { name: 'force', about: 'Force enabling compaction', type: 'flag' },
  ],
  run(world, call) {
    const stream = openStream(world, call, 'path', writing, ['adminperm']);
    stream.attributes = mergeAttributes(world, stream.attributes, givenAttributes(call));
    return silence;
  },
};
