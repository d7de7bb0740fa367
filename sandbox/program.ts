/** One process of the product, started as an operator would start it. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, buildSync } from 'esbuild';

export type Role = 'bot' | 'worker' | 'all' | 'check' | 'audit';

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

const root = fileURLToPath(new URL('..', import.meta.url));

/** @param main another version's entry point, in place of the source as it is now */
export function startProgram(
  role: Role,
  env: Readonly<Record<string, string>>,
  args: readonly string[] = [],
  main?: string,
): Program {
  const [file, ...first] = command(main);
  const child = spawn(file, [...first, role, ...args], {
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
    ended.then(
      (code) => reject(new Error(`${role} ended with ${code}:\n${lines.join('\n')}`)),
      reject,
    );
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

/** An installed program, where REPLICATE_PROGRAM names one; otherwise the source as it is now. */
function command(main?: string): readonly [file: string, ...args: string[]] {
  const installed = process.env['REPLICATE_PROGRAM'];
  if (installed && !main) return [installed];
  return [process.execPath, '--enable-source-maps', main ?? built()];
}

let builtMain: string | undefined;

/** The source as it is now, compiled once by each process that asks: a start costs half of what it does with tsx. */
function built(): string {
  if (builtMain) return builtMain;
  const options = buildOptions(`${process.pid}`);
  buildSync(options);
  builtMain = join(options.outdir, 'main.js');
  return builtMain;
}

/** @param name of the directory, which goes when this process ends */
export function buildOptions(name: string) {
  // Where its imports find the packages; each role is a part of its own, loaded when it is needed.
  const outdir = join(root, 'node_modules', '.replicate-bot', name);
  process.once('exit', () => rmSync(outdir, { recursive: true, force: true }));
  return {
    entryPoints: [join(root, 'src', 'main.ts')],
    outdir,
    bundle: true,
    splitting: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    sourcemap: true,
    logLevel: 'warning',
  } as const satisfies BuildOptions;
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
