/** Whether a step's job may run now: pure. */

import { UnrecoverableError } from 'bullmq';
import { type ClusterStepName, consentSide, type Side, type StepName } from './plan.ts';
import { type RequestState, rowsOf } from './state.ts';

/** Why there is nothing to do, or null: another run did it, or the request has moved on. */
export function whyIdle(state: RequestState, step: ClusterStepName, undo: boolean): string | null {
  const { status, failure } = state.steps[step];
  // A worker died between writing the failure down and failing the job.
  if (failure) throw new UnrecoverableError(failure.message);
  // Another step has failed meanwhile: this one fails with it, so that a Retry finds both.
  if (state.phase === 'failed' && status !== 'done')
    throw new UnrecoverableError('a step has failed');
  if (state.phase !== (undo ? 'undoing' : 'running')) return `request is ${state.phase}`;
  return isOver(state, step, undo) ? `step is ${status}` : null;
}

/** Whether the step, or its undo, has come to its end. */
export function isOver(state: RequestState, step: ClusterStepName, undo: boolean): boolean {
  const { status } = state.steps[step];
  return undo ? status === 'undone' || status === 'left' : status === 'done';
}

/** Why the step, or its undo, is none of this request's, or null: a dry run changes nothing, whatever its log says. */
export function notInPlan(
  state: RequestState,
  step: ClusterStepName,
  undo: boolean,
): string | null {
  const row = rowsOf(state).find(({ name }) => name === step);
  if (!row) return `${step} is no step of this request, which is to ${state.procedure}`;
  return undo && !row.undoable ? `${step} has nothing to undo` : null;
}

/** A step that ought to have been done before this one, or null: who writes to Redis can make any job. */
export function missingBefore(state: RequestState, step: ClusterStepName): string | null {
  const row = rowsOf(state).find(({ name }) => name === step);
  const missing = row?.after.find((name) => state.steps[name].status !== 'done');
  return missing ? `${missing} has not been done` : null;
}

/** The sides whose owners have to agree before a step. */
export function consentsBefore(
  request: Pick<RequestState, 'procedure' | 'speaksFor'>,
  step: StepName,
): readonly Side[] {
  const rows = rowsOf(request);
  const after = rows.find(({ name }) => name === step)?.after ?? [];
  const found = after.flatMap((name) => {
    const side = consentSide(name);
    return [...consentsBefore(request, name), ...(side ? [side] : [])];
  });
  return [...new Set(found)];
}
