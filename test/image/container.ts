/** A service of compose.yaml as a process in its image: the image's user, no capabilities, a root that is read-only. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readlinkSync } from 'node:fs';
import { basename } from 'node:path';
import { createInterface } from 'node:readline';
import { statOf } from '../../sandbox/clusters/cli/started.ts';
import type { Buildah, ImageConfig } from './buildah.ts';
import type { Service } from './compose.ts';

export interface Container {
  readonly name: string;
  /** What it has printed so far. */
  readonly lines: readonly string[];
  /** Its exit code. */
  readonly ended: Promise<number | null>;
  /** Resolves at a line with these words; rejects if it ends before. */
  saying(words: string): Promise<void>;
  /** Asks it to end (SIGTERM to the process itself), and returns its exit code. */
  stop(): Promise<number | null>;
}

export type Running = Pick<Service, 'environment' | 'volumes' | 'tmpfs' | 'read_only'>;

/**
 * What an engine does before it starts the program, and chroot isolation does not: a read-only root, the
 * image's user without any capability, no way to new ones. The program's arguments follow.
 */
const lockIn = `
[ "$1" = rw ] || mount -o remount,bind,ro / || exit 125
uid=$2 gid=$3; shift 3
exec setpriv --reuid "$uid" --regid "$gid" --clear-groups --inh-caps=-all --bounding-set=-all --no-new-privs -- "$@"`;

/** @param sites where the volumes are on this machine, by name */
export async function start(
  buildah: Buildah,
  name: string,
  image: string,
  config: ImageConfig,
  service: Running,
  argv: readonly string[],
  sites: Readonly<Record<string, string>>,
): Promise<Container> {
  const container = await buildah('from', '--pull-never', image);
  const [uid = '', gid = uid] = config.User.split(':');
  const environment = { ...service.environment, HOME: '/tmp' };
  const options = [
    ...['--user', '0:0', '--cap-add', 'CAP_SYS_ADMIN'],
    ...Object.entries(environment).flatMap(([key, value]) => ['--env', `${key}=${value}`]),
    ...(service.tmpfs ?? []).flatMap((path) => ['--mount', `type=tmpfs,destination=${path}`]),
    ...(service.volumes ?? []).flatMap((volume) => ['--volume', located(volume, sites)]),
  ];
  const mode = service.read_only ? 'ro' : 'rw';
  const program = ['/bin/sh', '-c', lockIn, 'sh', mode, uid, gid, ...argv];
  const [file = '', ...words] = buildah.line('run', ...options, container, '--', ...program);
  const watched = watch(name, spawn(file, words, { stdio: ['ignore', 'pipe', 'pipe'] }));
  running.add(watched);
  watched.ended.then(() => running.delete(watched));
  return watched;
}

const running = new Set<Container>();

/** Whatever still runs. */
export async function stopAll(): Promise<void> {
  await Promise.all([...running].map((container) => container.stop()));
}

function located(volume: string, sites: Readonly<Record<string, string>>): string {
  const [name = '', ...rest] = volume.split(':');
  return [sites[name] ?? name, ...rest].join(':');
}

function watch(name: string, child: ChildProcess): Container {
  const lines: string[] = [];
  const heard = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    if (!stream) continue;
    createInterface(stream).on('line', (line) => {
      lines.push(line);
      for (const tell of heard) tell();
    });
  }
  const ended = once(child, 'close').then(([code]) => code as number | null);
  return {
    name,
    lines,
    ended,
    saying: (words) =>
      new Promise((resolve, reject) => {
        const look = () => lines.some((line) => line.includes(words)) && resolve();
        heard.add(look);
        look();
        const gone = (code: number | null) =>
          reject(new Error(`${name} ended with ${code}:\n${lines.join('\n')}`));
        ended.then(gone);
      }),
    async stop() {
      if (child.exitCode === null && child.pid !== undefined) {
        process.kill(programBelow(child.pid), 'SIGTERM');
      }
      return ended;
    },
  };
}

/** buildah passes no signal on, and the program is its grandchild: the first below it that is not buildah. */
function programBelow(pid: number): number {
  // Further down it runs from memory: `/memfd:buildah-chroot-exec (deleted)`.
  if (!/^(memfd:)?buildah/.test(basename(readlinkSync(`/proc/${pid}/exe`)))) return pid;
  const pids = readdirSync('/proc').filter((entry) => /^\d+$/.test(entry));
  const child = pids.map(Number).find((other) => statOf(other)?.ppid === pid);
  return child === undefined ? pid : programBelow(child);
}
