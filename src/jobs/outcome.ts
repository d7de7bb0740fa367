/** What follows from a step that is done or undone: pure. */

import type { Failure } from './events.ts';
import { lastRows } from './flow.ts';
import { type ClusterStepName, isDryRun, rowOf } from './plan.ts';
import { type RequestState, rowsOf, toUndo } from './state.ts';
import type { StepResult, UndoResult } from './step.ts';
import type { NewEvent } from './store.ts';

/** The step is done; the last one ends the request, and a look that found something against it refuses it. */
export function afterStep(
  state: RequestState,
  step: ClusterStepName,
  { summary, findings }: Extract<StepResult, { kind: 'done' }>,
): readonly NewEvent[] {
  const done: NewEvent = {
    type: 'step.done',
    step,
    summary,
    ...(findings ? { findings: [...findings] } : {}),
  };
  const others = rowsOf(state).filter((row) => row.name !== step);
  const looks = others.filter((row) => row.number === 0).map((row) => state.steps[row.name]);
  if (rowOf(step).number === 0 && looks.every((look) => look.status === 'done')) {
    const all = [...(findings ?? []), ...looks.flatMap((look) => look.findings)];
    if (isDryRun(state.procedure)) return [done, { type: 'ended', outcome: 'planned' }];
    if (all.some(({ ok }) => !ok)) return [done, { type: 'ended', outcome: 'refused' }];
  }
  const isLast = lastRows(rowsOf(state)).some((row) => row.name === step);
  if (isLast && !isDryRun(state.procedure)) return [done, { type: 'ended', outcome: 'done' }];
  return [done];
}

/** The last thing to undo ends the request. */
export function afterUndo(
  state: RequestState,
  step: ClusterStepName,
  result: Exclude<UndoResult, { kind: 'wait' }>,
): readonly NewEvent[] {
  const gone: NewEvent =
    result.kind === 'undone'
      ? { type: 'undo.done', step, summary: result.summary }
      : { type: 'undo.left', step, why: result.why, command: result.command };
  const rest = toUndo(state).filter((name) => name !== step);
  const { undo } = state;
  if (rest.length > 0 || !undo) return [gone];
  return [gone, { type: 'ended', outcome: undo.cause }];
}

/** A failure for good waits for people; that of a dry run has nothing to wait for. */
export function afterFailure(
  state: RequestState,
  step: ClusterStepName,
  undo: boolean,
  failure: Failure,
): readonly NewEvent[] {
  const failed: NewEvent = { type: undo ? 'undo.failed' : 'step.failed', step, failure };
  return isDryRun(state.procedure) ? [failed, { type: 'ended', outcome: 'refused' }] : [failed];
}
