/** A cluster's worker: takes the steps of its clusters from their queues, and runs them one look, act and proof at a time. */

import type { KeyObject } from 'node:crypto';
import { randomUUID } from 'node:crypto';
import { DelayedError, type Job, UnrecoverableError } from 'bullmq';
import { z } from 'zod';
import type { Settings } from '../config.ts';
import { clusterOf } from '../mapr/path.ts';
import type { Mapr } from '../mapr/run.ts';
import { traced } from '../tracing/span.ts';
import { missingBefore, notInPlan, whyIdle } from './admission.ts';
import { type AtOnce, createClusterQueues } from './cluster-queues.ts';
import { diagnose } from './diagnose.ts';
import type { Failure } from './events.ts';
import { asFailure, HandedOn, mayPass, StepFault, Superseded } from './faults.ts';
import { newerJob, readJob } from './newer.ts';
import { afterFailure, afterStep, afterUndo } from './outcome.ts';
import { type ClusterStepName, isClusterStep, rowOf, stepNames, streamOn } from './plan.ts';
import { beginRun, type Run } from './run-context.ts';
import type { RequestState } from './state.ts';
import type { StepResult, UndoResult } from './step.ts';
import { steps } from './steps/index.ts';
import type { Connection, Store } from './store.ts';
import {
  distrustOfConsents,
  distrustOfRequester,
  distrustOfSignature,
  distrustOfUndo,
} from './trust.ts';

export interface ClusterWorkerSettings {
  readonly redis: Connection;
  readonly store: Store;
  readonly mapr: Mapr;
  readonly settings: Pick<Settings, 'clusters' | 'timeouts' | 'retries'>;
  readonly publicKey: KeyObject;
  /** The clusters whose queues it takes jobs from. */
  readonly clusters: readonly string[];
  readonly atOnce: AtOnce;
  /** What tells it apart from the other workers: host and process. */
  readonly name: string;
  /** Told of every request that came to its end here, so that what is left of its jobs is cleared away. */
  readonly onEnded: (request: string) => Promise<void>;
  readonly onError: (what: string, error: unknown) => void;
}

export interface ClusterWorker {
  /** Resolves once it listens to its queues. */
  start(): Promise<void>;
  /** Finishes short steps, stops and hands on a copy, begins nothing new. */
  stop(): Promise<void>;
}

/** How often an error of the engine's own is tried again before it is told. */
const engineTries = 30;

/** A copy that is handed on is taken up again after this time, by whoever is there. */
const handOnMs = 250;

const stepJob = z.object({
  v: z.literal(1),
  request: z.string(),
  step: z.string().regex(/^[a-z]+(-[a-z]+)*$/),
  undo: z.boolean(),
});

export function createClusterWorker(given: ClusterWorkerSettings): ClusterWorker {
  const { store, mapr, settings, publicKey, name, onEnded, onError } = given;
  const queues = createClusterQueues(given, takeUp);

  return { start: queues.start, stop: queues.close };

  async function takeUp(
    job: Job,
    token: string,
    cluster: string,
    over: AbortController,
  ): Promise<string> {
    const { request, step, undo } = readStep(job);
    const state = await store.read(request);
    if (!state) throw new UnrecoverableError(`there is no request ${request}`);
    const idle = whyIdle(state, step, undo);
    if (idle) return idle;
    const attributes = {
      'replicate.step': step,
      'replicate.undo': undo,
      'replicate.cluster': cluster,
      'replicate.procedure': state.procedure,
    };
    return traced(request, undo ? `undo ${step}` : step, attributes, async (note) => {
      const outcome = await runStep(job, token, cluster, state, { step, undo, over });
      note({ 'replicate.outcome': outcome });
      return outcome;
    });
  }

  async function runStep(
    job: Job,
    token: string,
    cluster: string,
    state: RequestState,
    { step, undo, over }: { step: ClusterStepName; undo: boolean; over: AbortController },
  ): Promise<string> {
    try {
      const run = await beginRun(store, mapr, state, {
        step,
        undo,
        run: randomUUID(),
        worker: name,
        over,
        timing: settings.timeouts,
      });
      return await perform(job, token, cluster, run, step, undo).finally(run.end);
    } catch (error) {
      if (!(error instanceof Superseded)) throw error;
      // Cancelled meanwhile, say: that is no fault. Where another run has begun, the job is no longer ours to end.
      const idle = whyIdle(await store.catchUp(state), step, undo);
      if (idle) return idle;
      throw error;
    }
  }

  async function perform(
    job: Job,
    token: string,
    cluster: string,
    run: Run,
    step: ClusterStepName,
    undo: boolean,
  ): Promise<string> {
    try {
      checkTrust(run.state, step, undo, cluster);
      const result = await (undo ? runUndo(run, step) : steps[step].run(run));
      return await conclude(job, token, run, step, result);
    } catch (error) {
      return await handleFault(job, token, run, step, undo, error);
    }
  }

  /** Who writes to Redis can make any job; the plan's order and the signatures hold all the same. */
  function checkTrust(state: RequestState, step: ClusterStepName, undo: boolean, cluster: string) {
    const row = rowOf(step);
    const home = clusterOf(streamOn(row.side, state.plan));
    const distrust =
      distrustOfSignature(state, publicKey) ??
      // Who has lost their place since may not start anything; what was made is undone all the same.
      (undo ? null : distrustOfRequester(state, settings)) ??
      notInPlan(state, step, undo) ??
      (home === cluster ? null : `${step} belongs to ${home}, not to ${cluster}`) ??
      (undo ? distrustOfUndo(state, publicKey) : missingBefore(state, step)) ??
      (undo ? null : distrustOfConsents(state, step, publicKey, settings, Date.now()));
    if (!distrust) return;
    throw new StepFault({
      message: `This worker refuses to run the step: ${distrust}.`,
      cluster,
      command: null,
      answer: null,
      remedy:
        'Check that bot and worker have keys that belong together and the same owners in their settings, and have read them: owners that have changed are read on SIGHUP. If so, somebody else may have written to Redis.',
    });
  }

  async function conclude(
    job: Job,
    token: string,
    run: Run,
    step: ClusterStepName,
    result: StepResult | UndoResult,
  ): Promise<string> {
    switch (result.kind) {
      case 'wait':
        return waitFor(job, token, run, step, result.why, result.ms, false);
      case 'done': {
        const ended = await run.append((now) => afterStep(now, step, result));
        return settled(ended);
      }
      case 'undone':
      case 'left': {
        const ended = await run.append((now) => afterUndo(now, step, result));
        return settled(ended);
      }
    }
  }

  async function settled(state: RequestState): Promise<string> {
    if (state.phase === 'ended') await onEnded(state.id).catch((error) => onError(state.id, error));
    return 'done';
  }

  async function handleFault(
    job: Job,
    token: string,
    run: Run,
    step: ClusterStepName,
    undo: boolean,
    error: unknown,
  ): Promise<string> {
    if (error instanceof DelayedError || error instanceof UnrecoverableError) throw error;
    if (error instanceof HandedOn) return handOn(job, token);
    if (error instanceof Superseded) throw error;
    const failure = asFailure(error) ?? engineFailure(job, step, error);
    if (!failure) throw error;
    const { attempts, delayMs } = settings.retries;
    const { faults } = run.step;
    if (mayPass(error) && faults + 1 < attempts) {
      return waitFor(job, token, run, step, failure.message, delayMs * 2 ** faults, true);
    }
    const home = clusterOf(streamOn(rowOf(step).side, run.plan));
    return fail(run, step, undo, await diagnose(run, home, error, failure));
  }

  async function waitFor(
    job: Job,
    token: string,
    run: Run,
    step: ClusterStepName,
    why: string,
    ms: number,
    fault: boolean,
  ): Promise<never> {
    const until = Date.now() + ms;
    await run.append(() => [{ type: 'step.waiting', step, why, until, fault }]);
    await job.moveToDelayed(until, token);
    throw new DelayedError();
  }

  async function handOn(job: Job, token: string): Promise<never> {
    await job.moveToDelayed(Date.now() + handOnMs, token);
    throw new DelayedError();
  }

  async function fail(
    run: Run,
    step: ClusterStepName,
    undo: boolean,
    failure: Failure,
  ): Promise<never> {
    const state = await run.append((now) => afterFailure(now, step, undo, failure));
    await settled(state);
    throw new UnrecoverableError(failure.message);
  }
}

/** @throws Newer where the step is none that this version has */
function readStep(job: Job) {
  const { step, ...rest } = readJob(stepJob, job);
  const known = stepNames.find((name) => name === step);
  if (known === undefined) throw newerJob(job);
  if (!isClusterStep(known)) throw new UnrecoverableError(`${step} is no step of a cluster`);
  return { ...rest, step: known };
}

/**
 * An error that is neither a cluster's nor a step's is the engine's own, and BullMQ tries the job
 * again each second: Redis may have been away. One that stays is told to people.
 */
function engineFailure(job: Job, step: ClusterStepName, error: unknown): Failure | null {
  if (job.attemptsMade < engineTries) return null;
  return {
    message: `The worker itself could not run ${step}: ${error instanceof Error ? error.message : String(error)}.`,
    cluster: job.queueName.replace(/^(cluster|copies)-/, ''),
    command: null,
    answer: null,
    remedy: "Read the worker's log, mend what it names, then press Retry; or Roll back.",
  };
}

async function runUndo(run: Run, step: ClusterStepName): Promise<UndoResult> {
  const { undo } = steps[step];
  if (!undo) return { kind: 'undone', summary: 'There was nothing to undo.' };
  return undo(run);
}
