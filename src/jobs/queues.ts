/** The queues: two for each cluster, one for the consents, one for what Slack has to show. */

import type { JobsOptions, QueueOptions, WorkerOptions } from 'bullmq';
import { clusterOf } from '../mapr/path.ts';
import { telemetryOption } from '../tracing/span.ts';
import { prefix } from './keys.ts';
import { isClusterStep, type Plan, rowOf, type StepName, streamOn } from './plan.ts';
import type { Connection } from './store.ts';

/** What a job says: which step of which request, and never which command. */
export interface StepJob {
  readonly v: 1;
  readonly request: string;
  readonly step: StepName;
  readonly undo: boolean;
}

export const consentQueue = 'consent';
export const syncQueue = 'slack';
export const homeQueue = 'home';
export const healthQueue = 'health';

/** BullMQ reserves the colon; a cluster's name has none. */
export function clusterQueue(cluster: string): string {
  return `cluster-${cluster}`;
}

/** Of the copies: they take hours, and keep nothing else waiting. */
export function copiesQueue(cluster: string): string {
  return `copies-${cluster}`;
}

/** Of the looks at what is replicated: apart from the steps, which may take long. */
export function watchQueue(cluster: string): string {
  return `watch-${cluster}`;
}

const copies: ReadonlySet<StepName> = new Set(['load', 'copying']);

export function queueOf(step: StepName, plan: Plan): string {
  if (!isClusterStep(step)) return consentQueue;
  const cluster = clusterOf(streamOn(rowOf(step).side, plan));
  return copies.has(step) ? copiesQueue(cluster) : clusterQueue(cluster);
}

export function jobId(request: string, step: StepName, undo: boolean): string {
  return undo ? `${request}-undo-${step}` : `${request}-${step}`;
}

/**
 * A step's tries are counted in the log, not here; BullMQ's own attempts are for what hits the
 * engine itself, such as a Redis that goes away in the middle.
 */
export const stepJobOptions = {
  attempts: 1_000_000,
  backoff: { type: 'fixed', delay: 1_000 },
  removeOnComplete: true,
} as const satisfies JobsOptions;

/**
 * One job for each thing that is made to follow the log, however often it is asked for: what is
 * asked while it runs makes one more.
 * @param now whether one that is parked is taken up at once
 */
export function followJobOptions(id: string, now: boolean): JobsOptions {
  return {
    deduplication: { id, keepLastIfActive: true, reschedule: now },
    attempts: 1_000_000,
    backoff: { type: 'fixed', delay: 2_000 },
    removeOnComplete: true,
  };
}

/** The names of all queues of a site. */
export function allQueues(clusters: readonly string[]): readonly string[] {
  const ofClusters = clusters.flatMap((name) => [
    clusterQueue(name),
    copiesQueue(name),
    watchQueue(name),
  ]);
  return [...ofClusters, consentQueue, syncQueue, homeQueue, healthQueue];
}

export function queueOptions(connection: Connection): QueueOptions {
  return { connection, prefix, ...telemetryOption() };
}

/**
 * A dead worker is noticed after its lock has run out and the next look for stalled jobs: within
 * 8.5 s. `maxStalledCount` is BullMQ's limit to how often a job may lose its worker; its default
 * of 1 would fail the job at the second crash.
 */
export function workerOptions(connection: Connection, concurrency: number): WorkerOptions {
  return {
    connection,
    prefix,
    ...telemetryOption(),
    concurrency,
    lockDuration: 6_000,
    stalledInterval: 2_500,
    maxStalledCount: 1_000_000,
    autorun: false,
  };
}
