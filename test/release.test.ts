import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { copyCheckout, pack, root, unpack } from './release/package.ts';

interface Locked {
  readonly integrity?: string;
  readonly dev?: boolean;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
}

/** Whether it is installed where the product runs: on Linux, x64 or arm64. */
function isProduction({ dev, os = ['linux'], cpu = ['x64'] }: Locked): boolean {
  return !dev && os.includes('linux') && (cpu.includes('x64') || cpu.includes('arm64'));
}

const dir = mkdtempSync(join(tmpdir(), 'replicate-release-'));
const checkout = join(dir, 'checkout');
let files: readonly string[];
let unpacked: string;

beforeAll(async () => {
  copyCheckout(checkout);
  for (const stray of ['.env', 'notes.md', 'replicate.yaml', 'src/debug.json', 'docs/draft.png']) {
    writeFileSync(join(checkout, stray), 'of this machine alone');
  }
  const packed = await pack(checkout, dir);
  files = packed.files;
  unpacked = await unpack(packed.tarball, join(dir, 'unpacked'));
}, 180_000);
afterAll(() => rmSync(dir, { recursive: true, force: true }));

function filesIn(folder: string, ending: RegExp): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => ending.test(name))
    .map((name) => join(folder, name));
}

it('packs what runs and what it takes to run it, and nothing else', () => {
  const programs = filesIn('src', /\.ts$/).map((path) =>
    path.replace(/^src/, 'dist').replace(/\.ts$/, '.js'),
  );
  expect(files).toEqual(
    [
      ...programs,
      ...filesIn('deploy', /\.[a-z]+$/),
      ...filesIn('docs', /\.md$/),
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'SECURITY.md',
      'manifest.yaml',
      'npm-shrinkwrap.json',
      'package.json',
      'replicate.example.yaml',
    ].sort(),
  );
});

it('says nothing of the machine that it was packed on', () => {
  for (const file of files) {
    const text = readFileSync(join(unpacked, file), 'utf8');
    expect(text.includes(dir) || text.includes(root), `${file} names a folder`).toBe(false);
    if (file.startsWith('dist')) expect(text).not.toContain('sourceMappingURL');
  }
});

it('pins every package, as the checkout does', () => {
  const lock = readFileSync(join(unpacked, 'npm-shrinkwrap.json'), 'utf8');
  expect(lock).toBe(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const { packages } = JSON.parse(lock) as { packages: Record<string, Locked> };
  const unsafe = Object.entries(packages).filter(
    ([path, each]) => path !== '' && isProduction(each) && !each.integrity,
  );
  expect(unsafe).toEqual([]);
  // One that stays behind would take the place of the checkout's own lock.
  expect(readdirSync(checkout)).not.toContain('npm-shrinkwrap.json');
});

it('tells in CHANGELOG.md what is in its version', () => {
  const { version } = JSON.parse(readFileSync(join(unpacked, 'package.json'), 'utf8'));
  const changes = readFileSync(join(unpacked, 'CHANGELOG.md'), 'utf8');
  expect(changes).toMatch(new RegExp(`^## \\[${version}\\] - \\d{4}-\\d\\d-\\d\\d$`, 'm'));
  expect(changes.indexOf('## [Unreleased]')).toBeLessThan(changes.indexOf(`## [${version}]`));
});

it('brings the program that package.json names', () => {
  const { bin } = JSON.parse(readFileSync(join(unpacked, 'package.json'), 'utf8'));
  expect(Object.keys(bin)).toEqual(['replicate-bot']);
  const main = readFileSync(join(unpacked, bin['replicate-bot']), 'utf8');
  expect(main.startsWith('#!/usr/bin/env node\n')).toBe(true);
});
