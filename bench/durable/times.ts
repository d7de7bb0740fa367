/** From step to step: how long after the end of one step's work the work of the next begins. Pure. */

import type { Event } from '../../src/jobs/events.ts';

/** Of one step's body; milliseconds since 1970. */
export interface StepTimes {
  readonly name: string;
  readonly began: number;
  readonly ended: number;
}

/** The pairs of steps that follow one another with nobody waited for in between. */
const pairs = [
  ['create', 'register'],
  ['register', 'verify-registration'],
  ['authorize', 'verify-authorization'],
  ['verify-authorization', 'load'],
  ['load', 'resume'],
  ['resume', 'confirm'],
] as const;

/** @returns milliseconds, of each pair that is there */
export function gapsIn(times: readonly StepTimes[]): number[] {
  const of = (name: string) => times.find((step) => step.name === name);
  return pairs.flatMap(([before, after]) => {
    const [ended, began] = [of(before)?.ended, of(after)?.began];
    return ended === undefined || began === undefined ? [] : [began - ended];
  });
}

/** The first and the last answer that each step has had from a cluster, by a request's log. */
export function timesIn(events: readonly Event[]): StepTimes[] {
  const found = new Map<string, StepTimes>();
  for (const event of events) {
    if (event.type !== 'step.ran') continue;
    const { step: name, at, durationMs } = event;
    const began = found.get(name)?.began ?? at - durationMs;
    found.set(name, { name, began, ended: at });
  }
  return [...found.values()];
}
