import type { Readable } from 'node:stream';
import { execa } from 'execa';
import type { Answer } from './command.ts';
import { adopt, release, signalGroup } from './group.ts';
import { guardGroup } from './guard.ts';
import { keepTail } from './tail.ts';

/** A program that runs, in a process group of its own. */
export interface RunningProgram {
  readonly pid: number;
  /** Settles when the program and its output have ended. Never rejects. */
  readonly done: Promise<Answer>;
  /** SIGTERM to the group; SIGKILL after the grace. May be called again. */
  stop(): Promise<Answer>;
}

export interface Limits {
  env: Record<string, string>;
  /** `null`: as long as it takes. */
  timeoutMs: number | null;
  /** Between SIGTERM and SIGKILL. */
  graceMs: number;
  /** How much of the end of each output is kept. */
  maxBytes: number;
}

/** Starts a program without a shell and without input. `null`: it could not be started. */
export function startProgram(
  file: string,
  args: readonly string[],
  limits: Limits,
): RunningProgram | null {
  const startedAt = Date.now();
  const began = performance.now();
  const child = execa(file, args, {
    // A group of its own (and so execa does not end it with us; `adopt` does).
    detached: true,
    stdin: 'ignore',
    buffer: false,
    reject: false,
    env: limits.env,
    extendEnv: false,
  });
  const { pid } = child;
  if (pid === undefined) return null;
  const group: number = pid;
  adopt(group);
  // What may run for hours must not outlive us; the rest is bounded by its time, or nearly so.
  const dismissGuard = limits.timeoutMs === null ? guardGroup(group) : () => undefined;

  const stdout = keepTail(child.stdout, limits.maxBytes);
  const stderr = keepTail(child.stderr, limits.maxBytes);
  const timers = new Set<NodeJS.Timeout>();
  const after = (ms: number, act: () => void) => timers.add(setTimeout(act, ms));
  let giveUp: () => void = () => {};
  let exitCode: number | null = null;
  let timedOut = false;
  let exited = false;
  let stopping = false;

  child.once('exit', (code) => {
    exitCode = code;
    exited = true;
    if (stopping) return;
    // What a program leaves behind would keep its output open.
    signalGroup(group, 'SIGKILL');
    after(limits.graceMs, kill);
  });

  function stop(): void {
    if (stopping || exited) return;
    stopping = true;
    signalGroup(group, 'SIGTERM');
    after(limits.graceMs, kill);
  }

  function kill(): void {
    signalGroup(group, 'SIGKILL');
    // Somebody who left the group can still hold them.
    child.stdout.destroy();
    child.stderr.destroy();
    // A process that hangs in the kernel (a dead mount) survives even this; we do not wait for it.
    after(limits.graceMs, () => giveUp());
  }

  if (limits.timeoutMs !== null) {
    after(limits.timeoutMs, () => {
      timedOut = !exited;
      stop();
    });
  }

  const ended = Promise.all([child, closed(child.stdout), closed(child.stderr)]);
  const gaveUp = new Promise<void>((resolve) => {
    giveUp = resolve;
  });
  const done = Promise.race([ended, gaveUp]).then((): Answer => {
    for (const timer of timers) clearTimeout(timer);
    signalGroup(group, 'SIGKILL');
    release(group);
    dismissGuard();
    const durationMs = Math.round(performance.now() - began);
    return { exitCode, stdout: stdout(), stderr: stderr(), timedOut, durationMs, startedAt };
  });

  return {
    pid,
    done,
    stop() {
      stop();
      return done;
    },
  };
}

function closed(stream: Readable): Promise<void> {
  return new Promise((resolve) => stream.once('close', resolve));
}
