/**
 * Writes the README's table of faults and outcomes from the tests' own names: a test that is called
 * `<fault>: <outcome>` is a row. `npm run reliability`; with `-- --check` it only says whether the table is current.
 */

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const begin = '<!-- reliability: made by `npm run reliability` from the names of the tests -->';
const end = '<!-- /reliability -->';

/** Under which heading the tests of which files stand. */
const groups: readonly (readonly [heading: string, files: RegExp])[] = [
  ['Workers and bots', /^(crash\/.*|e2e\/faults|jobs\/steps\/load)\.test\.ts$/],
  ['Redis', /^(e2e\/redis.*|jobs\/lost-answer)\.test\.ts$/],
  ['Slack', /^e2e\/slack.*\.test\.ts$/],
  ['Clusters', /^e2e\/(cluster-faults\/(?!autosetup).*|rest\.test)\.ts$/],
  ['Set-up by the cluster', /^e2e\/(autosetup\.test|cluster-faults\/autosetup)\.ts$/],
  ['Set-up into a stream that is there', /^e2e\/join\.test\.ts$/],
  ['Set-up in both directions', /^e2e\/multi-master\.test\.ts$/],
  ['Cancel', /^e2e\/cancel\.test\.ts$/],
  ['Forgery', /^e2e\/(trust|audit)\.test\.ts$/],
];

/** A test's name, or a row's of a table of tests, in single or double quotes. */
const named =
  /(?:\bit(?:\.each\([^)]*\))?\(|\bname: )\s*(?:'((?:[^'\\\n]|\\.)+)'|"((?:[^"\\\n]|\\.)+)")/g;

/** @returns the README with the table of today */
export function withTable(readme: string): string {
  const [before, rest] = readme.split(begin);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined) throw new Error(`README.md has no "${begin}"`);
  return `${before}${begin}\n\n${table()}\n\n${end}${after}`;
}

/** Whether two texts say the same, however a formatter lays their tables out. */
export function saysTheSame(one: string, other: string): boolean {
  return squeezed(one) === squeezed(other);
}

function squeezed(text: string): string {
  return text.replaceAll(/-{3,}/g, '---').replaceAll(/\s+/g, ' ');
}

function table(): string {
  const files = readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' }).sort();
  return groups
    .map(([heading, fitting]) => {
      const rows = files.filter((file) => fitting.test(file)).flatMap(rowsIn);
      const lines = rows.map(([fault, outcome]) => `| ${fault} | ${outcome} |`);
      const head = `<details>\n<summary>${heading}: ${rows.length} faults</summary>\n\n| what happens | what comes of it |\n| --- | --- |`;
      return `${head}\n${lines.join('\n')}\n\n</details>`;
    })
    .join('\n\n');
}

function rowsIn(file: string): [string, string][] {
  const source = readFileSync(join(root, 'test', file), 'utf8');
  return [...source.matchAll(named)].flatMap(([, single, double]) => {
    const name = (single ?? double ?? '').replaceAll(/\\(.)/g, '$1').replaceAll('|', '\\|');
    const [fault, ...outcome] = name.split(': ');
    if (!fault || outcome.length === 0 || !/^[A-Z]/.test(fault)) return [];
    return [[fault, outcome.join(': ')]];
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const path = join(root, 'README.md');
  const readme = readFileSync(path, 'utf8');
  const current = withTable(readme);
  if (!process.argv.includes('--check')) writeFileSync(path, current);
  else if (!saysTheSame(current, readme)) {
    console.error('The table in README.md is not current: npm run reliability');
    process.exitCode = 1;
  }
}
