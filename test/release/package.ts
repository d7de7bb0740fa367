/** What is handed to an operations team: the package as `npm pack` makes it, and what an installation of it holds. */

import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

export const root = fileURLToPath(new URL('../..', import.meta.url));

const run = promisify(execFile);

interface Locked {
  readonly version?: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly devOptional?: boolean;
}

export interface Packed {
  readonly tarball: string;
  readonly files: readonly string[];
}

/** The checkout without what is made in it, so that nothing in it is touched by packing it. */
export function copyCheckout(to: string): void {
  const made = new Set(['.git', 'node_modules', 'dist', 'npm-shrinkwrap.json']);
  for (const name of readdirSync(root)) {
    if (!made.has(name)) cpSync(join(root, name), join(to, name), { recursive: true });
  }
  symlinkSync(join(root, 'node_modules'), join(to, 'node_modules'));
}

/** Packs a checkout: the tarball, and the paths of the files in it. */
export async function pack(checkout: string, destination: string): Promise<Packed> {
  const json = await npm(
    ['pack', '--json', '--foreground-scripts=false', '--pack-destination', destination],
    checkout,
  );
  const [packed] = JSON.parse(json) as [{ filename: string; files: { path: string }[] }];
  return {
    tarball: join(destination, packed.filename),
    files: packed.files.map(({ path }) => path).sort(),
  };
}

/** @returns the folder with the package's files */
export async function unpack(tarball: string, to: string): Promise<string> {
  mkdirSync(to, { recursive: true });
  await run('tar', ['-xzf', tarball, '--strip-components=1', '-C', to]);
  return to;
}

/** What npm printed. @throws with its errors, if it fails */
export async function npm(args: readonly string[], cwd: string): Promise<string> {
  const { stdout } = await run('npm', args, { cwd });
  return stdout;
}

/** How what is installed in a folder differs from what its lock says that production cannot do without; nothing, if all is well. */
export function strays(folder: string): string[] {
  const lock = JSON.parse(readFileSync(join(folder, 'npm-shrinkwrap.json'), 'utf8')) as {
    packages: Readonly<Record<string, Locked>>;
  };
  const installed = new Map(packagesIn(folder, ''));
  const wanted = Object.entries(lock.packages).filter(
    ([path, { dev, optional, devOptional }]) => path !== '' && !dev && !optional && !devOptional,
  );
  const missing = wanted
    .filter(([path]) => !installed.has(path))
    .map(([path]) => `${path} is missing`);
  const others = [...installed]
    .filter(([path, version]) => new Map(wanted).get(path)?.version !== version)
    .map(([path, version]) => `${path} ${version} is not in the lock`);
  return [...missing, ...others];
}

function packagesIn(folder: string, path: string): [path: string, version: string][] {
  return names(join(folder, path, 'node_modules'))
    .flatMap((name) =>
      name.startsWith('@')
        ? names(join(folder, path, 'node_modules', name)).map((each) => join(name, each))
        : [name],
    )
    .flatMap((name) => {
      const below = join(path, 'node_modules', name);
      const { version } = JSON.parse(readFileSync(join(folder, below, 'package.json'), 'utf8'));
      return [[below, version as string], ...packagesIn(folder, below)] as [string, string][];
    });
}

function names(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => !basename(name).startsWith('.'));
  } catch {
    return [];
  }
}
