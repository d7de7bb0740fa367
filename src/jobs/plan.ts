/**
 * The procedures, each as one table. The first is what the product is for: HPE's seven steps
 * ("Setting Up Primary-Secondary Stream Replication Manually"), the looks before and after, and the
 * consents between them. The others change a replication that is there. The flow, the worker, the
 * card in Slack, the dry run and the rollback all read them.
 */

import type { ReplicaOptions } from '../mapr/options.ts';
import type { StreamPath } from '../mapr/path.ts';
import { type PlanRow, row, type Side, type StepName, sides } from './plan-row.ts';

export { type PlanRow, type Side, type StepName, sides, stepNames } from './plan-row.ts';

/** What was asked for: the part of a request that the signatures cover. */
export interface Plan {
  readonly source: StreamPath;
  readonly replica: StreamPath;
  readonly options: ReplicaOptions;
}

/** The consent of each side's owners: steps that are people's. */
export const consentSteps = { source: 'consent-source', replica: 'consent' } as const;
export type ConsentStepName = (typeof consentSteps)[Side];

/** A step that a worker runs on a cluster. */
export type ClusterStepName = Exclude<StepName, ConsentStepName>;

/** The two looks that may refuse a request before anything has changed. */
export type PreflightName = 'preflight-source' | 'preflight-replica';

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

/**
 * The set-up into a stream that is there and that others feed as well: nothing is made but the links. What was copied
 * cannot be told apart from what others write later, so that its undo leaves it to people, and says so.
 */
const join: readonly PlanRow[] = [
  ...replicate.filter((each) => each.number === 0 || each.name === 'consent-source'),
  row('register', 1, 'source', 'Register the replica, paused', ['consent-source'], true),
  row('verify-registration', 2, 'source', 'Verify the registration', ['register'], false),
  row('consent', null, 'replica', "Consent of the replica's owner", ['verify-registration'], false),
  row('authorize', 3, 'replica', 'Authorize the source', ['consent'], true),
  row('verify-authorization', 4, 'replica', 'Verify the authorization', ['authorize'], false),
  row('load', 5, 'source', 'Copy into the replica', ['verify-authorization'], true),
  row('resume', 6, 'source', 'Resume the replication', ['load'], true),
  row('confirm', 7, 'source', 'Confirm that messages arrive', ['resume'], false),
];

/**
 * The set-up in both directions, in the order of HPE's manual procedure: the way back is registered once the replica is
 * loaded, so that the copy is no change that would have to go back. Only what is confirmed one way is resumed the other,
 * so that what arrives at either end is known to be of the other.
 */
const multiMaster: readonly PlanRow[] = [
  ...replicate.slice(
    0,
    replicate.findIndex(({ name }) => name === 'resume'),
  ),
  row('register-back', 7, 'replica', 'Register the way back, paused', ['load'], true),
  row('verify-registration-back', 8, 'replica', 'Verify the way back', ['register-back'], false),
  row('authorize-back', 9, 'source', 'Authorize the replica', ['verify-registration-back'], true),
  row('verify-authorization-back', 10, 'source', 'Verify that too', ['authorize-back'], false),
  row('resume', 11, 'source', 'Resume the replication', ['verify-authorization-back'], true),
  row('confirm', 12, 'source', 'Confirm that messages arrive', ['resume'], false),
  row('resume-back', 13, 'replica', 'Resume the way back', ['confirm'], true),
  row('confirm-back', 14, 'replica', 'Confirm that messages come back', ['resume-back'], false),
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
  join,
  'plan-join': join.filter((each) => each.number === 0),
  'multi-master': multiMaster,
  'plan-multi-master': multiMaster.filter((each) => each.number === 0),
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

/** The ways to set a replication up, each with its dry run. */
export const dryRunOf = {
  replicate: 'plan',
  autosetup: 'plan-autosetup',
  join: 'plan-join',
  'multi-master': 'plan-multi-master',
} as const satisfies Partial<Record<Procedure, Procedure>>;

export type SetUp = keyof typeof dryRunOf;
export type DryRun = (typeof dryRunOf)[SetUp];

export const setUps = Object.keys(dryRunOf) as readonly SetUp[];

/** Whether a replication comes of it. */
export function setsUp(procedure: Procedure): procedure is SetUp {
  return Object.hasOwn(dryRunOf, procedure);
}

/** Whether it only looks, and shows what would be done. */
export function isDryRun(procedure: Procedure): procedure is DryRun {
  return setUps.some((each) => dryRunOf[each] === procedure);
}

/** Of a set-up or a dry run of one, which set-up it is; else null. */
export function setUpOf(procedure: Procedure): SetUp | null {
  return setUps.find((each) => each === procedure || dryRunOf[each] === procedure) ?? null;
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
