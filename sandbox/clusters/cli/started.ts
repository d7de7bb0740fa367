import { readFileSync } from 'node:fs';

/** The process that a command was started as: this very one, or a thin one that has us run it (resident.ts). */
export interface Started {
  pid: number;
  /** Who started it. */
  ppid: number;
  cwd: string;
  /** With the pid, its identity: clock ticks since the boot of the host. Absent once it has ended. */
  since: string | undefined;
  /** Aborted when the command is to do nothing more; the reason is `terminated` after a SIGTERM. */
  signal: AbortSignal;
}

export const terminated = 'SIGTERM';

/** This process. */
export function startedHere(signal: AbortSignal): Started {
  const { pid, ppid } = process;
  return { pid, ppid, cwd: process.cwd(), since: statOf(pid)?.since, signal };
}

/**
 * To be called within every transaction: a command whose process has ended changes nothing any more, even if we
 * have not heard of its end yet.
 */
export function assertLives({ pid, since, signal }: Started): void {
  signal.throwIfAborted();
  if (since === undefined || statOf(pid)?.since !== since) {
    throw new Error(`The process ${pid} of the command has ended.`);
  }
}

/** Ends (SIGKILL) who started it, if that is still there: whoever has lost its parent is handed to another, often to process 1. */
export function killCaller({ pid, ppid, since }: Started): void {
  const stat = statOf(pid);
  const isChild = stat?.since === since && stat?.ppid === ppid;
  if (isChild && ppid > 1) process.kill(ppid, 'SIGKILL');
}

/** proc(5): `pid (name) state ppid ...`, where the name can hold anything. `undefined`: there is none, or it has ended. */
export function statOf(pid: number): { ppid: number; since: string } | undefined {
  const stat = readStat(pid);
  const [state = 'X', ppid, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const since = fields[17];
  if ('ZXx'.includes(state) || since === undefined) return undefined;
  return { ppid: Number(ppid), since };
}

function readStat(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return '';
  }
}
