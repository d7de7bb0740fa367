import { existsSync } from 'node:fs';
import type { Program } from '../commands/command.ts';
import { thisNode } from './node.ts';
import { run } from './run.ts';
import { startedHere, terminated } from './started.ts';

/** Runs a program as the process that it is: nobody holds its world open. */
export async function main(program: Program, moduleUrl: string): Promise<void> {
  const node = thisNode(moduleUrl);
  const stop = new AbortController();
  const die = (): never => {
    stop.abort(terminated);
    process.exit(143);
  };
  process.on('SIGTERM', die);
  // A JVM goes on when nobody reads what it prints any more: a worker that is killed outright leaves its copy running.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  // A command that hangs ends with its world, so that no test leaves one behind; until then this keeps it there.
  const watch = setInterval(() => existsSync(node.dir) || process.exit(1), 500);

  process.exitCode = await run({
    node,
    program,
    args: process.argv.slice(2),
    started: startedHere(stop.signal),
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
    deafen() {
      process.off('SIGTERM', die);
      process.on('SIGTERM', () => undefined);
    },
  });
  clearInterval(watch);
}
