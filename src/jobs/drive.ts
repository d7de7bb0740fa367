/**
 * Brings the queues into line with a request's log. Level-triggered: it looks at the state and
 * makes the jobs be what the state calls for, so it may run at any time, anywhere, twice. A process
 * that dies between an append and its consequence is made good by the next sweep.
 */

import { FlowProducer, type Job, Queue } from 'bullmq';
import { traced } from '../tracing/span.ts';
import { endUndo } from './decisions.ts';
import { lastRows, planFlows, undoFlow } from './flow.ts';
import { keys } from './keys.ts';
import { consentSteps, isClusterStep, type Side, type StepName } from './plan.ts';
import { consentQueue, jobId, queueOf, queueOptions } from './queues.ts';
import { script } from './script.ts';
import { type RequestState, rowsOf, sidesAsked, toUndo } from './state.ts';
import type { Connection, Store } from './store.ts';
import { lagging, settle } from './todo.ts';

export interface Driver {
  /** Brings the queues into line with one request's log. */
  drive(request: string): Promise<void>;
  /** Does so for every request whose queues may lag behind; what cannot be done now is done at the next sweep. */
  sweep(): Promise<void>;
  close(): Promise<void>;
}

/** Which of the keys there are. */
const thereScript = script(`
  local found = {}
  for at, key in ipairs(KEYS) do found[at] = redis.call('EXISTS', key) end
  return found
`);

export function createDriver(
  redis: Connection,
  store: Store,
  onError: (request: string, error: unknown) => void,
): Driver {
  const flows = new FlowProducer(queueOptions(redis));
  const queues = new Map<string, Queue>();
  flows.on('error', (error) => onError('', error));

  return { drive, sweep, close };

  function drive(request: string): Promise<void> {
    return traced(request, 'drive', {}, () => bringInLine(request));
  }

  async function bringInLine(request: string): Promise<void> {
    const state = await store.read(request);
    if (!state) return settle(redis, keys.toDrive, request, Number.MAX_SAFE_INTEGER);
    // A job that is just ending is where it ought not to be a moment later: the next sweep looks again.
    if (!(await follow(state))) return;
    await settle(redis, keys.toDrive, request, state.version);
  }

  async function sweep(): Promise<void> {
    for (const request of await lagging(redis, keys.toDrive)) {
      await drive(request).catch((error) => onError(request, error));
    }
  }

  /** @returns whether the queues are in line now */
  function follow(state: RequestState): Promise<boolean> {
    switch (state.phase) {
      case 'running':
        return run(state);
      case 'undoing':
        return runUndo(state);
      case 'failed':
      case 'undo-failed':
        return Promise.resolve(true);
      case 'ended':
        return dispose(state);
      default:
        return exhausted(state.phase);
    }
  }

  async function run(state: RequestState): Promise<boolean> {
    const roots = await Promise.all(
      lastRows(rowsOf(state)).map((row) => find(state, row.name, false)),
    );
    if (roots.every((root) => !root)) await flows.addBulk(planFlows(state));
    const revived = !state.retried || (await revive(state, false));
    return (await promoteConsents(state)) && revived;
  }

  async function runUndo(state: RequestState): Promise<boolean> {
    const promoted = await promoteConsents(state);
    // A step that was cancelled ends the command that it is at: before that, nobody can tell what there is to undo.
    if (await isAnyActive(state)) return false;
    const flow = undoFlow(state);
    const root = toUndo(state).at(-1);
    if (!flow || !root) {
      await store.append(state, endUndo);
      return false;
    }
    if (!(await find(state, root, true))) await flows.add(flow);
    const revived = !state.retried || (await revive(state, true));
    return promoted && revived;
  }

  /** Whether a worker is at a step of the plan still; one that died is found by BullMQ, and the step taken from it. */
  async function isAnyActive(state: RequestState): Promise<boolean> {
    const active = rowsOf(state)
      .filter((row) => isClusterStep(row.name))
      .map(async (row) => (await find(state, row.name, false))?.isActive() ?? false);
    return (await Promise.all(active)).includes(true);
  }

  /** A decision, or an end, wakes a consent's job, which is parked until the clock would. */
  async function promoteConsents(state: RequestState): Promise<boolean> {
    const settled = sidesAsked(state).map((side) => promoteConsent(state, side));
    return (await Promise.all(settled)).every(Boolean);
  }

  async function promoteConsent(state: RequestState, side: Side): Promise<boolean> {
    const { kind } = state.consents[side];
    const undecided = kind === 'asked' || kind === 'not-asked';
    if (undecided && state.phase === 'running') return true;
    const job = await queue(consentQueue).getJob(jobId(state.id, consentSteps[side], false));
    if (!job) return true;
    if (await job.isDelayed()) {
      await job.promote().catch((error) => unlessMoved(job, 'delayed', error));
    }
    return !(await job.isActive());
  }

  /** After a retry, the job that had failed goes on. */
  async function revive(state: RequestState, undo: boolean): Promise<boolean> {
    let settled = true;
    for (const row of rowsOf(state)) {
      const job = await find(state, row.name, undo);
      if (!job) continue;
      if (await job.isFailed()) {
        await job.retry('failed').catch((error) => unlessMoved(job, 'failed', error));
      }
      const { triedSince } = state.steps[row.name];
      if (triedSince === null && (await job.isActive())) settled = false;
    }
    return settled;
  }

  /** What is left of the flows of a request that has ended: jobs that wait above a failed one. */
  async function dispose(state: RequestState): Promise<boolean> {
    let gone = true;
    for (const { name, undo } of await jobsLeft(state)) {
      const job = await find(state, name, undo);
      if (!job) continue;
      // One that is running cannot be removed; it ends by itself, and the next sweep removes it.
      const removed = await job.remove({ removeChildren: true }).then(
        () => true,
        () => false,
      );
      gone = gone && removed;
    }
    return gone;
  }

  /** From the last row to the first, those of the plan and then those of its undo: of most requests none. */
  async function jobsLeft(state: RequestState) {
    const rows = [...rowsOf(state)].reverse();
    const all = [false, true].flatMap((undo) => rows.map(({ name }) => ({ name, undo })));
    const names = all.map(({ name, undo }) =>
      queue(queueOf(name, state.plan)).toKey(jobId(state.id, name, undo)),
    );
    const found = (await thereScript(redis, names)) as number[];
    return all.filter((_, index) => found[index] === 1);
  }

  function find(state: RequestState, step: StepName, undo: boolean): Promise<Job | undefined> {
    return queue(queueOf(step, state.plan)).getJob(jobId(state.id, step, undo));
  }

  function queue(name: string): Queue {
    let found = queues.get(name);
    if (!found) {
      found = new Queue(name, queueOptions(redis));
      found.on('error', (error) => onError('', error));
      queues.set(name, found);
    }
    return found;
  }

  async function close(): Promise<void> {
    await Promise.allSettled([flows.close(), ...[...queues.values()].map((each) => each.close())]);
  }
}

/** Somebody else was faster: fine, if the job is no longer where it was. */
async function unlessMoved(job: Job, state: 'delayed' | 'failed', error: unknown): Promise<void> {
  if ((await job.getState()) === state) throw error;
}

function exhausted(phase: never): never {
  throw new Error(`unknown phase ${String(phase)}`);
}
