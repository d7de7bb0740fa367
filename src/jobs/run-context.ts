/** What a step works with while it runs: every command goes through here, and into the log with its answer. */

import { setTimeout as sleep } from 'node:timers/promises';
import { clean, clip } from '../mapr/clean.ts';
import type { Answer, MaprCommand } from '../mapr/command.ts';
import { show } from '../mapr/command.ts';
import { MaprError } from '../mapr/errors.ts';
import { readOffsets } from '../mapr/offsets.ts';
import { findRunning } from '../mapr/orphan.ts';
import type { Mapr } from '../mapr/run.ts';
import type { EventOf } from './events.ts';
import { HandedOn, Superseded } from './faults.ts';
import type { ClusterStepName } from './plan.ts';
import type { RequestState } from './state.ts';
import type { StepContext, StepTiming } from './step.ts';
import type { NewEvent, Store } from './store.ts';

export interface RunSettings {
  readonly step: ClusterStepName;
  readonly undo: boolean;
  /** Tells this run apart from every other of the same step. */
  readonly run: string;
  readonly worker: string;
  readonly signal: AbortSignal;
  readonly timing: StepTiming;
}

/** A context, and the append that its run and its end go through. */
export interface Run extends StepContext {
  /** @throws Superseded where another run has begun, or the request has moved on */
  append(...events: readonly NewEvent[]): Promise<RequestState>;
}

/** How much of an answer is kept, in characters. */
const maxAnswer = 1_500;

/** How often a process that somebody else started is looked at, in milliseconds. */
const orphanPollMs = 500;

/** Begins a run: from here on, an earlier run of the same step can write nothing more. */
export async function beginRun(
  store: Store,
  mapr: Mapr,
  begun: RequestState,
  settings: RunSettings,
): Promise<Run> {
  const { step, run, worker, undo, signal, timing } = settings;
  const wanted = undo ? 'undoing' : 'running';
  const started = await store.append(begun, (now) => {
    mustBeWanted(now);
    return [{ type: 'step.started', step, run, worker }];
  });
  let state = started.state;

  return {
    request: state.id,
    plan: state.plan,
    signal,
    timing,
    get state() {
      return state;
    },
    get step() {
      return state.steps[step];
    },
    get effect() {
      return state.steps[step].effect;
    },
    append,
    look: (command) => recorded(command, 'look'),
    prove: (command) => recorded(command, 'prove'),
    offsets,
    act,
    actLong,
    awaitOrphan,
    undo: (command) => recorded(command, 'undo'),
    async mark(mark) {
      await append({ type: 'step.marked', step, mark });
    },
    async progress(done, total, bytes) {
      await append({ type: 'step.progress', step, done, total, bytes });
    },
  };

  async function append(...events: readonly NewEvent[]): Promise<RequestState> {
    const appended = await store.append(state, (now) => {
      mustBeWanted(now);
      if (now.steps[step].run !== run) throw new Superseded(`another run of ${step} has begun`);
      return events;
    });
    // Looks run side by side; the one that was written last is not always the last to return.
    if (appended.state.version > state.version) state = appended.state;
    return state;
  }

  function mustBeWanted(now: RequestState): void {
    if (now.phase !== wanted) throw new Superseded(`request ${now.id} is ${now.phase}`);
  }

  async function recorded<R>(
    command: MaprCommand<R>,
    purpose: EventOf<'step.ran'>['purpose'],
  ): Promise<R> {
    let answer: Answer | undefined;
    try {
      return await mapr.run(command, {
        onAnswer: (given) => {
          answer = given;
        },
      });
    } catch (error) {
      await append(ran(command, purpose, answer, error), ...refusal(purpose, error));
      answer = undefined;
      throw error;
    } finally {
      if (answer) await append(ran(command, purpose, answer));
    }
  }

  function ran(
    command: MaprCommand<unknown>,
    purpose: EventOf<'step.ran'>['purpose'],
    answer: Answer | undefined,
    error?: unknown,
  ): NewEvent {
    const failed = error instanceof MaprError ? error.answer || error.message : '';
    return {
      type: 'step.ran',
      step,
      purpose,
      command: show(command),
      exitCode: answer?.exitCode ?? null,
      answer: failed || clip(clean(answer?.stdout ?? ''), maxAnswer),
      durationMs: answer?.durationMs ?? 0,
    };
  }

  /** Only a clear no says that the change did not happen; after a time-out it may have. */
  function refusal(purpose: EventOf<'step.ran'>['purpose'], error: unknown): NewEvent[] {
    const turnedDown = error instanceof MaprError && error.fault === 'refused';
    return purpose === 'act' && turnedDown ? [{ type: 'step.act-refused', step }] : [];
  }

  async function act(command: MaprCommand<void>): Promise<void> {
    await append({ type: 'step.acting', step, command: show(command) });
    await recorded(command, 'act');
  }

  /** Watching a copy looks every few seconds: only what it finds is worth writing down. */
  function offsets(of: 'source' | 'replica', { quiet = false } = {}) {
    const run: Mapr['run'] = (command) => recorded(command, 'look');
    return readOffsets(quiet ? mapr : { ...mapr, run }, state.plan[of]);
  }

  async function actLong(
    command: MaprCommand<void>,
    watch: (done: Promise<unknown>) => Promise<void>,
  ): Promise<void> {
    if (signal.aborted) throw new HandedOn();
    await append({ type: 'step.acting', step, command: show(command) });
    const program = mapr.start(command);
    const stop = () => void program.stop().catch(() => undefined);
    signal.addEventListener('abort', stop, { once: true });
    try {
      const watched = watch(program.done);
      // A watch that fails (the log has moved on, Redis is away) leaves no copy running behind it.
      watched.catch(stop);
      const answer = await program.done;
      await watched;
      if (signal.aborted) throw new HandedOn();
      await finish(command, answer);
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }

  async function finish(command: MaprCommand<void>, answer: Answer): Promise<void> {
    try {
      command.read(answer);
    } catch (error) {
      await append(ran(command, 'act', answer, error));
      throw error;
    }
    await append(ran(command, 'act', answer));
  }

  async function awaitOrphan(
    command: MaprCommand<void>,
    watch: (done: Promise<unknown>) => Promise<void>,
  ): Promise<void> {
    if ((await findRunning(command)).length === 0) return;
    const gone = untilGone(command);
    const watched = watch(gone);
    await gone;
    await watched;
  }

  async function untilGone(command: MaprCommand<void>): Promise<void> {
    while ((await findRunning(command)).length > 0) {
      await sleep(orphanPollMs, undefined, { signal }).catch(() => {
        throw new HandedOn();
      });
    }
  }
}
