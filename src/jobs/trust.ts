/**
 * What a worker checks before it runs a step: that the bot signed the request, and, before anything
 * is authorized, that it signed the consent of a second person. Both people are looked for in the
 * worker's own list of owners, so whoever can write to Redis alone gets nothing done.
 */

import type { KeyObject } from 'node:crypto';
import { type ClusterSettings, ownersOf } from '../config.ts';
import type { StreamPath } from '../mapr/path.ts';
import { consentsBefore } from './admission.ts';
import type { Person } from './events.ts';
import { type Side, type StepName, streamOn } from './plan.ts';
import { consentIsSigned, requestIsSigned, undoIsSigned } from './signing.ts';
import { type RequestState, sidesAsked } from './state.ts';

export interface TrustSettings {
  readonly clusters: Readonly<Record<string, ClusterSettings>>;
}

/** @returns what is wrong with the request, or null where the bot signed it */
export function distrustOfSignature(state: RequestState, key: KeyObject): string | null {
  const { id, requestedAt, signature } = state;
  if (requestIsSigned(key, { ...state, request: id, at: requestedAt }, signature)) return null;
  return "the request does not carry the bot's signature";
}

/** @returns why the requester may not ask for this by the worker's own settings, or null where they may */
export function distrustOfRequester(state: RequestState, settings: TrustSettings): string | null {
  const { plan, requester, speaksFor } = state;
  if (speaksFor === null) {
    return sidesAsked(state).length === 2 ? null : 'nobody speaks for either side';
  }
  const stream = streamOn(speaksFor, plan);
  if (isOwner(settings, stream, requester)) return null;
  return `${requester.user} is not an owner of ${stream} by this worker's settings`;
}

/**
 * How long a consent holds, in milliseconds: long enough for a retry after a holiday. Whoever can write
 * to Redis and keeps an old log could otherwise have it run again for ever.
 */
const consentHoldsMs = 30 * 24 * 3_600_000;

/**
 * @param now milliseconds since 1970
 * @returns what is wrong with the consents that the step rests on, or null where a person of each
 *   side has agreed to this plan, and they are two
 */
export function distrustOfConsents(
  state: RequestState,
  step: StepName,
  key: KeyObject,
  settings: TrustSettings,
  now: number,
): string | null {
  const wanted = consentsBefore(state, step);
  for (const side of wanted) {
    const distrust = distrustOfConsent(state, side, key, settings, now);
    if (distrust) return distrust;
  }
  const { source, replica } = state.consents;
  if (wanted.length < 2 || source.kind !== 'granted' || replica.kind !== 'granted') return null;
  if (source.approver.user !== replica.approver.user) return null;
  return 'the person who approved for the replica is the one who approved for the source';
}

function distrustOfConsent(
  state: RequestState,
  side: Side,
  key: KeyObject,
  settings: TrustSettings,
  now: number,
): string | null {
  const { id, plan, requester, consents } = state;
  const consent = consents[side];
  if (consent.kind !== 'granted') return `nobody has approved the request for the ${side}`;
  const { approver, at, signature } = consent;
  if (!consentIsSigned(key, { request: id, side, plan, requester, approver, at }, signature)) {
    return "the consent does not carry the bot's signature";
  }
  if (Math.abs(now - at) > consentHoldsMs) {
    return 'the consent is more than 30 days old; roll back, and ask again';
  }
  if (approver.user === requester.user) return 'the person who approved is the one who asked';
  const stream = streamOn(side, plan);
  if (!isOwner(settings, stream, approver)) {
    return `${approver.user} is not an owner of ${stream} by this worker's settings`;
  }
  return null;
}

/** @returns what is wrong with the undo, or null where the bot signed that it was decided */
export function distrustOfUndo(state: RequestState, key: KeyObject): string | null {
  const { id, undo } = state;
  if (!undo) return 'nobody has decided on an undo';
  const { cause, by, at, signature } = undo;
  if (undoIsSigned(key, { request: id, cause, by, at }, signature)) return null;
  return "the decision to undo does not carry the bot's signature";
}

/**
 * A worker has no Slack token: who is in a user group is for the bot to say, under its signature;
 * that the group, or the person, speaks for this path is for the worker's own settings.
 */
function isOwner(settings: TrustSettings, path: StreamPath, { user, via }: Person): boolean {
  if (via !== user && !via.startsWith('S')) return false;
  return ownersOf(settings, path).includes(via);
}
