import { rowError } from '../world/obstacles.ts';
import { clusterAt } from '../world/streams.ts';
import type { Cluster, Stream, World } from '../world/types.ts';
import type { Command, Row } from './command.ts';

/** Points 29 and 41: one alarm a volume, with blanks in the keys. */
export const alarmList: Command = {
  program: 'maprcli',
  words: 'alarm list',
  changes: false,
  touches: ['cluster'],
  options: [
    { name: 'cluster', about: 'Cluster name', type: 'text' },
    { name: 'type', about: 'cluster|node|volume', type: ['cluster', 'node', 'volume'] },
    { name: 'entity', about: 'Entity', type: 'text' },
  ],
  run(world, call) {
    const cluster = clusterAt(world, { cluster: call.values['cluster'] ?? call.known[0] ?? '' });
    const { type = 'volume', entity } = call.values;
    if (type !== 'volume') return { rows: [] };
    const rows = Object.values(cluster.volumes).flatMap(({ name, mountdir }) =>
      alarmOf(
        world,
        name,
        Object.values(cluster.streams).filter(({ path }) => volumeOf(cluster, path) === mountdir),
      ),
    );
    return { rows: rows.filter((row) => entity === undefined || row['entity'] === entity) };
  },
};

function alarmOf(world: World, volume: string, streams: readonly Stream[]): Row[] {
  const broken = streams.filter((source) =>
    source.replicas.some((replica) => rowError(world, source, replica) !== undefined),
  );
  const since = broken.flatMap(({ replicas }) =>
    replicas.map((row) => row.errorSince ?? world.now),
  );
  if (broken.length === 0) return [];
  const tables = broken.slice(0, 10).map(({ path }) => path);
  return [
    {
      entity: volume,
      'alarm name': 'VOLUME_ALARM_TABLE_REPL_ERROR',
      'alarm state': 1,
      'alarm statechange time': Math.min(...since),
      description: `Replication error: ${tables.join(', ')} (simulated wording)`,
    },
  ];
}

/** Mount directory of the volume that holds a path: the longest that is a prefix. */
export function volumeOf({ volumes }: Cluster, path: string): string {
  const mounts = Object.values(volumes)
    .map(({ mountdir }) => mountdir)
    .filter((dir) => dir === '/' || path === dir || path.startsWith(`${dir}/`))
    .sort((a, b) => b.length - a.length);
  return mounts[0] ?? '/';
}
