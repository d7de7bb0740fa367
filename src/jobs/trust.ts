/**
 * What a worker checks before it runs a step: that the bot signed the request, and, before anything
 * is authorized, that it signed the consent of a second person. Both people are looked for in the
 * worker's own list of owners, so whoever can write to Redis alone gets nothing done.
 */

import type { KeyObject } from 'node:crypto';
import { type ClusterSettings, ownersOf } from '../config.ts';
import type { StreamPath } from '../mapr/path.ts';
import type { Person } from './events.ts';
import { consentIsSigned, requestIsSigned, undoIsSigned } from './signing.ts';
import type { RequestState } from './state.ts';

export interface TrustSettings {
  readonly clusters: Readonly<Record<string, ClusterSettings>>;
}

/** @returns what is wrong with the request, or null where the bot signed it */
export function distrustOfSignature(state: RequestState, key: KeyObject): string | null {
  const { id, dryRun, plan, requester, team, requestedAt } = state;
  const signed = { request: id, dryRun, plan, requester, team, at: requestedAt };
  if (requestIsSigned(key, signed, state.signature)) return null;
  return "the request does not carry the bot's signature";
}

/** @returns why the requester may not ask for this by the worker's own settings, or null where they may */
export function distrustOfRequester(state: RequestState, settings: TrustSettings): string | null {
  const { plan, requester } = state;
  if (isOwner(settings, plan.source, requester)) return null;
  return `${requester.user} is not an owner of ${plan.source} by this worker's settings`;
}

/**
 * How long a consent holds, in milliseconds: long enough for a retry after a holiday. Whoever can write
 * to Redis and keeps an old log could otherwise have it run again for ever.
 */
const consentHoldsMs = 30 * 24 * 3_600_000;

/**
 * @param now milliseconds since 1970
 * @returns what is wrong with the consent, or null where two people have agreed to this plan
 */
export function distrustOfConsent(
  state: RequestState,
  key: KeyObject,
  settings: TrustSettings,
  now: number,
): string | null {
  const { id, plan, requester, consent } = state;
  if (consent.kind !== 'granted') return 'nobody has approved the request';
  const { approver, at, signature } = consent;
  if (!consentIsSigned(key, { request: id, plan, requester, approver, at }, signature)) {
    return "the consent does not carry the bot's signature";
  }
  if (Math.abs(now - at) > consentHoldsMs) {
    return 'the consent is more than 30 days old; roll back, and ask again';
  }
  if (approver.user === requester.user) return 'the person who approved is the one who asked';
  if (!isOwner(settings, plan.replica, approver)) {
    return `${approver.user} is not an owner of ${plan.replica} by this worker's settings`;
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
