import type { FaultList } from '../faults/types.ts';

/** Everything the simulated clusters remember, as it lies on disk. All times are milliseconds since 1970. */
export interface World {
  /** How far the continuous processes (replication, autosetup) have been carried. */
  now: number;
  settings: Settings;
  users: Record<string, User>;
  clusters: Record<string, Cluster>;
  faults: FaultList;
  /** When each command (journal id) last changed the world. Kept here so that it commits with the change. */
  applied: Record<string, number>;
}

export interface Settings {
  /** Replication, per replica. */
  messagesPerSecond: number;
  /** A backlog that can flow is gone after this long, whatever the rate. `null`: only the rate counts. */
  drainWithinMs: number | null;
  /** Age up to which `replica list` shows old figures (point 23). */
  statsFrozenMs: number;
  /** `copystream` and autosetup's initial copy. */
  copyMessagesPerSecond: number;
  /** How long each of autosetup's waiting stages takes (point 32). */
  autosetupStageMs: number;
}

export interface User {
  name: string;
  uid: number;
  groups: readonly string[];
  roles: readonly string[];
}

export interface Cluster {
  name: string;
  secure: boolean;
  cldbs: readonly string[];
  /** Hosts on which a gateway process is installed; they serve replication **into** this cluster. */
  gatewayHosts: readonly string[];
  /** `cluster gateway set`: destination cluster to hosts. */
  gateways: Record<string, readonly string[]>;
  directories: Record<string, Directory>;
  volumes: Record<string, Volume>;
  streams: Record<string, Stream>;
}

/** Rights of a directory; a volume's `readAce` and `writeAce` are modelled here, on the directory it is mounted at. */
export interface Directory {
  readAce: string;
  writeAce: string;
  lookupdir: string;
}

export interface Volume {
  name: string;
  mountdir: string;
  creator: string;
}

export type Compression = 'off' | 'lz4' | 'lzf' | 'zlib';
export type TimestampType = 'createtime' | 'logappendtime';

export const permissions = [
  'produceperm',
  'consumeperm',
  'topicperm',
  'copyperm',
  'adminperm',
] as const;
export type Permission = (typeof permissions)[number];

/** What `stream create` and `stream edit` set, and `-copymetafrom` copies. */
export interface Attributes extends Record<Permission, string> {
  ttl: number;
  autocreate: boolean;
  defaultpartitions: number;
  compression: Compression;
  ischangelog: boolean;
  defaulttimestamptype: TimestampType;
  compact: boolean;
  mincompactionlag: number;
  deleteretention: number;
  pidexpirysecs: number;
}

export interface Stream {
  /** Cluster and local path, so that a stream can be handed around alone. */
  cluster: string;
  path: string;
  uuid: string;
  attributes: Attributes;
  topics: Record<string, Topic>;
  replicas: Replica[];
  upstreams: Upstream[];
  cursors: Cursor[];
  /** Never reused, so `idx` has gaps after a `replica remove`. */
  nextIdx: number;
}

export interface Topic {
  timestamptype: TimestampType;
  partitions: Partition[];
}

export interface Partition {
  /** What is really there, in order of offset, without overlap. A gap is a hole: messages that never arrived. */
  batches: Batch[];
  /** Next free offset for a producer. */
  nextOffset: number;
}

/** Messages `from` to `to`, both included. */
export interface Batch {
  from: number;
  to: number;
  bytes: number;
  firstAt: number;
  lastAt: number;
  /** Stream at which it was produced; keeps rings from looping (sheet 4.2). */
  origin: string;
}

export interface Cursor {
  consumergroup: string;
  topic: string;
  partitionid: number;
  committedoffset: number;
}

export interface Upstream {
  cluster: string;
  path: string;
  idx: number;
  uuid: string;
}

export type ReplicaState =
  | 'REPLICA_STATE_CREATE_SCHEDULE'
  | 'REPLICA_STATE_COPY_SCHEDULE'
  | 'REPLICA_STATE_COPY_IN_RECOVER'
  | 'REPLICA_STATE_COPY_IN_PROGRESS'
  | 'REPLICA_STATE_DELETING_CURSORS'
  | 'REPLICA_STATE_REPLICATING';

export interface Replica {
  cluster: string;
  path: string;
  idx: number;
  /** Identity of the replica stream; empty until autosetup has made it. */
  uuid: string;
  state: ReplicaState;
  paused: boolean;
  throttle: boolean;
  networkencryption: boolean;
  synchronous: boolean;
  networkcompression: Compression;
  propagateExistingData: boolean;
  copyPercentage: number;
  registeredAt: number;
  /** Changes since the registration that have not reached the replica. */
  pending: PendingBatch[];
  /** Messages that may still flow: what the rate left over from the last step. */
  credit: number;
  /** When the backlog that flows now must be gone, if it flows. */
  drainBy: number | null;
  /** What `replica list` shows until it is `statsFrozenMs` old. */
  stats: ReplicaStats;
  /** Since when the row carries an `errors` object. */
  errorSince: number | null;
  setup: Autosetup | null;
}

export interface PendingBatch extends Batch {
  topic: string;
  partition: number;
}

export interface ReplicaStats {
  takenAt: number;
  isUptodate: boolean;
  minPendingTS: number;
  maxPendingTS: number;
  bytesPending: number;
  putsPending: number;
  bucketsPending: number;
}

/** Progress of `replica autosetup` with directcopy. */
export interface Autosetup {
  multimaster: boolean;
  /** Whether a stream at the replica's path is to be taken (`-useexistingreplica`). */
  existing: boolean;
  /** Milliseconds spent in the present waiting stage. */
  spentMs: number;
  job: CopyJob | null;
}

/** Which messages a copy still has to move. */
export interface CopyJob {
  source: StreamRef;
  destination: StreamRef;
  ranges: CopyRange[];
  total: number;
  done: number;
}

export interface StreamRef {
  cluster: string;
  path: string;
  uuid: string;
}

export interface CopyRange {
  topic: string;
  partition: number;
  from: number;
  to: number;
}
