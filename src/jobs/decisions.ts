/**
 * What people and the clock decide about a request: each a pure function from its state to the
 * events that follow, or a refusal. The store appends them only if the log has not moved, so of
 * two people who click at once one wins and the other gets the refusal.
 */

import type { Person } from './events.ts';
import type { SignedUndo } from './signing.ts';
import { isStopped, type RequestState, toUndo } from './state.ts';
import type { NewEvent } from './store.ts';

/** The bot's signature, without which no worker undoes anything. */
export type UndoSigner = (undo: SignedUndo) => string;

export type RefusalReason =
  | 'own-request'
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
  approver: Person,
  at: number,
  signature: string,
): readonly NewEvent[] {
  mustBeOpenTo(state, approver, at);
  return [{ type: 'consent.granted', approver, signature, at }];
}

export function deny(
  state: RequestState,
  by: Person,
  at: number,
  reason: string,
  sign: UndoSigner,
): readonly NewEvent[] {
  mustBeOpenTo(state, by, at);
  return [{ type: 'consent.denied', by, reason, at }, ...undo(state, 'denied', by, at, sign)];
}

/** What the clock makes of a consent that is waited for: a reminder, the expiry, or nothing yet. */
export function passTime(state: RequestState, now: number, sign: UndoSigner): readonly NewEvent[] {
  const { consent, consentRules } = state;
  if (state.phase !== 'running') return [];
  if (consent.kind === 'not-asked') {
    const { expires, remind } = consentRules;
    const at = now;
    return [
      {
        type: 'consent.asked',
        expires: at + expires,
        remind: remind === null ? null : at + remind,
        at,
      },
    ];
  }
  if (consent.kind !== 'asked') return [];
  if (now >= consent.expires) {
    return [{ type: 'consent.expired', at: now }, ...undo(state, 'expired', null, now, sign)];
  }
  if (consent.remind !== null && !consent.reminded && now >= consent.remind) {
    return [{ type: 'consent.reminded' }];
  }
  return [];
}

/** When passTime() has something to say again, in milliseconds since 1970; null when never. */
export function wakeAt({ consent, phase }: RequestState): number | null {
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

function mustBeOpenTo(state: RequestState, person: Person, at: number): void {
  const { consent } = state;
  if (state.phase === 'ended' && consent.kind === 'not-asked') throw new Refusal('ended', state);
  if (consent.kind === 'not-asked') throw new Refusal('not-asked-yet', state);
  if (consent.kind === 'expired') throw new Refusal('expired', state);
  if (consent.kind !== 'asked') throw new Refusal('already-decided', state);
  if (person.user === state.requester.user) throw new Refusal('own-request', state);
  if (at >= consent.expires) throw new Refusal('expired', state);
  if (state.phase !== 'running') throw new Refusal('ended', state);
}

function mustHaveFailed(state: RequestState): void {
  if (state.phase === 'ended') throw new Refusal('ended', state);
  if (!isStopped(state)) throw new Refusal('nothing-failed', state);
}
