/** Whether a step's job may run now: pure. */

import { UnrecoverableError } from 'bullmq';
import { type ClusterStepName, rowOf, stepNames } from './plan.ts';
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
  if (!row) return `${step} is no step of a ${state.dryRun ? 'dry run' : 'request'}`;
  return undo && !row.undoable ? `${step} has nothing to undo` : null;
}

/** A step that ought to have been done before this one, or null: who writes to Redis can make any job. */
export function missingBefore(state: RequestState, step: ClusterStepName): string | null {
  const missing = rowOf(step).after.find((name) => state.steps[name].status !== 'done');
  return missing ? `${missing} has not been done` : null;
}

/** Every step from the first that rests on the consent. */
export function needsConsent(step: ClusterStepName): boolean {
  return stepNames.indexOf(step) > stepNames.indexOf('consent');
}
