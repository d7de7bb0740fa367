/**
 * The procedures, each as one table. The first is what the product is for: HPE's seven steps
 * ("Setting Up Primary-Secondary Stream Replication Manually"), the looks before and after, and the
 * consents between them. The others change a replication that is there. The flow, the worker, the
 * card in Slack, the dry run and the rollback all read them.
 */

import type { ReplicaOptions } from '../mapr/options.ts';
import type { StreamPath } from '../mapr/path.ts';

/** What was asked for: the part of a request that the signatures cover. */
export interface Plan {
  readonly source: StreamPath;
  readonly replica: StreamPath;
  readonly options: ReplicaOptions;
}

/** The cluster that a step runs on, or whose owners agree: the one of the source, or the one of the replica. */
export const sides = ['source', 'replica'] as const;
export type Side = (typeof sides)[number];

export const stepNames = [
  'preflight-source',
  'preflight-replica',
  'consent-source',
  'create',
  'register',
  'verify-registration',
  'consent',
  'authorize',
  'verify-authorization',
  'load',
  'resume',
  'confirm',
  'pause',
  'unpause',
  'edit',
  'deregister',
  'disown',
  'find',
  'forget',
  'prepare',
  'autosetup',
  'copying',
] as const;

export type StepName = (typeof stepNames)[number];

/** The consent of each side's owners: steps that are people's. */
export const consentSteps = { source: 'consent-source', replica: 'consent' } as const;
export type ConsentStepName = (typeof consentSteps)[Side];

/** A step that a worker runs on a cluster. */
export type ClusterStepName = Exclude<StepName, ConsentStepName>;

/** The two looks that may refuse a request before anything has changed. */
export type PreflightName = 'preflight-source' | 'preflight-replica';

export interface PlanRow {
  readonly name: StepName;
  /** Its number in the procedure, or null for a consent, which HPE's procedure leaves to people. */
  readonly number: number | null;
  readonly side: Side;
  readonly title: string;
  /** The steps that have to be done first; more than one where looks run side by side. */
  readonly after: readonly StepName[];
  /** Whether an undo has to look at it. What a load has copied stays with the stream. */
  readonly undoable: boolean;
  /** The step whose command makes what its undo takes away: another, where the cluster makes it on both sides. */
  readonly madeBy: StepName;
}

const preflight = ['preflight-source', 'preflight-replica'] as const;

/** The set-up. Both consents are in it: of the side that the requester speaks for, none is asked. */
const replicate: readonly PlanRow[] = [
  row('preflight-source', 0, 'source', 'Look at the source', [], false),
  row('preflight-replica', 0, 'replica', 'Look at the replica', [], false),
  row('consent-source', null, 'source', "Consent of the source's owner", preflight, false),
  row('create', 1, 'replica', 'Create the replica', ['consent-source'], true),
  row('register', 2, 'source', 'Register the replica, paused', ['create'], true),
  row('verify-registration', 3, 'source', 'Verify the registration', ['register'], false),
  row('consent', null, 'replica', "Consent of the replica's owner", ['verify-registration'], false),
  row('authorize', 4, 'replica', 'Authorize the source', ['consent'], true),
  row('verify-authorization', 5, 'replica', 'Verify the authorization', ['authorize'], false),
  row('load', 6, 'source', 'Load the replica', ['verify-authorization'], false),
  row('resume', 7, 'source', 'Resume the replication', ['load'], true),
  row('confirm', 8, 'source', 'Confirm that messages arrive', ['resume'], false),
];

/**
 * The set-up by the cluster itself: one command does all of it, on both sides, so that both consents come
 * before it. Undone from the last row up: first the order to the cluster, then what it has made of it.
 */
const autosetup: readonly PlanRow[] = [
  ...replicate.filter((each) => each.number === 0 || each.name === 'consent-source'),
  row('consent', null, 'replica', "Consent of the replica's owner", ['consent-source'], false),
  row('prepare', 1, 'replica', "Prepare the replica's side", ['consent'], true, 'autosetup'),
  row('autosetup', 2, 'source', 'Have the cluster set it up', ['prepare'], true),
  row('copying', 3, 'source', "Wait for the cluster's copy", ['autosetup'], false),
  row('verify-authorization', 4, 'replica', 'Verify the authorization', ['copying'], false),
  row('confirm', 5, 'source', 'Confirm that messages arrive', ['verify-authorization'], false),
];

/** What starts or widens a flow of data needs both sides; what ends it, one of them alone. */
const agreed: readonly PlanRow[] = [
  row('consent-source', null, 'source', "Consent of the source's owner", [], false),
  row('consent', null, 'replica', "Consent of the replica's owner", ['consent-source'], false),
];

export const procedures = {
  replicate,
  /** A dry run: the looks alone. */
  plan: replicate.filter((each) => each.number === 0),
  autosetup,
  'plan-autosetup': autosetup.filter((each) => each.number === 0),
  pause: [row('pause', 1, 'source', 'Pause the replication', [], false)],
  resume: [
    ...agreed,
    row('unpause', 1, 'source', 'Resume the replication', ['consent'], false),
    row('confirm', 2, 'source', 'Confirm that messages arrive', ['unpause'], false),
  ],
  edit: [...agreed, row('edit', 1, 'source', 'Change the options', ['consent'], false)],
  remove: [
    row('deregister', 1, 'source', 'Remove the replica from its source', [], false),
    row('disown', 2, 'replica', 'Remove the source from its replica', ['deregister'], false),
  ],
  /** Of a replication that was set up by hand: it is never claimed as the bot's own. */
  watch: [row('find', 1, 'source', 'Look for the replication', [], false)],
  unwatch: [row('forget', 1, 'source', 'Watch it no longer', [], false)],
} as const satisfies Readonly<Record<string, readonly PlanRow[]>>;

export type Procedure = keyof typeof procedures;

/** Whether a replication comes of it. */
export function setsUp(procedure: Procedure): procedure is 'replicate' | 'autosetup' {
  return procedure === 'replicate' || procedure === 'autosetup';
}

/** Whether it only looks, and shows what would be done. */
export function isDryRun(procedure: Procedure): procedure is 'plan' | 'plan-autosetup' {
  return procedure === 'plan' || procedure === 'plan-autosetup';
}

/** Of a set-up or a dry run of it, whether the cluster itself is to do it. */
export function isByCluster(procedure: Procedure): boolean {
  return procedure === 'autosetup' || procedure === 'plan-autosetup';
}

/** Of a step that is in more than one procedure, the row of the set-up. */
const rows = new Map<StepName, PlanRow>(
  Object.values(procedures)
    .reverse()
    .flat()
    .map((each) => [each.name, each]),
);

/**
 * The rows that a request runs through: the consent of the side that its requester speaks for is
 * given with the request.
 * @param speaksFor null where they speak for neither: both sides are asked
 */
export function rowsFor(procedure: Procedure, speaksFor: Side | null): readonly PlanRow[] {
  const all: readonly PlanRow[] = procedures[procedure];
  const given = all.find(({ name }) => speaksFor !== null && name === consentSteps[speaksFor]);
  if (!given) return all;
  return all
    .filter((each) => each !== given)
    .map((each) =>
      each.after.includes(given.name)
        ? { ...each, after: [...each.after.filter((name) => name !== given.name), ...given.after] }
        : each,
    );
}

/** Whether it is a step of people, and whose. */
export function consentSide(step: StepName): Side | null {
  return sides.find((side) => consentSteps[side] === step) ?? null;
}

export function isClusterStep(step: StepName): step is ClusterStepName {
  return consentSide(step) === null;
}

/** What a step is called and where it runs; what comes before it, its request's own rows say. */
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
  madeBy: StepName = name,
): PlanRow {
  return { name, number, side, title, after, undoable, madeBy };
}
