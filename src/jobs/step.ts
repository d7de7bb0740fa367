/** What a step is, and what it is given to work with. */

import type { MaprCommand } from '../mapr/command.ts';
import type { Offsets } from '../mapr/offsets.ts';
import type { EventOf, Finding } from './events.ts';
import type { Watch } from './long-command.ts';
import type { ClusterStepName, Plan, Side } from './plan.ts';
import type { RequestState, StepState } from './state.ts';

/** What comes of a run: the step is done, or has to wait for something that it names. */
export type StepResult =
  | { readonly kind: 'done'; readonly summary: string; readonly findings?: readonly Finding[] }
  | { readonly kind: 'wait'; readonly why: string; readonly ms: number };

export type UndoResult =
  | { readonly kind: 'undone'; readonly summary: string }
  | { readonly kind: 'left'; readonly why: string; readonly command: string }
  | { readonly kind: 'wait'; readonly why: string; readonly ms: number };

export interface Step {
  readonly name: ClusterStepName;
  /** Looks, acts and proves; may be run any number of times. */
  run(context: StepContext): Promise<StepResult>;
  /** Undoes what this request did, and looks first as well. Absent where there is nothing to undo. */
  undo?(context: StepContext): Promise<UndoResult>;
}

export interface OffsetsOptions {
  readonly quiet?: boolean;
  readonly only?: readonly string[] | undefined;
}

export interface StepContext {
  readonly request: string;
  readonly plan: Plan;
  /** The worker that this run is on: its host and process. */
  readonly worker: string;
  /** Whether another worker was at this step last, and never said how it ended. */
  readonly takesOver: boolean;
  /** The state as of the last append or look. */
  readonly state: RequestState;
  readonly step: StepState;
  /** Fires when the worker is stopped, or when this run no longer counts: another has begun, or the request is cancelled. */
  readonly signal: AbortSignal;
  readonly timing: StepTiming;
  /**
   * Runs a command that changes nothing, and writes it down with its answer.
   * @param options `quiet`: not written down, where it is run every few seconds
   */
  look<R>(command: MaprCommand<R>, options?: { quiet?: boolean }): Promise<R>;
  prove<R>(command: MaprCommand<R>): Promise<R>;
  /**
   * Looks up offsets by topic and partition: one command for the topics and one for each of them.
   * @param options `only`: of these topics alone, where the stream has others too
   */
  offsets(of: Side, options?: OffsetsOptions): Promise<Offsets>;
  /**
   * What a command was last answered in this step; undefined where it was not run. A look of this run counts from when it is
   * answered, and may be in the log only a moment later. One at offsets is told by the first of its commands.
   */
  answerTo(command: MaprCommand<unknown>): string | undefined;
  /**
   * Runs a command that changes something. That it is about to is in the log before it begins, and
   * whether the cluster turned it down is in the log after.
   */
  act(command: MaprCommand<void>): Promise<void>;
  /** The same for `mapr copystream`, which takes as long as it takes, and is watched meanwhile. */
  actLong(command: MaprCommand<void>, watch: Watch): Promise<void>;
  /**
   * Waits for the same command where an earlier run left it behind on this host, if it did. What an API server was
   * asked for and has not answered is given the command's time.
   * @param watch of a copy, which takes as long as it takes; any other command is bounded
   * @throws PassingFault where it does not come to its end
   */
  awaitOrphan(command: MaprCommand<void>, watch?: Watch): Promise<void>;
  /** Runs a command that undoes something; that it is about to is in the log before. */
  undo(command: MaprCommand<void>): Promise<void>;
  /** Notes what the source has now: the replica has to get there. */
  mark(offsets: Offsets): Promise<void>;
  /** Notes how far a copy is. */
  progress(how: Omit<EventOf<'step.progress'>, 'type' | 'step' | 'at' | 'hash'>): Promise<void>;
}

export interface StepTiming {
  /** How long a command may take, in milliseconds; a copy takes as long as it takes. */
  readonly commandMs: number;
  /** How long the confirmation may wait for messages to arrive, in milliseconds. */
  readonly confirmMs: number;
  /** How far its two looks are apart, in milliseconds. */
  readonly settleMs: number;
}
