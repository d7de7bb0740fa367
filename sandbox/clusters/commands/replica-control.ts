import { writing } from '../world/rights.ts';
import { openStream, place } from './call.ts';
import { type Command, path, replica, silence } from './command.ts';
import { givenTransport, needReplica, transportOptions } from './replica-options.ts';

const base = { program: 'maprcli', changes: true, touches: ['path'] } as const;

/** Point 26: once more is no error. */
export const replicaPause = pausing('pause', true);
export const replicaResume = pausing('resume', false);

function pausing(word: 'pause' | 'resume', paused: boolean): Command {
  return {
    ...base,
    words: `stream replica ${word}`,
    options: [path, replica],
    run(world, call) {
      const source = openStream(world, call, 'path', writing, ['adminperm']);
      needReplica(world, call, source).paused = paused;
      return silence;
    },
  };
}

/** Point 30: the replica stream, its data and its upstream entry stay. */
export const replicaRemove: Command = {
  ...base,
  words: 'stream replica remove',
  options: [path, replica],
  run(world, call) {
    const source = openStream(world, call, 'path', writing, ['adminperm']);
    const gone = needReplica(world, call, source);
    source.replicas = source.replicas.filter((row) => row !== gone);
    return silence;
  },
};

export const replicaEdit: Command = {
  ...base,
  words: 'stream replica edit',
  options: [
    path,
    replica,
    { name: 'newreplica', about: 'Renamed stream path', type: 'text' },
    ...transportOptions,
  ],
  run(world, call) {
    const source = openStream(world, call, 'path', writing, ['adminperm']);
    const row = needReplica(world, call, source);
    Object.assign(row, givenTransport(call));
    if (call.values['newreplica'] !== undefined) {
      Object.assign(row, place(world, call, 'newreplica'));
    }
    return silence;
  },
};
