/** Process groups of programs that run now. */
const living = new Set<number>();

/** Marks a group as ours to end when this process ends in an orderly way. */
export function adopt(pid: number): void {
  if (living.size === 0) process.on('exit', killAll);
  living.add(pid);
}

export function release(pid: number): void {
  living.delete(pid);
  if (living.size === 0) process.off('exit', killAll);
}

/** Sends a signal to a whole process group: `maprcli` is a script, and the JVM is its child. */
export function signalGroup(pid: number, signal: 'SIGTERM' | 'SIGKILL'): void {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    // Nobody left in it.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

function killAll(): void {
  for (const pid of living) signalGroup(pid, 'SIGKILL');
}
