/**
 * What a newer version has written is left to a process that knows it: bots and workers of two versions run side by
 * side while a site is upgraded, and again while an upgrade is taken back.
 */

import { DelayedError, type Job, UnrecoverableError } from 'bullmq';
import type { z } from 'zod';

/** Of what the jobs say, which each of them carries as `v`. */
const jobVersion = 1;

/** Something in Redis that this version does not know. Nothing is done with it, and nothing is lost. */
export class Newer extends Error {
  readonly what: string;

  constructor(what: string) {
    super(
      `${what} is not known to this version: it is left to processes of the version that wrote it. If there are none any more, start them again.`,
    );
    this.name = 'Newer';
    this.what = what;
  }
}

/**
 * @throws Newer where the job is of a later form than this version knows
 * @throws UnrecoverableError where nobody of ours can have written it
 */
export function readJob<T>(schema: z.ZodType<T>, job: Job): T {
  const { data } = job;
  const read = schema.safeParse(data);
  if (read.success) return read.data;
  if (typeof data?.v === 'number' && data.v > jobVersion) throw newerJob(job);
  throw new UnrecoverableError(`not a job: ${read.error.message}`);
}

export function newerJob({ id, queueName }: Job): Newer {
  return new Newer(`job ${id} of the queue ${queueName}`);
}

/** So long a job that is left waits before anybody, this process too, is asked again. */
const laterMs = 2_000;

type Process<T> = (job: Job, token?: string) => Promise<T>;

/** @returns the same, but what is a newer version's goes back into its queue for others, and counts as no try */
export function leavingNewer<T>(
  process: Process<T>,
  onError: (what: string, error: unknown) => void,
): Process<T> {
  return async (job, token) => {
    try {
      return await process(job, token);
    } catch (error) {
      if (!(error instanceof Newer)) throw error;
      onError(job.queueName, error);
      await job.moveToDelayed(Date.now() + laterMs, token);
      throw new DelayedError();
    }
  };
}

/** So many are remembered; after that, each may be told once more. */
const mostTold = 1_000;

/** For a process's log. @returns whether this was left to a newer version before: it comes again every few seconds */
export function createToldBefore(): (error: unknown) => boolean {
  const told = new Set<string>();
  return (error) => {
    if (!(error instanceof Newer)) return false;
    if (told.has(error.what)) return true;
    if (told.size >= mostTold) told.clear();
    told.add(error.what);
    return false;
  };
}
