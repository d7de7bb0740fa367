import { rowError } from '../world/obstacles.ts';
import { reading } from '../world/rights.ts';
import { measure } from '../world/stats.ts';
import type { Replica, Stream, World } from '../world/types.ts';
import { flag, openStream } from './call.ts';
import { type Command, path, type Row } from './command.ts';

/** Point 23: rows carry the cluster and the path within it; figures are old unless refreshed. */
export const replicaList: Command = {
  program: 'maprcli',
  words: 'stream replica list',
  changes: false,
  touches: ['path'],
  options: [
    path,
    { name: 'refreshnow', about: 'Refresh statistics', type: 'boolean', default: 'false' },
  ],
  run(world, call) {
    const source = openStream(world, call, 'path', reading, ['adminperm']);
    const refresh = flag(call, 'refreshnow', false);
    const youngest = refresh ? 0 : (call.faults.lateRows?.ms ?? 0);
    const listed = source.replicas.filter((row) => call.now - row.registeredAt >= youngest);
    if (refresh) for (const row of listed) row.stats = measure(row, call.now);
    return {
      columns,
      rows: listed.map((row) => toRow(world, source, row)),
    };
  },
};

function toRow(world: World, source: Stream, replica: Replica): Row {
  const { takenAt: _, ...stats } = replica.stats;
  const error = rowError(world, source, replica);
  return {
    cluster: replica.cluster,
    stream: replica.path,
    type: 'MapRStream',
    replicaPath: replica.path,
    replicaState: replica.state,
    paused: replica.paused,
    throttle: replica.throttle,
    idx: replica.idx,
    networkencryption: replica.networkencryption,
    synchronous: replica.synchronous,
    networkcompression: replica.networkcompression,
    propagateExistingData: replica.propagateExistingData,
    ...stats,
    uuid: replica.uuid,
    copyTableCompletionPercentage: replica.copyPercentage,
    ...(error === undefined ? {} : { errors: error }),
  };
}

/** Order seen for `table replica list` (sheet 1.2), with the stream's names. */
const columns = [
  'idx',
  'throttle',
  'networkcompression',
  'paused',
  'stream',
  'putsPending',
  'type',
  'bucketsPending',
  'networkencryption',
  'bytesPending',
  'maxPendingTS',
  'cluster',
  'minPendingTS',
  'uuid',
  'synchronous',
  'isUptodate',
  'replicaPath',
];
