/**
 * The procedure as one table: HPE's seven steps ("Setting Up Primary-Secondary Stream Replication
 * Manually"), the looks before and after, and the consent between them. The flow, the worker, the
 * card in Slack, the dry run and the rollback all read it.
 */

import type { ReplicaOptions } from '../mapr/options.ts';
import type { StreamPath } from '../mapr/path.ts';

/** What was asked for: the part of a request that the signatures cover. */
export interface Plan {
  readonly source: StreamPath;
  readonly replica: StreamPath;
  readonly options: ReplicaOptions;
}

/** The cluster that a step runs on: the one of the source, or the one of the replica. */
export type Side = 'source' | 'replica';

export const stepNames = [
  'preflight-source',
  'preflight-replica',
  'create',
  'register',
  'verify-registration',
  'consent',
  'authorize',
  'verify-authorization',
  'load',
  'resume',
  'confirm',
] as const;

export type StepName = (typeof stepNames)[number];

/** A step that a worker runs on a cluster: every one but the consent, which is people's. */
export type ClusterStepName = Exclude<StepName, 'consent'>;

/** The two looks that may refuse a request before anything has changed. */
export type PreflightName = 'preflight-source' | 'preflight-replica';

export interface PlanRow {
  readonly name: StepName;
  /** Its number in the procedure, or null for the consent, which HPE's procedure leaves to people. */
  readonly number: number | null;
  readonly side: Side;
  readonly title: string;
  /** The steps that have to be done first; more than one where looks run side by side. */
  readonly after: readonly StepName[];
  /** Whether an undo has to look at it. What a load has copied stays with the stream. */
  readonly undoable: boolean;
}

export const plan: readonly PlanRow[] = [
  row('preflight-source', 0, 'source', 'Look at the source', [], false),
  row('preflight-replica', 0, 'replica', 'Look at the replica', [], false),
  row(
    'create',
    1,
    'replica',
    'Create the replica',
    ['preflight-source', 'preflight-replica'],
    true,
  ),
  row('register', 2, 'source', 'Register the replica, paused', ['create'], true),
  row('verify-registration', 3, 'source', 'Verify the registration', ['register'], false),
  row('consent', null, 'replica', 'Consent of the second owner', ['verify-registration'], false),
  row('authorize', 4, 'replica', 'Authorize the source', ['consent'], true),
  row('verify-authorization', 5, 'replica', 'Verify the authorization', ['authorize'], false),
  row('load', 6, 'source', 'Load the replica', ['verify-authorization'], false),
  row('resume', 7, 'source', 'Resume the replication', ['load'], true),
  row('confirm', 8, 'source', 'Confirm that messages arrive', ['resume'], false),
];

/** The steps of a dry run: the looks alone. */
export const dryRun: readonly PlanRow[] = plan.filter((each) => each.number === 0);

const rows = new Map(plan.map((each) => [each.name, each]));

export function rowOf(name: StepName): PlanRow {
  const found = rows.get(name);
  if (!found) throw new Error(`the plan has no step ${name}`);
  return found;
}

/** The stream that a step's side speaks of. */
export function streamOn(side: Side, { source, replica }: Plan): StreamPath {
  return side === 'source' ? source : replica;
}

function row(
  name: StepName,
  number: number | null,
  side: Side,
  title: string,
  after: readonly StepName[],
  undoable: boolean,
): PlanRow {
  return { name, number, side, title, after, undoable };
}
