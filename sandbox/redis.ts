/** A private, real Redis (or Valkey) on a free port: AOF and `noeviction`, as the product needs it. */

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export interface PrivateRedis {
  readonly url: string;
  readonly port: number;
  /** Ends it in good order, and deletes what it kept. */
  stop(): Promise<void>;
  /** Ends it at once (SIGKILL); what it kept stays. */
  kill(): Promise<void>;
  /** Starts it again on the same port, with what it kept. */
  start(): Promise<void>;
  /** It hangs (SIGSTOP): connections stay open, and nothing is answered. */
  freeze(): void;
  /** It goes on, beginning with what has come meanwhile. */
  thaw(): void;
}

const tries = 5;

/**
 * It ends with this process, however that ends.
 *
 * @param args further settings of the server: `--name value`
 */
export async function startRedis(args: readonly string[] = []): Promise<PrivateRedis> {
  const server = findServer();
  const dir = await mkdtemp(join(tmpdir(), 'replicate-redis-'));
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort();
    const run = () => launch(server, port, dir, args);
    try {
      return control(port, dir, await run(), run);
    } catch (error) {
      // Somebody else may have taken the port in between.
      if (attempt === tries) throw error;
    }
  }
}

function control(
  port: number,
  dir: string,
  first: ChildProcess,
  run: () => Promise<ChildProcess>,
): PrivateRedis {
  let child = first;
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    async stop() {
      await endServer(child, 'SIGTERM');
      await rm(dir, { recursive: true, force: true });
    },
    kill: () => endServer(child, 'SIGKILL'),
    async start() {
      child = await run();
    },
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
  };
}

function launch(
  server: string,
  port: number,
  dir: string,
  args: readonly string[],
): Promise<ChildProcess> {
  const own = ['--port', `${port}`, '--bind', '127.0.0.1', '--dir', dir, '--save', ''];
  const durable = ['--appendonly', 'yes', '--maxmemory-policy', 'noeviction'];
  return launchServer(server, [...own, ...durable, ...args], dir, 'Ready to accept connections');
}

/**
 * @param dir deleted with it, should this process end first
 * @param ready part of the line that says that it can be used
 */
export async function launchServer(
  server: string,
  args: readonly string[],
  dir: string,
  ready: string,
): Promise<ChildProcess> {
  const child = spawn(server, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  guard(child, dir);
  const lines: string[] = [];
  await new Promise<void>((resolve, reject) => {
    createInterface(child.stdout).on('line', (line) => {
      lines.push(line);
      if (line.includes(ready)) resolve();
    });
    child.once('error', reject);
    child.once('exit', () => reject(new Error(`${server} ended:\n${lines.join('\n')}`)));
  });
  return child;
}

/**
 * Ends the server and deletes what it kept when this process is gone, however it went: a shell waits
 * at a pipe that only we hold open. In a group of its own, so that Ctrl-C does not end it first.
 */
function guard(server: ChildProcess, dir: string): void {
  if (server.pid === undefined) return;
  const script = 'read -r _; kill -9 "$1"; rm -rf "$2"';
  const watch = spawn('sh', ['-c', script, 'guard', `${server.pid}`, dir], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  watch.once('error', () => undefined);
  watch.unref();
  // Its process id may soon be somebody else's.
  server.once('exit', () => watch.kill('SIGKILL'));
}

export async function endServer(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill(signal);
  // One that was frozen hears of it when it goes on.
  child.kill('SIGCONT');
  await gone;
}

export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (typeof address !== 'object' || address === null) throw new Error('no free port');
  return address.port;
}

/** The distribution's own server; installed where that is ours to do. */
export function findServer(): string {
  const found = onPath();
  if (found) return found;
  if (process.getuid?.() !== 0 || !runs('apt-get')) {
    throw new Error(
      'There is no redis-server on the PATH. Get it with: sudo apt-get install redis-server',
    );
  }
  process.stderr.write("Installing Debian's redis-server, which is not on the PATH.\n");
  install();
  const installed = onPath();
  if (installed) return installed;
  throw new Error('apt-get install redis-server did not bring a redis-server');
}

/** Several tests may find out at once that it is lacking: one installs, the others wait at the lock. */
function install(): void {
  const lock = join(tmpdir(), 'replicate-redis-install.lock');
  const script =
    'command -v redis-server || { apt-get -q update && apt-get -q install -y --no-install-recommends redis-server; }';
  // The package would start a server of its own on the standard port; RUNLEVEL=1 keeps it from that.
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  const { status } = spawnSync('flock', [lock, 'sh', '-c', script], {
    env,
    stdio: ['ignore', 2, 2],
  });
  if (status !== 0) throw new Error(`apt-get install redis-server failed with exit code ${status}`);
}

function onPath(): string | undefined {
  return ['redis-server', 'valkey-server'].find(runs);
}

function runs(program: string): boolean {
  return spawnSync(program, ['--version'], { stdio: 'ignore' }).status === 0;
}
