/** The whole plan as one BullMQ flow, and the undo of it as another: all of it is there, or none of it is. */

import type { FlowJob } from 'bullmq';
import type { PlanRow, StepName } from './plan.ts';
import { jobId, queueOf, type StepJob, stepJobOptions } from './queues.ts';
import { type RequestState, rowsOf, toUndo } from './state.ts';

/**
 * In BullMQ a parent waits for its children, so the last step is the root and each step has the
 * steps before it as children. A dry run has two looks and nothing after them: two roots.
 */
export function planFlows(state: RequestState): FlowJob[] {
  const rows = rowsOf(state);
  return lastRows(rows).map((row) => node(state, rows, row));
}

/** The undo as a chain, in reverse order of the plan: what was done last is undone first. */
export function undoFlow(state: RequestState): FlowJob | null {
  return toUndo(state).reduce<FlowJob | null>(
    (before, step) => ({
      ...job(state, step, true),
      ...(before ? { children: [before as Required<FlowJob>] } : {}),
    }),
    null,
  );
}

/** The rows that nothing comes after. */
export function lastRows(rows: readonly PlanRow[]): readonly PlanRow[] {
  return rows.filter((row) => !rows.some((other) => other.after.includes(row.name)));
}

function node(state: RequestState, rows: readonly PlanRow[], row: PlanRow): FlowJob {
  const before = rows
    .filter(({ name }) => row.after.includes(name))
    .map((each) => node(state, rows, each) as Required<FlowJob>);
  return { ...job(state, row.name, false), ...(before.length > 0 ? { children: before } : {}) };
}

function job(state: RequestState, step: StepName, undo: boolean) {
  const data: StepJob = { v: 1, request: state.id, step, undo };
  return {
    name: undo ? `undo ${step}` : step,
    queueName: queueOf(step, state.plan),
    data,
    opts: { ...stepJobOptions, jobId: jobId(state.id, step, undo) },
  };
}
