/** What a step works with while it runs: every command goes through here, and into the log with its answer. */

import { clean, clip } from '../mapr/clean.ts';
import type { Answer, MaprCommand } from '../mapr/command.ts';
import { show } from '../mapr/command.ts';
import { MaprError } from '../mapr/errors.ts';
import { type Offsets, readOffsets } from '../mapr/offsets.ts';
import type { Mapr } from '../mapr/run.ts';
import { topicList } from '../mapr/topic-list.ts';
import { isOver } from './admission.ts';
import { type EventOf, isChange } from './events.ts';
import { HandedOn, Superseded } from './faults.ts';
import { createLongCommands } from './long-command.ts';
import type { ClusterStepName, Side } from './plan.ts';
import { refusal } from './refusal.ts';
import { createRunLog, notEnded } from './run-log.ts';
import type { RequestState } from './state.ts';
import type { OffsetsOptions, StepContext, StepTiming } from './step.ts';
import type { NewEvent, Store } from './store.ts';

export interface RunSettings {
  readonly step: ClusterStepName;
  readonly undo: boolean;
  /** Tells this run apart from every other of the same step. */
  readonly run: string;
  readonly worker: string;
  /** Aborted by whoever ends the run from outside, and by the run where another has begun. */
  readonly over: AbortController;
  readonly timing: StepTiming;
}

/** A context, and the append that its run and its end go through. */
export interface Run extends StepContext {
  /** @throws Superseded where another run has begun, or the request has moved on */
  append(decide: (now: RequestState) => readonly NewEvent[]): Promise<RequestState>;
  /** Ends the watch over the log: the run is over. Resolves when what it has seen is written down. Never rejects. */
  end(): Promise<void>;
}

type Purpose = EventOf<'step.ran'>['purpose'];

/** How often the log is looked at for what makes the run void (a cancel, another run), in milliseconds. */
const watchMs = 500;

/** How much of an answer is kept, in characters. */
const maxAnswer = 1_500;

/** Begins a run: from here on, an earlier run of the same step can write nothing more. */
export async function beginRun(
  store: Store,
  mapr: Mapr,
  begun: RequestState,
  settings: RunSettings,
): Promise<Run> {
  const { step, run, worker, undo, timing, over } = settings;
  const wanted = undo ? 'undoing' : 'running';
  const before = begun.steps[step];
  const started = await store.append(begun, (now) => {
    mustBeWanted(now);
    // Whoever was thought dead may have ended it, after this worker has read the log.
    if (isOver(now, step, undo)) throw new Superseded(`${step} has come to its end`);
    return [{ type: 'step.started', step, run, worker }];
  });
  const log = createRunLog(store, started.state, mustHold);
  const { signal } = over;
  /** By this run, whether it is in the log yet or not. */
  const answered: { readonly command: string; readonly answer: string }[] = [];
  const long = createLongCommands(mapr, signal, timing.commandMs);
  let hasEnded = false;
  const watch = setTimeout(watchLog, watchMs);

  return {
    request: begun.id,
    plan: begun.plan,
    worker,
    takesOver: before.status === 'running' && before.worker !== worker,
    signal,
    timing,
    get state() {
      return log.state;
    },
    get step() {
      return log.state.steps[step];
    },
    append,
    end() {
      hasEnded = true;
      clearTimeout(watch);
      return log.settled();
    },
    look: (command, { quiet = false } = {}) =>
      quiet ? unrecorded(command) : recorded(command, 'look'),
    prove: (command) => recorded(command, 'prove'),
    async undo(command) {
      await note({ type: 'undo.acting', step, command: show(command) });
      await recorded(command, 'undo');
    },
    offsets,
    answerTo,
    async act(command) {
      await note({ type: 'step.acting', step, command: show(command) });
      await recorded(command, 'act');
    },
    async actLong(command, watch) {
      await note({ type: 'step.acting', step, command: show(command) });
      await judged(command, 'act', () => long.run(command, watch));
    },
    awaitOrphan: (command, watch) => long.awaitOrphan(command, log.state.steps[step].begun, watch),
    mark: (mark) => note({ type: 'step.marked', step, mark }),
    progress: (how) => note({ type: 'step.progress', step, ...how }),
  };

  async function append(decide: (now: RequestState) => readonly NewEvent[]): Promise<RequestState> {
    return log.write((now) => {
      mustBeWanted(now);
      return decide(now);
    });
  }

  /**
   * What has happened is written down even if the request has been cancelled meanwhile: the undo goes
   * by it. A change is, before anything else is done; nothing waits for the words of a look.
   */
  async function record(purpose: Purpose, ...events: readonly NewEvent[]): Promise<void> {
    for (const event of events) if (event.type === 'step.ran') answered.push(event);
    if (isChange(purpose)) await log.write((now) => [...notEnded(now), ...events]);
    else events.forEach(log.note);
  }

  async function watchLog(): Promise<void> {
    // Redis may be away: then nobody can have cancelled it.
    const now = await store.catchUp(log.state).catch(() => log.state);
    if (now.phase !== wanted || now.steps[step].run !== run) over.abort();
    else if (!hasEnded) watch.refresh();
  }

  function answerTo(command: MaprCommand<unknown>): string | undefined {
    const line = show(command);
    const isOf = ({ command }: { command: string }) =>
      command === line || command.startsWith(`${line}, `);
    return (answered.findLast(isOf) ?? log.state.steps[step].commands.findLast(isOf))?.answer;
  }

  async function note(...events: readonly NewEvent[]): Promise<void> {
    await append(() => events);
  }

  function mustBeWanted(now: RequestState): void {
    if (now.phase !== wanted) throw new Superseded(`request ${now.id} is ${now.phase}`);
  }

  function mustHold(now: RequestState): void {
    if (now.steps[step].run !== run) throw new Superseded(`another run of ${step} has begun`);
  }

  async function unrecorded<R>(command: MaprCommand<R>): Promise<R> {
    mustBeWanted(log.state);
    try {
      return await mapr.run(command, { signal });
    } catch (error) {
      if (signal.aborted) throw new HandedOn();
      throw error;
    }
  }

  async function recorded<R>(command: MaprCommand<R>, purpose: Purpose): Promise<R> {
    mustBeWanted(log.state);
    return judged(command, purpose, async () => {
      let given: Answer | undefined;
      const onAnswer = (answer: Answer) => {
        given = answer;
      };
      // What was answered is judged below, where it is written down as well.
      await mapr.run({ ...command, read: () => undefined }, { onAnswer });
      return given as Answer;
    });
  }

  /** Runs a command to its end, writes down what it answered, and only then judges it. */
  async function judged<R>(
    command: MaprCommand<R>,
    purpose: Purpose,
    run: () => Promise<Answer>,
  ): Promise<R> {
    let answer: Answer | undefined;
    try {
      answer = await run();
      const reply = command.read(answer);
      await record(purpose, ran(command, purpose, answer));
      return reply;
    } catch (error) {
      if (!(error instanceof MaprError)) throw error;
      const no = purpose === 'act' ? refusal(step, error) : [];
      await record(purpose, ran(command, purpose, answer, error), ...no);
      throw error;
    }
  }

  function ran(
    command: MaprCommand<unknown>,
    purpose: Purpose,
    answer: Answer | undefined,
    error?: MaprError,
  ): NewEvent {
    return {
      type: 'step.ran',
      step,
      purpose,
      command: show(command),
      exitCode: answer?.exitCode ?? null,
      ok: error === undefined,
      answer: error ? error.answer || error.message : clip(clean(answer?.stdout ?? ''), maxAnswer),
      durationMs: answer?.durationMs ?? 0,
    };
  }

  /**
   * A look of many commands, one for each topic, is one line of the log. Watching a copy looks
   * every few seconds: only what it finds is worth writing down.
   */
  async function offsets(of: Side, { quiet = false, only }: OffsetsOptions = {}): Promise<Offsets> {
    const path = begun.plan[of];
    const begunAt = Date.now();
    const event = (exitCode: number | null, answer: string): NewEvent => ({
      type: 'step.ran',
      step,
      purpose: 'look',
      command: `${show(topicList(path))}, and topic info of each`,
      exitCode,
      answer: clip(answer, maxAnswer),
      durationMs: Date.now() - begunAt,
    });
    try {
      const found = await readOffsets(mapr, path, { signal }, only);
      if (!quiet) await record('look', event(0, newest(found)));
      return found;
    } catch (error) {
      if (signal.aborted) throw new HandedOn();
      if (error instanceof MaprError && !quiet)
        await record('look', event(null, error.answer || error.message));
      throw error;
    }
  }
}

/** The newest offsets, a line a topic: "clicks: 4101, 4100". */
function newest(offsets: Offsets): string {
  const lines = Object.entries(offsets).map(([topic, of]) => `${topic}: ${of.join(', ')}`);
  return lines.length > 0 ? `newest offset by partition\n${lines.join('\n')}` : 'no topics';
}
