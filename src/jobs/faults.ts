/** What can go wrong with a step, told apart by what follows from it. */

import { MaprError } from '../mapr/errors.ts';
import type { Failure } from './events.ts';

/** A fault that no retry mends: the step has failed for good, and people decide. */
export class StepFault extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.message);
    this.name = 'StepFault';
    this.failure = failure;
  }
}

/** A fault that may pass: the step is tried again, a bounded number of times. */
export class PassingFault extends StepFault {}

/** This run of the step is no longer the one that counts: another has begun, or the request has moved on. */
export class Superseded extends Error {
  constructor(what: string) {
    super(what);
    this.name = 'Superseded';
  }
}

/** The worker is being stopped: the step is handed on, and nothing has failed. */
export class HandedOn extends Error {
  constructor() {
    super('the worker is being stopped');
    this.name = 'HandedOn';
  }
}

/** A cluster's own error, in the words of the log. */
export function failureOf(error: MaprError): Failure {
  const { message, cluster, command, answer, remedy } = error;
  return { message, cluster, command, answer, remedy };
}

/** Whether trying again may help: a fault that passes, or a cluster's error that does. */
export function mayPass(error: unknown): boolean {
  if (error instanceof PassingFault) return true;
  return error instanceof MaprError && error.mendedByRetry;
}

/** The failure that an error stands for, or null where it is none of a step's: the engine's own trouble. */
export function asFailure(error: unknown): Failure | null {
  if (error instanceof StepFault) return error.failure;
  if (error instanceof MaprError) return failureOf(error);
  return null;
}
