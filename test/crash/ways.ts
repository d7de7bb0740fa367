/**
 * The ways that a request can go, made from the table of procedures: asked for by an owner, or by somebody who owns
 * neither side, to each of its ends. A procedure that is added later has its ways without anybody thinking of it.
 */

import type { UndoCause } from '../../src/jobs/events.ts';
import {
  type ClusterStepName,
  consentSide,
  consentSteps,
  isClusterStep,
  isDryRun,
  type PlanRow,
  type Procedure,
  procedures,
  rowsFor,
  type Side,
  type StepName,
} from '../../src/jobs/plan.ts';
import { commandsOf } from '../../src/jobs/procedure.ts';
import { activity } from '../jobs/requests.ts';

/** `done`: it gets to where it was to get; of a dry run, that it is planned. */
export type End = 'done' | UndoCause;

export interface Way {
  readonly procedure: Procedure;
  /** Whose consent the request itself is; null where both sides are asked. */
  readonly speaksFor: Side | null;
  readonly end: End;
  /** Whose owners deny it, or do not answer; null where it comes to another end. */
  readonly by: Side | null;
}

export const ways: readonly Way[] = (Object.keys(procedures) as Procedure[]).flatMap(waysOf);

/** `autosetup, both asked, denied by the replica's owner` */
export function nameOfWay({ procedure, speaksFor, end, by }: Way): string {
  const asked = speaksFor === null ? ', both asked' : '';
  const ended = end === 'done' ? '' : `, ${end}`;
  const where = by ? ` ${end === 'denied' ? 'by' : 'at'} the ${by}'s owner` : '';
  return `${procedure}${asked}${ended}${where}`;
}

export function rowsOfWay({ procedure, speaksFor }: Way): readonly PlanRow[] {
  return rowsFor(procedure, speaksFor);
}

/** The sides that are asked, in the order in which they are. */
export function asked(way: Way): readonly Side[] {
  return rowsOfWay(way).flatMap(({ name }) => consentSide(name) ?? []);
}

/** What is there to undo at its end: of a request that was denied, what comes before that consent. */
export function undoneIn(way: Way): readonly ClusterStepName[] {
  if (way.end === 'done') return [];
  const rows = rowsOfWay(way);
  const reached = way.by ? before(rows, consentSteps[way.by]) : rows.map(({ name }) => name);
  return rows
    .filter((row) => row.undoable && reached.includes(row.name) && reached.includes(row.madeBy))
    .flatMap(({ name }) => (isClusterStep(name) ? [name] : []));
}

/** Where it leaves the way to `done`: at a consent, or at its last step, where there is the most to undo. */
export function turnsAt(way: Way): Side | 'last step' | null {
  if (way.end === 'done') return null;
  if (way.by) return way.by;
  // With nothing to undo, it is cancelled while it waits for people.
  const waits = way.end === 'cancelled' && undoneIn(way).length === 0;
  return (waits && asked(way).at(-1)) || 'last step';
}

/** The last step that a worker runs. */
export function lastStep(way: Way): ClusterStepName | null {
  return rowsOfWay(way).reduce<ClusterStepName | null>(
    (last, { name }) => (isClusterStep(name) ? name : last),
    null,
  );
}

function waysOf(procedure: Procedure): readonly Way[] {
  const hasConsents = rowsFor(procedure, null).some(({ name }) => consentSide(name));
  return (hasConsents ? (['source', null] as const) : (['source'] as const)).flatMap((speaksFor) =>
    endsOf({ procedure, speaksFor, end: 'done', by: null }),
  );
}

function endsOf(done: Way): readonly Way[] {
  if (isDryRun(done.procedure)) return [done];
  const sides = asked(done);
  const cancelled: Way = { ...done, end: 'cancelled' };
  return [
    done,
    ...sides.map((by): Way => ({ ...done, end: 'denied', by })),
    ...sides.map((by): Way => ({ ...done, end: 'expired', by })),
    // With neither a consent nor an undo, it is over before anybody could cancel it.
    ...(sides.length > 0 || undoneIn(cancelled).length > 0 ? [cancelled] : []),
    ...(canFail(done) ? [{ ...done, end: 'rolled-back' } as const] : []),
  ];
}

/** A step that runs nothing on a cluster cannot fail there. */
function canFail(way: Way): boolean {
  const last = lastStep(way);
  return last !== null && commandsOf(last, activity).length > 0;
}

function before(rows: readonly PlanRow[], step: StepName): readonly StepName[] {
  const after = rows.find(({ name }) => name === step)?.after ?? [];
  return after.flatMap((name) => [name, ...before(rows, name)]);
}
