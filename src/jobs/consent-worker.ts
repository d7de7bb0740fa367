/**
 * The consent's job: asks, reminds and expires. It is parked as delayed until the clock next has
 * something to say, or until a decision promotes it: a request that waits for days holds no worker.
 */

import type { KeyObject } from 'node:crypto';
import { DelayedError, type Job, UnrecoverableError, Worker } from 'bullmq';
import { z } from 'zod';
import { traced } from '../tracing/span.ts';
import { passTime, wakeAt } from './decisions.ts';
import { leavingNewer, readJob } from './newer.ts';
import { consentSteps, type Side } from './plan.ts';
import { consentQueue, workerOptions } from './queues.ts';
import { signUndo } from './signing.ts';
import type { Connection, Store } from './store.ts';

const concurrency = 16;

const consentJob = z.object({
  v: z.literal(1),
  request: z.string(),
  step: z.enum(Object.values(consentSteps)),
});

export interface ConsentWorkerSettings {
  readonly redis: Connection;
  readonly store: Store;
  readonly signingKey: KeyObject;
  /** Told of a request whose consent has expired here, so that its undo begins. */
  readonly drive: (request: string) => Promise<void>;
  readonly onError: (what: string, error: unknown) => void;
}

export function createConsentWorker(given: ConsentWorkerSettings): Worker {
  const { redis, store, signingKey, drive, onError } = given;
  const process = leavingNewer(keepTime, onError);
  const worker = new Worker(consentQueue, process, workerOptions(redis, concurrency));
  worker.on('error', (error) => onError('queue of consents', error));
  worker.on('failed', (job, error) => onError(job?.id ?? 'consent', error));
  return worker;

  async function keepTime(job: Job, token?: string): Promise<string> {
    const { request, step } = readJob(consentJob, job);
    return traced(request, step, { 'replicate.step': step }, async (note) => {
      const outcome = await keepTimeOf(job, request, step, token);
      note({ 'replicate.outcome': outcome });
      return outcome;
    });
  }

  async function keepTimeOf(
    job: Job,
    request: string,
    step: (typeof consentSteps)[Side],
    token?: string,
  ): Promise<string> {
    const side = consentSteps.source === step ? 'source' : 'replica';
    if (!(await store.read(request))) throw new UnrecoverableError(`no request ${request}`);
    const { state } = await store.append(request, (now) =>
      passTime(now, side, Date.now(), (undo) => signUndo(signingKey, undo)),
    );
    const wake = wakeAt(state, side);
    if (wake !== null) {
      await job.moveToDelayed(wake, token);
      await unpark(request, side, job);
      throw new DelayedError();
    }
    if (state.phase === 'undoing') await drive(request);
    return state.consents[side].kind;
  }

  /** Of a decision that came between the look and the parking: nobody else would promote the job now. */
  async function unpark(request: string, side: Side, job: Job): Promise<void> {
    const now = await store.read(request);
    if (now && wakeAt(now, side) === null && (await job.isDelayed())) await job.promote();
  }
}
