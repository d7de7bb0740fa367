import { randomUUID } from 'node:crypto';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Run } from './api.ts';
import type { Node } from './cli/node.ts';
import type { Started } from './cli/started.ts';
import type { World } from './world/types.ts';

type StartEntry = { phase: 'start' } & Pick<
  Run,
  'id' | 'at' | 'host' | 'home' | 'user' | 'pid' | 'ppid' | 'argv'
>;
type EndEntry = { phase: 'end'; id: string; at: number; exit: number; effect: boolean };

/** The journal's view of an invocation under way. */
export interface Recorder {
  id: string;
  effect: boolean;
  /** Writes the end once; later calls do nothing. */
  end(exit: number): void;
}

/** Writes down that a command starts. One write in append mode, so that lines of several processes do not mix. */
export function startRun(
  node: Node,
  { pid, ppid }: Pick<Started, 'pid' | 'ppid'>,
  argv: readonly string[],
): Recorder {
  const { dir, host, home, user } = node;
  const id = randomUUID();
  append(dir, { phase: 'start', id, at: Date.now(), host, home, user, pid, ppid, argv: [...argv] });
  let ended = false;
  return {
    id,
    effect: false,
    end(exit) {
      if (ended) return;
      ended = true;
      append(dir, { phase: 'end', id, at: Date.now(), exit, effect: this.effect });
    },
  };
}

/** Starts and ends in pairs. The effect is the world's word, which holds for killed runs too. */
export function readJournal(dir: string, applied: World['applied']): Run[] {
  const runs = new Map<string, Run>();
  for (const entry of entriesIn(join(dir, 'journal.jsonl'))) {
    if (entry.phase === 'start') {
      const { phase: _, ...start } = entry;
      const lastEffectAt = applied[entry.id];
      runs.set(entry.id, {
        ...start,
        line: entry.argv.join(' '),
        effect: lastEffectAt !== undefined,
        ...(lastEffectAt === undefined ? {} : { lastEffectAt }),
      });
    } else {
      Object.assign(runs.get(entry.id) ?? {}, { endedAt: entry.at, exit: entry.exit });
    }
  }
  return [...runs.values()];
}

/** Pairs that ran at the same time. A killed run counts until its last change. */
export function overlapping(runs: readonly Run[]): [Run, Run][] {
  const end = (run: Run): number =>
    run.endedAt ?? (isAlive(run) ? Infinity : (run.lastEffectAt ?? run.at));
  return runs.flatMap((first, index) =>
    runs
      .slice(index + 1)
      .filter((second) => first.at < end(second) && second.at < end(first))
      .map((second): [Run, Run] => [first, second]),
  );
}

function isAlive({ pid }: Run): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function append(dir: string, entry: StartEntry | EndEntry): void {
  appendFileSync(join(dir, 'journal.jsonl'), `${JSON.stringify(entry)}\n`);
}

function entriesIn(file: string): (StartEntry | EndEntry)[] {
  if (!existsSync(file)) return [];
  // Written by this module alone. What follows the last line end is a write under way.
  return readFileSync(file, 'utf8')
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as StartEntry | EndEntry);
}
