import { normalizeAce } from '../ace/check.ts';
import { everybody } from '../world/new-world.ts';
import { parentOf, resolvePlace } from '../world/path.ts';
import { codes, Refusal, simulated } from '../world/refusal.ts';
import { clusterAt, existsAt } from '../world/streams.ts';
import type { Cluster, World } from '../world/types.ts';
import { need } from './call.ts';
import type { Call, Command, Option } from './command.ts';

const cluster: Option = { name: 'cluster', about: 'Cluster name', type: 'text' };
const name: Option = { name: 'name', about: 'Volume name', type: 'text', required: true };

const base = { program: 'maprcli', touches: ['cluster'] } as const;

/** Point 4: the command that does say something. A mount that fails leaves the volume made (sheet 1.4). */
export const volumeCreate: Command = {
  ...base,
  words: 'volume create',
  changes: true,
  options: [
    cluster,
    name,
    { name: 'path', about: 'Mount directory', type: 'text' },
    { name: 'readAce', about: 'Read ACE', type: 'text', default: 'p' },
    { name: 'writeAce', about: 'Write ACE', type: 'text', default: 'p' },
  ],
  run(world, call) {
    const there = clusterOf(world, call);
    const volume = need(call, 'name');
    if (there.volumes[volume] !== undefined) {
      throw new Refusal(codes.exists, simulated(`Volume ${volume} already exists`));
    }
    const readAce = normalizeAce(call.values['readAce'] ?? 'p', world.users);
    const writeAce = normalizeAce(call.values['writeAce'] ?? 'p', world.users);
    const messages = [`Successfully created volume: '${volume}'`];
    const mount = call.values['path'];
    there.volumes[volume] = { name: volume, mountdir: '', creator: call.user.name };
    if (mount === undefined) return { messages };
    const at = resolvePlace(world, [there.name, ...call.known], mount);
    const fault = existsAt(world, at)
      ? { id: codes.exists, why: 'File exists' }
      : { id: codes.failed, why: 'No such file or directory' };
    if (existsAt(world, at) || there.directories[parentOf(at.path)] === undefined) {
      const desc = `Volume mount for ${mount} failed, ${fault.why}`;
      return { messages, errors: [{ id: fault.id, desc }] };
    }
    there.volumes[volume].mountdir = at.path;
    there.directories[at.path] = { ...everybody, readAce, writeAce };
    return { messages };
  },
};

export const volumeList: Command = {
  ...base,
  words: 'volume list',
  changes: false,
  options: [cluster],
  run: (world, call) => ({ rows: rowsOf(clusterOf(world, call)) }),
};

export const volumeInfo: Command = {
  ...base,
  words: 'volume info',
  changes: false,
  options: [
    cluster,
    { name: 'name', about: 'Volume name', type: 'text' },
    { name: 'path', about: 'Mount directory', type: 'text' },
  ],
  run(world, call) {
    const { name: wanted, path } = call.values;
    const rows = rowsOf(clusterOf(world, call)).filter(
      ({ volumename, mountdir }) => volumename === wanted || mountdir === path,
    );
    if (rows.length > 0) return { rows };
    throw new Refusal(codes.missing, simulated(`No such volume ${wanted ?? path}`));
  },
};

function clusterOf(world: World, call: Call): Cluster {
  return clusterAt(world, { cluster: call.values['cluster'] ?? call.known[0] ?? '' });
}

function rowsOf({ volumes, directories }: Cluster) {
  return Object.values(volumes).map(({ name, mountdir, creator }) => ({
    volumename: name,
    mountdir,
    mounted: mountdir === '' ? 0 : 1,
    creator,
    readAce: directories[mountdir]?.readAce ?? 'p',
    writeAce: directories[mountdir]?.writeAce ?? 'p',
    dbrepllagsecalarmthresh: '0',
  }));
}
