/**
 * What people and the clock decide about a request: each a pure function from its state to the
 * events that follow, or a refusal. The store appends them only if the log has not moved, so of
 * two people who click at once one wins and the other gets the refusal.
 */

import type { Person } from './events.ts';
import type { Side } from './plan.ts';
import type { SignedUndo } from './signing.ts';
import { isStopped, type RequestState, toUndo } from './state.ts';
import type { NewEvent } from './store.ts';

/** The bot's signature, without which no worker undoes anything. */
export type UndoSigner = (undo: SignedUndo) => string;

export type RefusalReason =
  | 'own-request'
  /** They have approved for the other side. */
  | 'other-side'
  | 'not-asked-yet'
  | 'already-decided'
  | 'expired'
  | 'nothing-failed'
  | 'ended';

/** A decision that is not to be had; `state` says what is true instead. */
export class Refusal extends Error {
  readonly reason: RefusalReason;
  readonly state: RequestState;

  constructor(reason: RefusalReason, state: RequestState) {
    super(`refused: ${reason}`);
    this.name = 'Refusal';
    this.reason = reason;
    this.state = state;
  }
}

/** @param signature the bot's, over what is agreed at the moment `at` */
export function approve(
  state: RequestState,
  side: Side,
  approver: Person,
  at: number,
  signature: string,
): readonly NewEvent[] {
  mustBeOpenTo(state, side, approver, at);
  return [{ type: 'consent.granted', ...of(side), approver, signature, at }];
}

export function deny(
  state: RequestState,
  side: Side,
  by: Person,
  at: number,
  reason: string,
  sign: UndoSigner,
): readonly NewEvent[] {
  mustBeOpenTo(state, side, by, at);
  const denied = { type: 'consent.denied', ...of(side), by, reason, at } as const;
  return [denied, ...undo(state, 'denied', by, at, sign)];
}

/** What the clock makes of a consent that is waited for: a reminder, the expiry, or nothing yet. */
export function passTime(
  state: RequestState,
  side: Side,
  now: number,
  sign: UndoSigner,
): readonly NewEvent[] {
  const { consentRules } = state;
  const consent = state.consents[side];
  if (state.phase !== 'running') return [];
  if (consent.kind === 'not-asked') {
    const expires = now + consentRules.expires;
    const remind = consentRules.remind === null ? null : now + consentRules.remind;
    return [{ type: 'consent.asked', ...of(side), expires, remind, at: now }];
  }
  if (consent.kind !== 'asked') return [];
  if (now >= consent.expires) {
    const expired = { type: 'consent.expired', ...of(side), at: now } as const;
    return [expired, ...undo(state, 'expired', null, now, sign)];
  }
  if (consent.remind !== null && !consent.reminded && now >= consent.remind) {
    return [{ type: 'consent.reminded', ...of(side) }];
  }
  return [];
}

/** When passTime() has something to say again, in milliseconds since 1970; null when never. */
export function wakeAt({ consents, phase }: RequestState, side: Side): number | null {
  const consent = consents[side];
  if (phase !== 'running' || consent.kind !== 'asked') return null;
  if (consent.remind !== null && !consent.reminded) return consent.remind;
  return consent.expires;
}

export function retry(state: RequestState, by: Person): readonly NewEvent[] {
  mustHaveFailed(state);
  return [{ type: 'retried', by }];
}

/** Undoes what the request made. Where nothing was made, it ends at once. */
export function rollBack(
  state: RequestState,
  by: Person,
  at: number,
  sign: UndoSigner,
): readonly NewEvent[] {
  mustHaveFailed(state);
  if (state.phase === 'undo-failed') throw new Refusal('already-decided', state);
  return undo(state, 'rolled-back', by, at, sign);
}

/**
 * Stops a request at any moment before its end, and undoes what it made. A command that is running
 * ends by itself, and is still written down; nothing else is begun.
 */
export function cancel(
  state: RequestState,
  by: Person,
  at: number,
  sign: UndoSigner,
): readonly NewEvent[] {
  if (state.phase === 'ended') throw new Refusal('ended', state);
  if (state.undo) throw new Refusal('already-decided', state);
  return undo(state, 'cancelled', by, at, sign);
}

/** Of an undo that has nothing left to do, for whoever finds it so. */
export function endUndo(state: RequestState): readonly NewEvent[] {
  if (state.phase !== 'undoing' || !state.undo || toUndo(state).length > 0) return [];
  return [{ type: 'ended', outcome: state.undo.cause }];
}

function undo(
  state: RequestState,
  cause: SignedUndo['cause'],
  by: Person | null,
  at: number,
  sign: UndoSigner,
): readonly NewEvent[] {
  const signature = sign({ request: state.id, cause, by, at });
  const started = { type: 'undo.started', cause, by, at, signature } as const;
  if (toUndo(state).length > 0) return [started];
  return [started, { type: 'ended', outcome: cause }];
}

/** As an event says it. */
function of(side: Side): { side?: 'source' } {
  return side === 'source' ? { side } : {};
}

function mustBeOpenTo(state: RequestState, side: Side, person: Person, at: number): void {
  const consent = state.consents[side];
  if (state.phase === 'ended' && consent.kind === 'not-asked') throw new Refusal('ended', state);
  if (consent.kind === 'not-asked') throw new Refusal('not-asked-yet', state);
  if (consent.kind === 'expired') throw new Refusal('expired', state);
  if (consent.kind !== 'asked') throw new Refusal('already-decided', state);
  if (person.user === state.requester.user) throw new Refusal('own-request', state);
  const other = state.consents[side === 'source' ? 'replica' : 'source'];
  if (other.kind === 'granted' && other.approver.user === person.user) {
    throw new Refusal('other-side', state);
  }
  if (at >= consent.expires) throw new Refusal('expired', state);
  if (state.phase !== 'running') throw new Refusal('ended', state);
}

function mustHaveFailed(state: RequestState): void {
  if (state.phase === 'ended') throw new Refusal('ended', state);
  if (!isStopped(state)) throw new Refusal('nothing-failed', state);
}
