import { z } from 'zod';
import type { MaprCommand } from './command.ts';
import { bool, int, shown, text } from './fields.ts';
import { look } from './maprcli.ts';
import { isNamed, names } from './pair.ts';
import { clusterOf, type StreamPath } from './path.ts';

/** Why a replica does not get its messages, as far as MapR says. */
export interface RowError {
  /** `ErrAllGatewaysUnreachable` for instance; not a closed set. */
  readonly Code: string;
  readonly Host: string;
  readonly Msg: string;
}

const rowError = z.object({
  Code: text.default(''),
  Host: text.default(''),
  Msg: text.default(''),
});

const fields = z.object({
  /** Cluster that the replica is in. */
  cluster: text.optional(),
  /** Path of the replica within its cluster. */
  stream: text.optional(),
  replicaPath: text.optional(),
  /** `REPLICA_STATE_...`; states that are not in the manual are kept. */
  replicaState: text.optional(),
  /** Not one of the states: a paused replica is REPLICATING and paused. */
  paused: bool,
  throttle: shown(bool),
  synchronous: shown(bool),
  networkencryption: shown(bool),
  networkcompression: shown(text),
  idx: shown(int),
  /** Of the replica stream. */
  uuid: shown(text),
  /** Can be true before anything was copied: no proof of health. */
  isUptodate: shown(bool),
  /** Oldest and newest change that waits, seconds since 1970; 0: none waits. */
  minPendingTS: shown(int),
  maxPendingTS: shown(int),
  bytesPending: shown(int),
  putsPending: shown(int),
  bucketsPending: shown(int),
  /** 0 to 100; of the copy that autosetup makes, not of `copystream`. */
  copyTableCompletionPercentage: shown(int),
  /** Last error of this replica. The reply as a whole says OK all the same. */
  errors: z.unknown().transform(readError).optional(),
});

const row = fields.refine(isNamed, 'says not which replica it is about');

export type ReplicaRow = z.infer<typeof row>;

/**
 * The replicas of a stream. Always with `-refreshnow true`: without it the figures can be five minutes old
 * ("HPE 8.0, stream replica list").
 */
export function replicaList(source: StreamPath): MaprCommand<ReplicaRow[]> {
  const args = ['stream', 'replica', 'list', '-path', source, '-refreshnow', 'true'];
  return look(clusterOf(source), args, row);
}

/** The row of one replica, matched on cluster and path. */
export function findReplica(
  rows: readonly ReplicaRow[],
  replica: StreamPath,
): ReplicaRow | undefined {
  return rows.find((candidate) => names(candidate, replica));
}

/** An error of a shape that we do not know is still an error. */
function readError(value: unknown): RowError | undefined {
  const [first] = Array.isArray(value) ? value : [value];
  if (first === undefined || first === null || first === '' || first === false) return undefined;
  if (typeof first === 'object' && Object.keys(first).length === 0) return undefined;
  const known = rowError.safeParse(first);
  if (known.success && (known.data.Code !== '' || known.data.Msg !== '')) return known.data;
  const words = typeof first === 'string' ? first : JSON.stringify(first);
  return { Code: 'unknown', Host: '', Msg: words };
}
