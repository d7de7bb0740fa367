/** What a request's log adds up to, and what can be told from it. Pure; see fold.ts for how it comes about. */

import type { Offsets } from '../mapr/offsets.ts';
import type { OptionChange } from '../mapr/replica-edit.ts';
import type { EventOf, Failure, Finding, Origin, Outcome, Person, UndoCause } from './events.ts';
import {
  consentSide,
  type Plan,
  type PlanRow,
  type Procedure,
  rowOf,
  rowsFor,
  type Side,
  type StepName,
  setUpOf,
  sides,
} from './plan.ts';

/** A command that really ran, with what it answered. */
export interface CommandRun {
  readonly at: number;
  readonly purpose: EventOf<'step.ran'>['purpose'];
  readonly command: string;
  readonly exitCode: number | null;
  /** Whether it did what it was for: a command can exit with 0 beside an error, or with an answer cut short. */
  readonly ok: boolean;
  readonly answer: string;
  readonly durationMs: number;
}

export type StepStatus =
  | 'pending'
  | 'running'
  | 'waiting'
  | 'done'
  | 'failed'
  /** Was under way when the request was cancelled. */
  | 'stopped'
  | 'undone'
  /** Could not be undone by the bot; a person has to. */
  | 'left';

/**
 * Whose work it is that a look finds in place. `intended`: this request has begun to change it, and
 * nothing says that it did not. `refused`: its own attempts were turned down, so whatever is there
 * came from somebody else. `unclear`: one was turned down after another that nobody saw the end of, or by an answer that is
 * no clear refusal.
 */
export type Effect = 'none' | 'intended' | 'refused' | 'unclear';

export interface StepState {
  readonly name: StepName;
  readonly status: StepStatus;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  /** The run that holds the step, and the worker that it runs on. */
  readonly run: string | null;
  readonly worker: string | null;
  readonly effect: Effect;
  /** A command that changes something was begun, when and by which worker, and nothing has told yet how it ended. */
  readonly acting: { readonly since: number; readonly worker: string | null } | null;
  /** When the last command that changes or undoes something was begun, if what became of it has not been answered. */
  readonly begun: number | null;
  /** Whether this request has begun to undo it: what is gone since is its own doing. */
  readonly undoing: boolean;
  /** Whether an attempt before the last one never told how it ended. */
  readonly unresolved: boolean;
  readonly commands: readonly CommandRun[];
  readonly summary: string | null;
  readonly findings: readonly Finding[];
  readonly waiting: { readonly why: string; readonly since: number; readonly until: number } | null;
  /** How often it has waited since it was begun, or begun again by a retry. */
  readonly waits: number;
  /** How many of these waits followed a fault. */
  readonly faults: number;
  /** When its time began to run: the first start, or the first after a retry. */
  readonly triedSince: number | null;
  /** What the source had at a moment, and the replica has to get to; of a load that is done, what the replica got. */
  readonly mark: Offsets | null;
  readonly progress: Progress | null;
  /** Of a copy of the cluster's own: whose the stream at the replica's path is, once there is one. The first look holds. */
  readonly origin: Origin | null;
  readonly failure: Failure | null;
  /** What the undo left to a person: why, and the command for it. */
  readonly left: { readonly why: string; readonly command: string } | null;
}

export interface Progress {
  readonly done: number;
  readonly total: number;
  readonly bytes: number;
  /** What the cluster says of a copy of its own. */
  readonly state?: string | undefined;
  readonly at: number;
}

export type Consent =
  | { readonly kind: 'not-asked' }
  | {
      readonly kind: 'asked';
      readonly at: number;
      readonly expires: number;
      readonly remind: number | null;
      readonly reminded: boolean;
    }
  | {
      readonly kind: 'granted';
      readonly at: number;
      readonly askedAt: number;
      readonly reminded: boolean;
      readonly approver: Person;
      readonly signature: string;
    }
  | {
      readonly kind: 'denied';
      readonly at: number;
      readonly askedAt: number;
      readonly reminded: boolean;
      readonly by: Person;
      readonly reason: string;
    }
  | {
      /** Nobody answered in time; or the request was cancelled before anybody had. */
      readonly kind: 'expired' | 'withdrawn';
      readonly at: number;
      readonly askedAt: number;
      readonly reminded: boolean;
    };

/**
 * `running`: the plan goes on. `failed`: a step has failed for good and waits for Retry or Roll
 * back. `undoing`: what was made is being undone. `undo-failed`: the undo itself waits for Retry.
 */
export type Phase = 'running' | 'failed' | 'undoing' | 'undo-failed' | 'ended';

export interface RequestState {
  readonly id: string;
  /** How many events it is made of; an append says on which version it was decided. */
  readonly version: number;
  /** The hash of the last of them; what is appended is chained to it. */
  readonly head: string;
  readonly procedure: Procedure;
  readonly plan: Plan;
  /** What an edit is to change. */
  readonly change: OptionChange | null;
  readonly requester: Person;
  /** Whose consent the request itself is. */
  readonly speaksFor: Side | null;
  /** The request that set up what this one is about. */
  readonly about: string | null;
  /** The requests that were asked for together, this one among them; none where it was asked for alone. */
  readonly batch: readonly string[];
  readonly channel: string;
  readonly team: string;
  readonly signature: string;
  readonly requestedAt: number;
  readonly consentRules: EventOf<'requested'>['consent'];
  readonly phase: Phase;
  readonly outcome: Outcome | null;
  readonly endedAt: number | null;
  readonly steps: Readonly<Record<StepName, StepState>>;
  /** Of the owners of each side; that of the side that the requester speaks for is not asked. */
  readonly consents: Readonly<Record<Side, Consent>>;
  readonly undo: {
    readonly cause: UndoCause;
    readonly by: Person | null;
    readonly at: number;
    readonly signature: string;
  } | null;
  /** How often a failure has stopped it. */
  readonly stops: number;
  /** Who asked for a retry, and when; the last one. */
  readonly retried: { readonly by: Person; readonly at: number; readonly times: number } | null;
}

/** The rows of the table that this request runs through. */
export function rowsOf({
  procedure,
  speaksFor,
}: Pick<RequestState, 'procedure' | 'speaksFor'>): readonly PlanRow[] {
  return rowsFor(procedure, speaksFor);
}

/** Whether it is into a stream that is there, and that others may feed as well. */
export function isJoin({ procedure }: Pick<RequestState, 'procedure'>): boolean {
  return setUpOf(procedure) === 'join';
}

/** Whether messages are to go both ways. */
export function isBothWays({ procedure }: Pick<RequestState, 'procedure'>): boolean {
  return setUpOf(procedure) === 'multi-master';
}

/** A step as this request has it. */
export function rowIn(state: RequestState, name: StepName): PlanRow {
  return rowsOf(state).find((row) => row.name === name) ?? rowOf(name);
}

/** The sides whose owners it asks, in the order in which it does. */
export function sidesAsked(state: RequestState): readonly Side[] {
  return rowsOf(state).flatMap(({ name }) => consentSide(name) ?? []);
}

/** Whether it has failed, and waits for people to press *Retry* or *Roll back*. */
export function isStopped({ phase }: Pick<RequestState, 'phase'>): boolean {
  return phase === 'failed' || phase === 'undo-failed';
}

/** The side whose owners it waits for now, if it does. */
export function askedSide({ phase, consents }: RequestState): Side | null {
  if (phase !== 'running') return null;
  return sides.find((side) => consents[side].kind === 'asked') ?? null;
}

/** The step that has failed for good and holds the request up, if one has. */
export function failedStep(state: RequestState): StepState | null {
  return (
    rowsOf(state)
      .map((row) => state.steps[row.name])
      .find((step) => step.failure) ?? null
  );
}

/**
 * Whether an undo may take what it finds in place as this request's own work: its command was seen to
 * end well, or lost its worker on the way. One that timed out, or whose answer could not be read,
 * may have made it as well; but so may a person who helped out later.
 */
export function isOwn({ effect, acting, commands }: StepState): boolean {
  if (effect !== 'intended') return false;
  return acting !== null || commands.some(({ purpose, ok }) => purpose === 'act' && ok);
}

function mayHaveTakenEffect({ effect }: StepState): boolean {
  return effect === 'intended' || effect === 'unclear';
}

/** The steps that changed something, or may have, and are not undone: the last one first. */
export function toUndo(state: RequestState): readonly StepName[] {
  return rowsOf(state)
    .filter((row) => row.undoable)
    .filter(({ madeBy }) => mayHaveTakenEffect(state.steps[madeBy]))
    .map((row) => state.steps[row.name])
    .filter((step) => step.status !== 'undone' && step.status !== 'left')
    .map((step) => step.name)
    .reverse();
}
