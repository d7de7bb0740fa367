import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { HomeOptions } from './api.ts';
import type { NodeFile } from './cli/node.ts';
import type { Cluster } from './world/types.ts';

const programs = ['maprcli', 'mapr', 'maprlogin'] as const;

/** Bundles, once for the world, what the programs run where nobody holds it open. */
export async function bundle(dir: string): Promise<void> {
  const extension = extname(fileURLToPath(import.meta.url));
  await build({
    entryPoints: Object.fromEntries(
      programs.map((name) => [
        name,
        fileURLToPath(new URL(`./cli/${name}${extension}`, import.meta.url)),
      ]),
    ),
    outdir: join(dir, 'lib'),
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'warning',
  });
}

/** A MAPR_HOME of a node of `cluster`: made when first asked for. */
export function installHome(
  dir: string,
  clusters: readonly Pick<Cluster, 'name' | 'secure' | 'cldbs'>[],
  cluster: string,
  { user = 'mapr-bot', host = `node1.${cluster}`, knows }: HomeOptions = {},
): string {
  const name = [host, cluster, user, ...(knows ?? [])].map(encodeURIComponent).join('+');
  const maprHome = join(dir, 'homes', name);
  if (existsSync(maprHome)) return maprHome;
  const own = clusters.find((other) => other.name === cluster);
  if (own === undefined) throw new Error(`There is no cluster ${cluster} in this world.`);
  const others = clusters.filter((other) => other !== own && (knows?.includes(other.name) ?? true));

  // Under another name until it is whole: another process may ask for the same.
  const draft = `${maprHome}.${process.pid}`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(join(draft, 'bin'), { recursive: true });
  mkdirSync(join(draft, 'conf'));
  cpSync(join(dir, 'lib'), join(draft, 'lib'), { recursive: true });
  for (const program of programs) writeProgram(draft, program, { dir, home: maprHome });
  const conf = [own, ...others].map(
    ({ name, secure, cldbs }) =>
      `${name} secure=${secure} ${cldbs.map((cldb) => `${cldb}:7222`).join(' ')}\n`,
  );
  writeFileSync(join(draft, 'conf', 'mapr-clusters.conf'), conf.join(''));
  // <version>.<build>.<state>, as on a node.
  writeFileSync(join(draft, 'MapRBuildVersion'), '7.9.0.0.20250101000000.GA\n');
  const file: NodeFile = { dir, host, user };
  writeFileSync(join(draft, 'conf', 'simulator.json'), JSON.stringify(file));
  try {
    renameSync(draft, maprHome);
  } catch (error) {
    rmSync(draft, { recursive: true });
    if (!existsSync(maprHome)) throw error;
  }
  return maprHome;
}

/** A bash script that asks whoever holds the world open, or starts this very Node: no PATH is needed. */
function writeProgram(at: string, program: string, places: { dir: string; home: string }): void {
  const path = join(at, 'bin', program);
  const known = { program, ...places, node: process.execPath };
  const lines = Object.entries(known).map(([name, value]) => `${name}=${quote(value)}\n`);
  const script = readFileSync(new URL('./cli/program.bash', import.meta.url), 'utf8');
  writeFileSync(path, `#!/bin/bash\n${lines.join('')}${script}`);
  chmodSync(path, 0o755);
}

function quote(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
