import type { Program } from '../commands/command.ts';
import { startRun } from '../journal.ts';
import { invoke } from './invoke.ts';
import type { Node } from './node.ts';
import { parse } from './parse.ts';
import { lines } from './render.ts';
import { type Started, terminated } from './started.ts';
import { usage } from './usage.ts';

/** A program as it was started, wherever it is run. */
export interface Run {
  node: Node;
  program: Program;
  args: readonly string[];
  started: Started;
  out(text: string): void;
  err(text: string): void;
  /** From now on SIGTERM is ignored. */
  deafen(): void;
}

/**
 * Runs a program from its entry in the journal to its end.
 *
 * @returns its exit code, once the journal has it
 * @throws if it was ended meanwhile
 */
export async function run({ node, program, args, started, ...terminal }: Run): Promise<number> {
  if (/^--?version$/.test(args[0] ?? '')) {
    terminal.out('0.0.0 (simulated wording)\n');
    return 0;
  }
  const recorder = startRun(node, started, [program, ...args]);
  // As a JVM does.
  started.signal.addEventListener('abort', () => {
    if (started.signal.reason === terminated) recorder.end(143);
  });
  const parsed = parse(program, args);
  if ('problem' in parsed) {
    terminal.out(lines(usage(parsed.problem, parsed.shown)));
    recorder.end(1);
    return 1;
  }
  const { stdout, stderr, exit } = await invoke({
    node,
    program,
    args,
    parsed,
    recorder,
    started,
    progress: (line) => terminal.err(`${line}\n`),
    onDeaf() {
      terminal.deafen();
      terminal.err('Retrying (simulated wording)\n');
    },
  });
  terminal.err(stderr);
  terminal.out(stdout);
  recorder.end(exit);
  return exit;
}
