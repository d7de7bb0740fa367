import { codes, Refusal, simulated } from '../world/refusal.ts';
import { addUpstream } from '../world/replicas.ts';
import { reading, writing } from '../world/rights.ts';
import { need, openStream, place } from './call.ts';
import { type Command, type Option, path, silence } from './command.ts';

const upstream: Option = {
  name: 'upstream',
  about: 'Upstream stream path',
  type: 'text',
  required: true,
};

/** Point 25: `-path` is the replica here. The page asks for `adminperm` on the source; both are asked for. */
export const upstreamAdd: Command = {
  program: 'maprcli',
  words: 'stream upstream add',
  changes: true,
  touches: ['path', 'upstream'],
  options: [path, upstream],
  run(world, call) {
    const target = openStream(world, call, 'path', writing, ['adminperm']);
    const source = openStream(world, call, 'upstream', reading, ['adminperm']);
    addUpstream(target, source);
    return silence;
  },
};

export const upstreamList: Command = {
  program: 'maprcli',
  words: 'stream upstream list',
  changes: false,
  touches: ['path'],
  options: [path],
  run(world, call) {
    const { upstreams } = openStream(world, call, 'path', reading, ['adminperm']);
    return {
      rows: upstreams.map(({ cluster, path, idx, uuid }) => ({ cluster, stream: path, idx, uuid })),
    };
  },
};

export const upstreamRemove: Command = {
  program: 'maprcli',
  words: 'stream upstream remove',
  changes: true,
  touches: ['path'],
  options: [path, upstream],
  run(world, call) {
    const target = openStream(world, call, 'path', writing, ['adminperm']);
    const source = place(world, call, 'upstream');
    const left = target.upstreams.filter(
      ({ cluster, path }) => cluster !== source.cluster || path !== source.path,
    );
    if (left.length === target.upstreams.length) {
      const text = `${need(call, 'upstream')} is not an upstream of ${need(call, 'path')}`;
      throw new Refusal(codes.missing, simulated(text));
    }
    target.upstreams = left;
    return silence;
  },
};
