/** Builds the Dockerfile, over stand-ins for the images of its FROM where no registry has them. */

import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import type { Buildah } from './buildah.ts';
import { root } from './compose.ts';

export interface Bases {
  /** With Node and npm, as the build needs it. */
  readonly node: string;
  /** Bare, as the image stands on it. */
  readonly debian: string;
}

/** The names in the Dockerfile. */
export async function basesOf(dockerfile = join(root, 'Dockerfile')): Promise<Bases> {
  const text = await readFile(dockerfile, 'utf8');
  const named = (argument: string) => {
    const [, name] = new RegExp(`^ARG ${argument}=(\\S+)$`, 'm').exec(text) ?? [];
    if (name === undefined) throw new Error(`The Dockerfile has no ARG ${argument}=…`);
    return name;
  };
  return { node: named('NODE'), debian: named('BASE') };
}

/**
 * Both from Debian's and npm's own packages: the smallest Debian, without what its slim images leave out, and in the other one
 * the very binary of Node that is in the real one. Nothing is done where the store has them.
 */
export async function makeBases(buildah: Buildah, dir: string, bases: Bases): Promise<void> {
  const known = await buildah('images', '--format', '{{.Name}}:{{.Tag}}');
  if (Object.values(bases).every((name) => known.includes(`/${name}`))) return;
  const debian = join(dir, 'debian');
  const packages = join(dir, 'packages');
  const install = ['install', '--no-save', '--prefix', packages, 'node@24', 'npm@11'];
  await Promise.all([
    // It mounts /proc there, which must not be left behind, let alone be deleted.
    execa('unshare', [
      '--mount',
      'debootstrap',
      '--variant=minbase',
      suiteOf(bases.debian),
      debian,
    ]),
    execa('npm', install),
  ]);
  for (const left of ['doc', 'man', 'info', 'locale']) {
    await rm(join(debian, 'usr/share', left), { recursive: true, force: true });
  }
  for (const left of ['cache/apt', 'lib/apt/lists']) {
    await rm(join(debian, 'var', left), { recursive: true, force: true });
  }
  const bare = await buildah('from', 'scratch');
  await buildah('copy', '-q', bare, debian, '/');
  await buildah('commit', '-q', '--rm', bare, `docker.io/library/${bases.debian}`);

  const full = await buildah('from', '--pull-never', bases.debian);
  const modules = join(packages, 'node_modules');
  await buildah('copy', '-q', full, join(modules, 'node/bin/node'), '/usr/local/bin/node');
  await buildah('copy', '-q', full, join(modules, 'npm'), '/usr/local/lib/node_modules/npm');
  const npm = '../lib/node_modules/npm/bin/npm-cli.js';
  await buildah('run', full, '--', 'ln', '-s', npm, '/usr/local/bin/npm');
  await buildah('commit', '-q', '--rm', full, `docker.io/library/${bases.node}`);
}

/** `debian:bookworm-slim` is of bookworm. */
function suiteOf(image: string): string {
  const [, suite] = /:(\w+)-slim$/.exec(image) ?? [];
  if (suite === undefined) throw new Error(`${image} does not say which Debian it is.`);
  return suite;
}

/** @param more further arguments: a target, build arguments */
export async function build(
  buildah: Buildah,
  dir: string,
  tag: string,
  more: readonly string[] = [],
): Promise<void> {
  const args = ['bud', '--pull-never', '--layers', '--format', 'docker', '--tag', tag];
  await buildah(...args, ...(await secrets(dir)), ...more, root);
}

/** How npm reaches its registry from here. */
async function secrets(dir: string): Promise<string[]> {
  const config = async (name: string) =>
    (await execa('npm', ['config', 'get', name], { cwd: root })).stdout.trim();
  const [user, registry, cafile] = await Promise.all(
    ['userconfig', 'registry', 'cafile'].map(config),
  );
  const ca = [cafile, process.env['NODE_EXTRA_CA_CERTS']].find((file) => file && file !== 'null');
  const own = await readFile(user ?? '', 'utf8').catch(() => '');
  const kept = own.split('\n').filter((line) => !/^\s*(cafile|registry)\s*=/.test(line));
  const file = join(dir, 'npmrc');
  const lines = [...kept, `registry=${registry}`, ...(ca ? ['cafile=/run/secrets/ca'] : [])];
  await writeFile(file, `${lines.join('\n')}\n`, { mode: 0o600 });
  return ['--secret', `id=npmrc,src=${file}`, ...(ca ? ['--secret', `id=ca,src=${ca}`] : [])];
}
