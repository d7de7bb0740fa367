import { execa } from 'execa';

/**
 * Ends a process group (SIGKILL) when this process is gone, however it went: a worker that is killed outright
 * cannot stop its `copystream`, and a worker on another node, which takes the step over, cannot see it. The guard is a
 * small process that waits at a pipe which only we hold open; it costs some 40 MB for as long as it is needed, so
 * that only what takes hours has one.
 *
 * @returns dismisses the guard, once the group has ended
 */
export function guardGroup(group: number): () => void {
  const guard = execa(process.execPath, ['-e', script, String(group)], {
    // Not in our group: a signal to that must not end it before us.
    detached: true,
    stdin: 'pipe',
    stdout: 'ignore',
    stderr: 'ignore',
    reject: false,
    extendEnv: false,
  });
  guard.unref();
  guard.stdin.on('error', () => undefined);
  return () => void guard.kill('SIGKILL');
}

const script = `
  process.stdin.resume().on('close', () => {
    try {
      process.kill(-Number(process.argv[1]), 'SIGKILL');
    } catch {}
    process.exit();
  });
`;
