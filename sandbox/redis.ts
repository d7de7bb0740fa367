/** A private, real Redis (or Valkey) on a free port: AOF and `noeviction`, as the product needs it. */

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { KeyPair } from './certificates.ts';

/** How a server lets somebody in. Without: by plain TCP, and everybody. */
export interface ServerAccess {
  /** It speaks nothing but TLS. The CA is for what it does as a client itself. */
  readonly tls?: KeyPair & { readonly ca: string; readonly clients?: 'yes' | 'no' };
  /** Who may do everything there; named in the settings that are given to the server. */
  readonly admin?: { readonly username: string; readonly password: string };
}

/** What ioredis is given. */
export interface ClientOptions {
  readonly host: string;
  readonly port: number;
  readonly username?: string;
  readonly password?: string;
  readonly tls?: KeyPair & { readonly ca: string; readonly servername: string };
}

export interface PrivateRedis {
  /** `redis://…`, with TLS `rediss://…`, as the administrator if there is one. */
  readonly url: string;
  readonly port: number;
  /** What it keeps: its append-only files, or copies of its data. */
  readonly dir: string;
  /** With what the sandbox itself connects to it. */
  readonly options: ClientOptions;
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
export async function startRedis(
  args: readonly string[] = [],
  access: ServerAccess = {},
): Promise<PrivateRedis> {
  const server = findServer();
  const dir = await mkdtemp(join(tmpdir(), 'replicate-redis-'));
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort();
    const run = () => launch(server, dir, [...portArgs(port, access), ...args]);
    try {
      return control(port, dir, access, await run(), run);
    } catch (error) {
      // Somebody else may have taken the port in between.
      if (attempt === tries) throw error;
    }
  }
}

function control(
  port: number,
  dir: string,
  access: ServerAccess,
  first: ChildProcess,
  run: () => Promise<ChildProcess>,
): PrivateRedis {
  let child = first;
  return {
    url: `redis${access.tls ? 's' : ''}://${loginOf(access)}127.0.0.1:${port}`,
    port,
    dir,
    options: clientOptions(port, access),
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

/** `user:password@`, or nothing. */
export function loginOf({ admin }: ServerAccess): string {
  return admin ? `${admin.username}:${admin.password}@` : '';
}

export function clientOptions(port: number, { tls, admin }: ServerAccess): ClientOptions {
  const pem = (file: string) => readFileSync(file, 'utf8');
  return {
    host: '127.0.0.1',
    port,
    ...admin,
    ...(tls && {
      tls: { ca: pem(tls.ca), cert: pem(tls.cert), key: pem(tls.key), servername: 'localhost' },
    }),
  };
}

/** The settings of a server or a Sentinel, without `--`, that say where and how it listens, and how it connects. */
export function listening(port: number, { tls }: ServerAccess): readonly string[][] {
  if (!tls) return [['port', `${port}`]];
  return [
    ['port', '0'],
    ['tls-port', `${port}`],
    ['tls-cert-file', tls.cert],
    ['tls-key-file', tls.key],
    ['tls-ca-cert-file', tls.ca],
    ['tls-auth-clients', tls.clients ?? 'no'],
    ['tls-replication', 'yes'],
  ];
}

function portArgs(port: number, access: ServerAccess): string[] {
  return listening(port, access).flatMap(([name, value = '']) => [`--${name}`, value]);
}

function launch(server: string, dir: string, args: readonly string[]): Promise<ChildProcess> {
  const own = ['--bind', '127.0.0.1', '--dir', dir, '--save', ''];
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

/**
 * A port that nobody listens on, for a server that is started again on it: below those from which the kernel gives
 * connections theirs (`net.ipv4.ip_local_port_range`), so that none takes it while the server is down.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(20_000, 32_768);
    const probe = createServer();
    const free = await new Promise<boolean>((resolve) => {
      probe.once('error', () => resolve(false));
      probe.listen(port, '127.0.0.1', () => resolve(true));
    });
    if (!free) continue;
    probe.close();
    await once(probe, 'close');
    return port;
  }
}

/** The one that REDIS_SERVER names, or the distribution's own; installed where that is ours to do. */
export function findServer(): string {
  const named = process.env['REDIS_SERVER'];
  if (named && !runs(named)) throw new Error(`REDIS_SERVER=${named} cannot be run`);
  const found = named || onPath();
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
