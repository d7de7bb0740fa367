/** Requests and their logs, for the tests. */

import { genesis, link } from '../../src/jobs/chain.ts';
import type { Event, EventBody } from '../../src/jobs/events.ts';
import { type Plan, rowsFor } from '../../src/jobs/plan.ts';
import type { NewEvent } from '../../src/jobs/store.ts';
import { defaultOptions } from '../../src/mapr/options.ts';
import { parseStreamPath } from '../../src/mapr/path.ts';

export const maya = { user: 'U0SF1', via: 'U0SF1' };
export const noor = { user: 'U0NY1', via: 'U0NY1' };
export const lee = { user: 'U0SF2', via: 'U0SF2' };

export const activity: Plan = {
  source: parseStreamPath('/mapr/sanfrancisco/activity'),
  replica: parseStreamPath('/mapr/newyork/activity'),
  options: defaultOptions,
};

/** The rows of a set-up that an owner of the source asks for. */
export const setUpRows = rowsFor('replicate', 'source');

/** The owners' entries of each side. */
export const owners = { source: [maya.user], replica: [noor.user, 'S0NY'] };

export const begunAt = 1_790_000_000_000;

export function requested(
  change: Partial<NewEvent & { type: 'requested' }> = {},
): NewEvent & { type: 'requested' } {
  return {
    type: 'requested',
    request: 'abcd2345',
    dryRun: false,
    plan: activity,
    requester: maya,
    channel: 'C0DATA',
    team: 'T0LOCAL',
    consent: { expires: 86_400_000, remind: 14_400_000 },
    signature: 'none',
    at: begunAt,
    ...change,
  };
}

/** A log of these events, a second apart, chained as the store does. */
export function logOf(...bodies: readonly NewEvent[]): Event[] {
  let hash = genesis(requested().request);
  return bodies.map((body, index) => {
    const event = { ...body, at: body.at ?? begunAt + index * 1000 };
    hash = link(hash, JSON.stringify(event));
    return { ...event, hash };
  });
}

/** The events of a step that went well. */
export function done(
  step: Extract<EventBody, { type: 'step.done' }>['step'],
  acted = false,
): NewEvent[] {
  return [
    { type: 'step.started', step, run: `run-${step}`, worker: 'node1/1' },
    ...(acted ? [{ type: 'step.acting', step, command: `do ${step}` } as const] : []),
    { type: 'step.done', step, summary: `${step} is done` },
  ];
}

/** A log up to the point where the second owner is asked. */
export function untilConsent(): NewEvent[] {
  return [
    requested(),
    ...done('preflight-source'),
    ...done('preflight-replica'),
    ...done('create', true),
    ...done('register', true),
    ...done('verify-registration'),
    { type: 'consent.asked', expires: begunAt + 86_400_000, remind: begunAt + 14_400_000 },
  ];
}
