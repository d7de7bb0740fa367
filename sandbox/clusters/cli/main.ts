import { existsSync } from 'node:fs';
import type { Program } from '../commands/command.ts';
import { startRun } from '../journal.ts';
import { invoke } from './invoke.ts';
import { thisNode } from './node.ts';
import { parse } from './parse.ts';
import { lines } from './render.ts';
import { usage } from './usage.ts';

/** Runs a program as the process that it is. */
export async function main(program: Program, moduleUrl: string): Promise<void> {
  const args = process.argv.slice(2);
  if (/^--?version$/.test(args[0] ?? '')) {
    process.stdout.write('0.0.0 (simulated wording)\n');
    return;
  }
  const node = thisNode(moduleUrl);
  const recorder = startRun(node, [program, ...args]);
  // As a JVM does.
  const die = (): never => {
    recorder.end(143);
    process.exit(143);
  };
  process.on('SIGTERM', die);
  // A JVM goes on when nobody reads what it prints any more: a worker that is killed outright leaves its copy running.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  // A command that hangs ends with its world, so that no test leaves one behind.
  setInterval(() => existsSync(node.dir) || process.exit(1), 500).unref();

  const parsed = parse(program, args);
  if ('problem' in parsed) {
    process.stdout.write(lines(usage(parsed.problem, parsed.shown)));
    process.exitCode = 1;
    recorder.end(1);
    return;
  }
  const { stdout, stderr, exit } = await invoke({
    node,
    program,
    args,
    parsed,
    recorder,
    progress: (line) => process.stderr.write(`${line}\n`),
    onDeaf() {
      process.off('SIGTERM', die);
      process.on('SIGTERM', () => undefined);
      process.stderr.write('Retrying (simulated wording)\n');
    },
  });
  process.exitCode = exit;
  process.stderr.write(stderr);
  process.stdout.write(stdout);
  recorder.end(exit);
}
