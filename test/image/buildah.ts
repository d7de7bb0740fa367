/** Debian's buildah, in a store of its own: builds and runs images where there is neither an engine nor a registry. */

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { execa } from 'execa';

export interface Buildah {
  /** Runs one command, and returns what it printed. Rejects with what it said. */
  (...args: readonly string[]): Promise<string>;
  /** The command line of one, to be started. */
  line(...args: readonly string[]): string[];
}

/** What an image says of how it is to be run. */
export interface ImageConfig {
  readonly User: string;
  readonly Entrypoint: readonly string[];
  readonly Cmd: readonly string[] | null;
  readonly WorkingDir: string;
  readonly Labels: Readonly<Record<string, string>>;
  readonly Healthcheck: { readonly Test: readonly string[] } | null;
}

/**
 * Without namespaces that a container may not have (chroot). Where the kernel lets it, layers lie over one another; where
 * not, buildah copies them (vfs), which takes its time and room.
 *
 * @param dir holds all its images
 */
export function openBuildah(dir: string): Buildah {
  const places = ['--root', join(dir, 'storage'), '--runroot', join(dir, 'run')];
  process.env['BUILDAH_ISOLATION'] = 'chroot';
  const line = (...args: readonly string[]) => ['buildah', ...places, ...args];
  const run = async (...args: readonly string[]) => {
    const [file = '', ...words] = line(...args);
    return (await execa(file, words)).stdout.trim();
  };
  return Object.assign(run, { line });
}

/** Lets go of what buildah has mounted there, so that it can be deleted. */
export async function closeBuildah(dir: string): Promise<void> {
  await execa('umount', ['--recursive', '--lazy', join(dir, 'storage/overlay')], { reject: false });
}

export async function inspectImage(buildah: Buildah, image: string): Promise<ImageConfig> {
  const { Docker } = JSON.parse(await buildah('inspect', '--type', 'image', image));
  return Docker.config;
}

/** In bytes, with all its layers. */
export async function sizeOf(buildah: Buildah, image: string): Promise<number> {
  const { Manifest } = JSON.parse(await buildah('inspect', '--type', 'image', image));
  const { layers } = JSON.parse(Manifest) as { layers: { size: number }[] };
  return layers.reduce((sum, { size }) => sum + size, 0);
}

/** Debian's programs that this takes. Installed where that is ours to do, and said. */
export function needTools(say: (line: string) => void): void {
  const missing = ['buildah', 'debootstrap'].filter((program) => !runs(program));
  if (missing.length === 0) return;
  const install = ['install', '-q', '-y', '--no-install-recommends', ...missing];
  if (process.getuid?.() !== 0 || !runs('apt-get')) {
    throw new Error(`There is no ${missing.join(' and no ')} here: apt-get ${install.join(' ')}`);
  }
  say(`Installing Debian's ${missing.join(' and ')}.`);
  for (const args of [['-q', 'update'], install]) {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    const { status } = spawnSync('apt-get', args, { env, stdio: ['ignore', 2, 2] });
    if (status !== 0) throw new Error(`apt-get ${args.join(' ')} failed with exit code ${status}`);
  }
}

function runs(program: string): boolean {
  return spawnSync(program, ['--version'], { stdio: 'ignore' }).status === 0;
}
