import type { Place } from './path.ts';
import { codes, Refusal, simulated } from './refusal.ts';
import type { Replica, Stream } from './types.ts';

const mostReplicas = 64;
const mostUpstreams = 64;

export interface ReplicaOptions
  extends Partial<
    Pick<
      Replica,
      'paused' | 'throttle' | 'networkencryption' | 'synchronous' | 'networkcompression'
    >
  > {
  uuid: string;
}

/** Point 22: registers a replica; changes count as pending from here on. */
export function addReplica(
  source: Stream,
  place: Place,
  { uuid, ...options }: ReplicaOptions,
  now: number,
): Replica {
  if (findReplica(source, place) !== undefined) {
    throw new Refusal(codes.exists, simulated(`Replica ${place.path} is already registered`));
  }
  if (source.replicas.length >= mostReplicas) {
    throw new Refusal(codes.invalid, simulated(`Stream already has ${mostReplicas} replicas`));
  }
  const replica: Replica = {
    ...place,
    idx: source.nextIdx,
    uuid,
    state: 'REPLICA_STATE_REPLICATING',
    paused: false,
    throttle: false,
    networkencryption: false,
    synchronous: false,
    networkcompression: source.attributes.compression,
    propagateExistingData: false,
    copyPercentage: 0,
    registeredAt: now,
    pending: [],
    credit: 0,
    drainBy: null,
    stats: { ...emptyStats, takenAt: now },
    errorSince: null,
    setup: null,
    ...options,
  };
  source.nextIdx += 1;
  source.replicas.push(replica);
  return replica;
}

export function findReplica(source: Stream, { cluster, path }: Place): Replica | undefined {
  return source.replicas.find((row) => row.cluster === cluster && row.path === path);
}

/** Point 25: puts `source`, as it is now, on the replica's list. An entry of an earlier stream of that path stays beside it. */
export function addUpstream(replica: Stream, source: Stream): void {
  const same = replica.upstreams.find((row) => row.uuid === source.uuid);
  if (same !== undefined) {
    throw new Refusal(codes.exists, simulated(`Upstream ${source.path} is already listed`));
  }
  if (replica.upstreams.length >= mostUpstreams) {
    throw new Refusal(codes.invalid, simulated(`Stream already has ${mostUpstreams} upstreams`));
  }
  const { cluster, path, uuid } = source;
  replica.upstreams.push({ cluster, path, uuid, idx: replica.nextIdx });
  replica.nextIdx += 1;
}

const emptyStats = {
  takenAt: 0,
  isUptodate: true,
  minPendingTS: 0,
  maxPendingTS: 0,
  bytesPending: 0,
  putsPending: 0,
  bucketsPending: 0,
};
