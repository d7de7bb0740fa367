import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
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

/** Bundles the programs once for the world, so that a call costs little more than starting Node. */
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
  for (const program of programs) writeProgram(draft, program);
  const conf = [own, ...others].map(
    ({ name, secure, cldbs }) =>
      `${name} secure=${secure} ${cldbs.map((cldb) => `${cldb}:7222`).join(' ')}\n`,
  );
  writeFileSync(join(draft, 'conf', 'mapr-clusters.conf'), conf.join(''));
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

/** The shebang names this very Node, so no PATH is needed. */
function writeProgram(maprHome: string, program: string): void {
  const path = join(maprHome, 'bin', program);
  writeFileSync(path, `#!${process.execPath}\nimport('../lib/${program}.mjs');\n`);
  chmodSync(path, 0o755);
}
