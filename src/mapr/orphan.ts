import { readdir, readFile } from 'node:fs/promises';
import type { MaprCommand } from './command.ts';
import { each } from './each.ts';
import { sharingNext } from './sharing.ts';

// A worker that is killed outright leaves its command running: the child is in a process group of its own, and
// nobody is left to stop it (a copy has a guard, which can be killed as well). The next worker must find it before it
// looks, or it would see what is about to change. A file with the pid would not do: a worker can die between starting the
// child and writing it.

export interface Process {
  readonly pid: number;
  /** Clock ticks between the boot of the host and the start of the process: with the pid, its identity. */
  readonly startTime: number;
}

/** Files open at a time: a host has thousands of processes. */
const atOnce = 32;

/**
 * Processes of this host that do what `command` would do. Finds the script (`mapr`, `maprcli`) and the JVM
 * that it starts; whoever started them. Sees what /proc shows: not into other containers.
 *
 * @throws if it cannot look: that is not the same as not finding
 */
export async function findRunning(command: Pick<MaprCommand<unknown>, 'args'>): Promise<Process[]> {
  const same = (await allRunning()).filter(({ words }) => isSame(words, command.args));
  const found = await each(same, atOnce, undefined, async ({ pid }) => {
    const startTime = await startTimeOf(pid);
    return startTime === null ? null : { pid, startTime };
  });
  return found.filter((process) => process !== null);
}

/** All other processes of this host with their words. Whoever asks while one look is under way shares the next with others. */
const allRunning = sharingNext(async () => {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const others = pids.filter((pid) => pid !== process.pid);
  return each(others, atOnce, undefined, async (pid) => ({ pid, words: await wordsOf(pid) }));
});

/** Whether that very process still lives, not another that got its number. A zombie does not. */
export async function isAlive(pid: number, startTime: number): Promise<boolean> {
  return (await startTimeOf(pid)) === startTime;
}

/** `null`: no such process, or one that has ended. */
export async function startTimeOf(pid: number): Promise<number | null> {
  const stat = await readProc(pid, 'stat');
  if (stat === null) return null;
  // proc(5): `pid (name) state ppid ...`, where the name can hold anything, brackets and blanks too.
  const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (state === undefined || 'ZXx'.includes(state)) return null;
  const startTime = Number(fields[18]);
  return Number.isSafeInteger(startTime) ? startTime : null;
}

/** Whether a process with these words does what a command with these arguments does. */
export function isSame(words: readonly string[], args: readonly string[]): boolean {
  if (args[0] === 'copystream') return isSameCopy(words, args);
  return words.some((_, start) => args.every((arg, index) => words[start + index] === arg));
}

/** The pair tells a copy, in whatever order and beside whatever else. `diffstreams` takes the same options. */
function isSameCopy(words: readonly string[], args: readonly string[]): boolean {
  if (words.some((word) => /diffstreams/i.test(word))) return false;
  return ['-src', '-dst'].every((option) => {
    const value = args[args.indexOf(option) + 1];
    return words.some((word, index) => word === option && words[index + 1] === value);
  });
}

async function wordsOf(pid: number): Promise<string[]> {
  return (await readProc(pid, 'cmdline'))?.split('\0') ?? [];
}

/** Ended meanwhile, or hidden from us (hidepid): those were not started by a worker like us. */
const absent: ReadonlySet<unknown> = new Set(['ENOENT', 'ESRCH', 'EACCES', 'EPERM']);

async function readProc(pid: number, file: 'stat' | 'cmdline'): Promise<string | null> {
  try {
    return await readFile(`/proc/${pid}/${file}`, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && absent.has(error.code)) return null;
    throw error;
  }
}
