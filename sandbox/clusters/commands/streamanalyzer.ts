import { sumOf } from '../world/batches.ts';
import { type Command, path } from './command.ts';
import { openForReading } from './topics.ts';

/** Point 39: the last word of the line is the count. */
export const streamanalyzer: Command = {
  program: 'mapr',
  words: 'streamanalyzer',
  changes: false,
  touches: ['path'],
  options: [
    path,
    { name: 'topics', about: 'Topics, separated by commas', type: 'text' },
    { name: 'regex', about: 'Pattern of topics', type: 'text' },
    { name: 'countMessages', about: 'Count', type: 'boolean', default: 'true' },
    { name: 'printMessages', about: 'Print', type: 'boolean', default: 'false' },
    { name: 'projectFields', about: 'Fields', type: 'text' },
  ],
  run(world, call) {
    const stream = openForReading(world, call, ['consumeperm', 'copyperm']);
    const named = call.values['topics']?.split(',');
    const pattern = new RegExp(`^(?:${call.values['regex'] ?? '.*'})$`);
    const count = Object.entries(stream.topics)
      .filter(([topic]) => named?.includes(topic) ?? pattern.test(topic))
      .flatMap(([, { partitions }]) => partitions)
      .reduce((sum, { batches }) => sum + sumOf(batches).messages, 0);
    return { text: [`Total number of messages: ${count}`] };
  },
};
