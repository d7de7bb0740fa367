/**
 * `npm run bench`: measures, and prints what it measured, on what, against what. `-- <name> ...` runs these alone,
 * `--quick` runs small counts, for what must be correct alone, and `--write` puts the results into
 * docs/performance.md.
 */

import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { benches } from './benches.ts';
import { size } from './numbers.ts';
import { table, withResult } from './page.ts';

const page = fileURLToPath(new URL('../docs/performance.md', import.meta.url));
const { values, positionals } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
  },
  allowPositionals: true,
});
const unknown = positionals.filter((name) => !benches.some((bench) => bench.name === name));
if (unknown.length > 0 || (values.quick && values.write)) {
  console.error(
    `usage: npm run bench -- [--quick | --write] [${benches.map(({ name }) => name).join('] [')}]`,
  );
  process.exit(2);
}

const chosen = benches.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
const on = `${cpus().length} cores (${cpus()[0]?.model.trim()}), ${size(totalmem())}, Node.js ${process.versions.node}`;
const day = new Date().toISOString().slice(0, 10);
console.log(`On ${on}.`);
const failed: string[] = [];
for (const bench of chosen) {
  console.log(`\n## ${bench.name}: ${bench.title}\n`);
  const begun = performance.now();
  try {
    const result = await bench.run({
      quick: values.quick,
      say: (line) => console.log(`… ${line}`),
    });
    console.log(table(result.rows));
    for (const note of result.notes) console.log(`- ${note}`);
    if (values.write) {
      writeFileSync(page, withResult(readFileSync(page, 'utf8'), bench, result, { on, day }));
    }
  } catch (error) {
    failed.push(bench.name);
    console.error(error);
  }
  console.log(`(${((performance.now() - begun) / 1_000).toFixed(1)} s)`);
}
if (failed.length > 0) {
  console.error(`\nNot right: ${failed.join(', ')}`);
  process.exitCode = 1;
}
