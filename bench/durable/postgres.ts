/** A private PostgreSQL in a folder of its own, reached by a socket in it alone: it can be nobody else's. */

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export interface PrivatePostgres {
  readonly url: string;
  /** Whether a commit waits until it is on the disk, as it does by default. */
  commitsOnDisk(whether: boolean): Promise<void>;
  stop(): Promise<void>;
}

/** The folder of its programs, which Debian keeps out of the path; null where there is none. */
export function findPostgres(): string | null {
  const root = '/usr/lib/postgresql';
  const versions = existsSync(root) ? readdirSync(root).sort((a, b) => Number(b) - Number(a)) : [];
  return versions.map((version) => join(root, version, 'bin')).find(existsSync) ?? null;
}

/** @throws where it does not come up */
export async function startPostgres(bin: string): Promise<PrivatePostgres> {
  const dir = await mkdtemp(join(tmpdir(), 'postgres-'));
  if (isRoot()) spawnSync('chown', ['postgres', dir]);
  const data = join(dir, 'data');
  run(join(bin, 'initdb'), ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8']);
  // Its own settings but for where it listens.
  const [file, args] = asPostgres(join(bin, 'postgres'), ['-D', data, '-k', dir, '-h', '']);
  const server = spawn(file, args, { cwd: dir, stdio: 'ignore' });
  const psql = (query: string) =>
    spawnSync(join(bin, 'psql'), ['-h', dir, '-U', 'postgres', '-tAc', query], { cwd: dir });
  for (const until = Date.now() + 30_000; psql('SELECT 1').status !== 0; await sleep(100)) {
    if (Date.now() > until || server.exitCode !== null)
      throw new Error('PostgreSQL does not come up');
  }
  return {
    url: `postgresql://postgres@localhost/bench?host=${encodeURIComponent(dir)}`,
    async commitsOnDisk(whether) {
      psql(`ALTER SYSTEM SET synchronous_commit = ${whether ? 'on' : 'off'}`);
      psql('SELECT pg_reload_conf()');
      const now = () => psql('SHOW synchronous_commit').stdout.toString().trim();
      while (now() !== (whether ? 'on' : 'off')) await sleep(50);
    },
    stop: () => stop(server, bin, data, dir),
  };
}

async function stop(server: ChildProcess, bin: string, data: string, dir: string): Promise<void> {
  const ended = once(server, 'exit');
  run(join(bin, 'pg_ctl'), ['-D', data, '-m', 'immediate', 'stop']);
  await ended;
  await rm(dir, { recursive: true, force: true });
}

function run(program: string, args: readonly string[]): void {
  const [file, all] = asPostgres(program, args);
  const { status, stderr } = spawnSync(file, all, { cwd: '/' });
  if (status !== 0) throw new Error(`${program} failed: ${stderr.toString()}`);
}

function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/** It refuses to run as root. */
function asPostgres(program: string, args: readonly string[]): [string, readonly string[]] {
  if (!isRoot()) return [program, args];
  return ['runuser', ['-u', 'postgres', '--', program, ...args]];
}
