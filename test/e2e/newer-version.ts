/** Versions of the product that are newer than the source. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { buildOptions } from '../../sandbox/program.ts';
import { formatVersion } from '../../src/jobs/events.ts';

/** What is put where, by file of src/jobs. */
type Changes = Readonly<Record<string, readonly [where: string, what: string]>>;

/** One writes one kind of event more; of the other each entry means something else. */
export type NewerVersion = 'event' | 'format';

const event: Changes = {
  'events.ts': [
    "z.object({ type: z.literal('step.marked')",
    "z.object({ type: z.literal('step.noted'), step }),\n  z.object({ type: z.literal('step.marked')",
  ],
  'fold.ts': [
    "case 'step.marked':",
    "case 'step.noted':\n      return state;\n    case 'step.marked':",
  ],
  // The replica's side has been taken by then, and the other side's consent is asked for next.
  'outcome.ts': [
    'return [done];',
    "return step === 'verify-registration' ? [{ type: 'step.noted', step }, done] : [done];",
  ],
};

const format: Changes = {
  'events.ts': [
    `export const formatVersion = ${formatVersion};`,
    `export const formatVersion = ${formatVersion + 1};`,
  ],
};

/** @returns its entry point */
export async function buildNewer(version: NewerVersion): Promise<string> {
  const changes = { event, format }[version];
  const options = buildOptions(`newer-${version}-${process.pid}`);
  const changed = new Set<string>();
  await build({
    ...options,
    plugins: [
      {
        name: 'newer',
        setup({ onLoad }) {
          onLoad({ filter: /src\/jobs\/(events|fold|outcome)\.ts$/ }, async ({ path }) => {
            const name = path.replace(/^.*\//, '');
            const change = changes[name];
            if (!change) return undefined;
            const [where, what] = change;
            const text = await readFile(path, 'utf8');
            if (!text.includes(where)) throw new Error(`${name} has no “${where}”`);
            changed.add(name);
            return { contents: text.replace(where, what), loader: 'ts' };
          });
        },
      },
    ],
  });
  if (changed.size !== Object.keys(changes).length) throw new Error('not all was changed');
  return join(options.outdir, 'main.js');
}
