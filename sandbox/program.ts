/** One process of the product, started from its source as an operator would start it. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export type Role = 'bot' | 'worker' | 'all' | 'check';

export interface Program {
  readonly role: Role;
  readonly pid: number;
  /** Every line of standard output and standard error so far. */
  readonly lines: readonly string[];
  /** Resolves at the line `"msg":"ready"`; rejects if the process ends before. */
  readonly ready: Promise<void>;
  /** Resolves with the exit code, or with null after a signal that it did not handle. */
  readonly ended: Promise<number | null>;
  /** Asks it to end (SIGTERM), and waits until it has. */
  stop(): Promise<void>;
  /** Ends it at once (SIGKILL). */
  kill(): Promise<void>;
}

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));

export function startProgram(role: Role, env: Readonly<Record<string, string>>): Program {
  const child = spawn(process.execPath, ['--import', 'tsx', main, role], {
    env: { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  const ended = once(child, 'exit').then(([code]) => code as number | null);
  const ready = new Promise<void>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      createInterface(stream).on('line', (line) => {
        lines.push(line);
        if (isReady(line)) resolve();
      });
    }
    ended.then((code) => reject(new Error(`${role} ended with ${code}:\n${lines.join('\n')}`)));
  });
  // Whoever does not wait for it must not be brought down by it.
  ready.catch(() => undefined);
  return {
    role,
    pid: child.pid ?? 0,
    lines,
    ready,
    ended,
    stop: () => end(child, ended, 'SIGTERM'),
    kill: () => end(child, ended, 'SIGKILL'),
  };
}

async function end(child: ChildProcess, ended: Promise<unknown>, signal: NodeJS.Signals) {
  if (child.exitCode === null && child.signalCode === null) child.kill(signal);
  await ended;
}

function isReady(line: string): boolean {
  try {
    return (JSON.parse(line) as { msg?: unknown }).msg === 'ready';
  } catch {
    return false;
  }
}
