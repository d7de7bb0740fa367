/** How a replica is to be fed ("HPE 8.0, stream replica add"). */
export interface ReplicaOptions {
  /** Slow replication down when the cluster is under load. */
  throttle: boolean;
  /** Acknowledge a producer only when a gateway has the message. */
  synchronous: boolean;
  /** Encrypt between the clusters. */
  encrypt: boolean;
  /** Compress between the clusters; `null`: the stream's own setting. */
  compression: 'off' | 'lz4' | 'lzf' | 'zlib' | null;
}

/** MapR's own defaults. */
export const defaultOptions: ReplicaOptions = {
  throttle: false,
  synchronous: false,
  encrypt: false,
  compression: null,
};

/** Only what differs from MapR's defaults, so that the line reads like the manual's. */
export function asArguments({
  throttle,
  synchronous,
  encrypt,
  compression,
}: ReplicaOptions): string[] {
  return [
    ...(throttle ? ['-throttle', 'true'] : []),
    ...(synchronous ? ['-synchronous', 'true'] : []),
    ...(encrypt ? ['-networkencryption', 'true'] : []),
    ...(compression === null ? [] : ['-networkcompression', compression]),
  ];
}
