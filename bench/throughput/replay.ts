/** Clusters in this process: each command is answered at once, as the simulated clusters have answered one request. */

import { createRecent } from '../../src/jobs/recent.ts';
import type { Answer, MaprCommand } from '../../src/mapr/command.ts';
import type { Mapr, RunningProgram } from '../../src/mapr/run.ts';

type Line = Pick<MaprCommand<unknown>, 'program' | 'args'>;

/** Stands in what is kept for the name of the stream, which each request has for itself. */
const placeholder = '{stream}';

export interface Recorder {
  /** Runs each command, and keeps what it answered. */
  readonly mapr: Mapr;
  /** Answers every request as that one: the same command for the first time, the second, and so on. */
  replay(): Mapr;
}

/** @param name of the one stream that commands are recorded of; no other word of theirs has it in it */
export function record(mapr: Mapr, name: string): Recorder {
  const kept = new Map<string, Answer[]>();
  const keep = (command: Line, answer: Answer) => {
    const line = lineOf(command, name);
    const text = (of: string) => of.replaceAll(name, placeholder);
    const general = { ...answer, stdout: text(answer.stdout), stderr: text(answer.stderr) };
    kept.set(line, [...(kept.get(line) ?? []), general]);
  };
  return {
    mapr: {
      ...mapr,
      async run(command, options = {}) {
        return mapr.run(command, {
          ...options,
          onAnswer(answer) {
            keep(command, answer);
            options.onAnswer?.(answer);
          },
        });
      },
      start(command, options) {
        const program = mapr.start(command, options);
        const done = program.done.then((answer) => {
          keep(command, answer);
          return answer;
        });
        return { ...program, done };
      },
    },
    replay: () => createReplay(mapr.home, kept),
  };
}

/** More requests than any bench has under way. */
const mostAtOnce = 1_100;

function createReplay(home: string, kept: ReadonlyMap<string, readonly Answer[]>): Mapr {
  // Of each stream, how often each line was asked. Those that are done with must not count as the engine's memory.
  const asked = createRecent<Map<string, number>>(mostAtOnce);

  function answerTo(command: Line): Answer {
    const name = nameIn(command);
    const line = lineOf(command, name);
    const times = asked.find(name) ?? new Map<string, number>();
    asked.keep(name, times);
    const time = times.get(line) ?? 0;
    times.set(line, time + 1);
    const answer = kept.get(line)?.[name === '' ? 0 : time];
    if (!answer) throw new Error(`the recorded request has not run this so often: ${line}`);
    const text = (of: string) => of.replaceAll(placeholder, name);
    return {
      ...answer,
      stdout: text(answer.stdout),
      stderr: text(answer.stderr),
      durationMs: 0,
      startedAt: Date.now(),
    };
  }

  return {
    home,
    isByRest: () => false,
    async run(command, options = {}) {
      const answer = answerTo(command);
      options.onAnswer?.(answer);
      return command.read(answer);
    },
    start(command): RunningProgram {
      const done = Promise.resolve(answerTo(command));
      return { pid: process.pid, done, stop: () => done };
    },
  };
}

/** Streams of this bench are called so, on either cluster. */
export function streamName(index: number | string): string {
  return `bench-${index}-stream`;
}

function nameIn({ args }: Line): string {
  return /bench-\w+-stream/.exec(args.join(' '))?.[0] ?? '';
}

function lineOf({ program, args }: Line, name: string): string {
  const line = [program, ...args].join(' ');
  return name === '' ? line : line.replaceAll(name, placeholder);
}
