import { rmSync } from 'node:fs';
import type { Clusters, FaultControl } from './api.ts';
import { joinFaults, toFaultList, withoutFaults } from './faults/match.ts';
import type { FaultKind } from './faults/types.ts';
import { installHome } from './install.ts';
import { overlapping, readJournal } from './journal.ts';
import { populate } from './populate.ts';
import { leave } from './resident.ts';
import { serveRest } from './rest.ts';
import { setUp } from './set-up.ts';
import { snapshotOf } from './snapshot.ts';
import { look, peek, transact } from './store.ts';
import { messagesIn, produce } from './world/messages.ts';
import { everybody } from './world/new-world.ts';
import { resolvePlace } from './world/path.ts';
import { clusterAt, mergeAttributes, streamAt } from './world/streams.ts';
import type { Stream, World } from './world/types.ts';

/** The world in `dir` as an object. */
export function openHandle(dir: string): Clusters {
  const { clusters } = peek(dir);
  const names = Object.keys(clusters);
  const place = (world: World, path: string) => resolvePlace(world, names, path);
  const find = (world: World, path: string): Stream => {
    const stream = streamAt(world, place(world, path));
    if (stream === undefined) throw new Error(`There is no stream ${path}.`);
    return stream;
  };
  const journal = () => transact(dir, ({ applied }) => readJournal(dir, applied));
  const home: Clusters['home'] = (cluster, options) =>
    installHome(dir, Object.values(clusters), cluster, options);

  return {
    dir,
    maprHome: home(names[0] ?? ''),
    home,
    faults: faultControl(dir),
    mkdir: (path, rights = {}) =>
      transact(dir, (world) => {
        const at = place(world, path);
        clusterAt(world, at).directories[at.path] = { ...everybody, ...rights };
      }),
    createStream: (path, options = {}) =>
      transact(dir, (world) => populate(world, place(world, path), options)),
    deleteStream: (path) =>
      transact(dir, (world) => {
        const stream = find(world, path);
        delete clusterAt(world, stream).streams[stream.path];
      }),
    setUp: (source, replica, stage) =>
      transact(dir, (world) => setUp(world, place(world, source), place(world, replica), stage)),
    produce: (path, topic, n, options) =>
      transact(dir, (world) => produce(find(world, path), topic, n, world.now, options)),
    grant: (path, attributes) =>
      transact(dir, (world) => {
        const stream = find(world, path);
        stream.attributes = mergeAttributes(world, stream.attributes, attributes);
      }),
    user: (name, given = {}) =>
      transact(dir, (world) => {
        const uid = 6000 + Object.keys(world.users).length;
        const old = world.users[name] ?? { name, uid, groups: [name], roles: [] };
        world.users[name] = { ...old, ...given };
      }),
    settings: (change) =>
      transact(dir, (world) => {
        Object.assign(world.settings, change);
      }),
    stream: (path) =>
      transact(dir, (world) => {
        const stream = streamAt(world, place(world, path));
        return stream === undefined ? undefined : snapshotOf(world, stream);
      }),
    messages: (path) => transact(dir, (world) => messagesIn(find(world, path))),
    snapshot: () => transact(dir, (world) => world),
    look: () => look(dir),
    journal,
    changes: async () => (await journal()).filter(({ effect }) => effect),
    commands: async () => (await journal()).map(({ line }) => line),
    overlaps: async (pattern) =>
      overlapping((await journal()).filter(({ line }) => line.includes(pattern))),
    serveRest: (options) => serveRest(dir, names, options),
    async cleanup() {
      await leave(dir);
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

function faultControl(dir: string): FaultControl {
  return {
    set: (faults) =>
      transact(dir, (world) => {
        Object.assign(world.faults, toFaultList(faults));
      }),
    add: (faults) =>
      transact(dir, (world) => {
        world.faults = joinFaults(world.faults, toFaultList(faults));
      }),
    drop: (...words) =>
      transact(dir, (world) => {
        world.faults = withoutFaults(world.faults, words);
      }),
    clear: (...kinds) =>
      transact(dir, (world) => {
        const gone = kinds.length > 0 ? kinds : (Object.keys(world.faults) as FaultKind[]);
        for (const kind of gone) delete world.faults[kind];
      }),
  };
}
