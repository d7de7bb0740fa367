/**
 * `npm run test:release [-- <tarball>]`: packs the checkout (or takes that tarball), installs it elsewhere as
 * docs/install.md says, compares what is there with the lock, and has the demo played by the installed program. Asks
 * the registry for what is not in npm's cache. Exits 0 if all of it is as it should be.
 */

import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { npm, pack, root, strays, unpack } from './package.ts';

const [given] = process.argv.slice(2);
const quietly = ['--ignore-scripts', '--no-audit', '--no-fund'];
const dir = mkdtempSync(join(tmpdir(), 'replicate-release-'));
try {
  const tarball = given === undefined ? (await pack(root, dir)).tarball : resolve(given);
  print(`Installing ${tarball}`);
  const program = await install(tarball);
  // Without a role it says how it is used.
  run(program, [], 2);
  print(`The demo, by ${program}`);
  const demo = ['--import', 'tsx', join(root, 'sandbox', 'demo', 'main.ts')];
  run(process.execPath, demo, 0, { ...process.env, REPLICATE_PROGRAM: program });
  print('All of it is as it should be.');
} finally {
  rmSync(dir, { recursive: true, force: true });
}

/** @returns the path of the program */
async function install(tarball: string): Promise<string> {
  const folder = await unpack(tarball, join(dir, 'unpacked'));
  const prefix = join(dir, 'global');
  mkdirSync(prefix);
  await npm(['ci', '--omit=dev', '--omit=optional', '--prefer-offline', ...quietly], folder);
  await npm(['install', '--global', '--prefix', prefix, '--offline', ...quietly, '.'], folder);
  const found = strays(folder);
  if (found.length > 0)
    throw new Error(`What is installed is not the lock's:\n${found.join('\n')}`);
  print('Installed is what the lock says of production, and nothing else.');
  return join(prefix, 'bin', 'replicate-bot');
}

function run(file: string, args: readonly string[], code: number, env = process.env): void {
  const { status, stdout, stderr } = spawnSync(file, args, { env, encoding: 'utf8' });
  if (status === code) return;
  throw new Error(`${file} ${args.join(' ')} ended with ${status}:\n${stdout}\n${stderr}`);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
