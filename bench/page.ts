/** Writes what was measured into docs/performance.md, each bench between its own markers. Pure. */

import type { Bench, Result, Row } from './bench.ts';

/** Where and when it was measured. */
export interface Measured {
  /** For example "2 cores (…), Node.js 24.1.0". */
  readonly on: string;
  /** ISO 8601. */
  readonly day: string;
}

/**
 * @returns the page with the result in the place of the bench's earlier one; what is not measured now stays
 * @throws where the page has no place for it
 */
export function withResult(
  page: string,
  { name, title }: Pick<Bench, 'name' | 'title'>,
  result: Result,
  { on, day }: Measured,
): string {
  const begin = `<!-- bench ${name} -->`;
  const end = `<!-- /bench ${name} -->`;
  const [before, rest] = page.split(begin);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined) throw new Error(`the page has no "${begin}"`);
  const notes = result.notes.map((note) => `- ${note}`).join('\n');
  const parts = [
    `${title}`,
    `\`npm run bench -- ${name}\`, on ${day}, ${on}:`,
    table(result.rows),
    notes,
  ];
  return `${before}${begin}\n\n${parts.filter(Boolean).join('\n\n')}\n\n${end}${after}`;
}

/** As it is printed and written: Markdown. */
export function table(rows: readonly Row[]): string {
  const head = ['what', 'measured', 'beside it', 'ratio', 'must reach', 'met'];
  const cells = rows.map(({ what, measured, beside, ratio, target, met }) => [
    what,
    measured,
    beside,
    ratio === null ? '' : ratio.toLocaleString('en', { maximumSignificantDigits: 3 }),
    target,
    met === null ? '' : met ? 'yes' : '**no**',
  ]);
  const all = [head, head.map(() => '---'), ...cells];
  const widths = head.map((_, at) => Math.max(...all.map((row) => row[at]?.length ?? 0)));
  const lines = all.map((row) => {
    const padded = row.map((cell, at) =>
      cell === '---' ? '-'.repeat(widths[at] ?? 3) : cell.padEnd(widths[at] ?? 0),
    );
    return `| ${padded.join(' | ')} |`;
  });
  return lines.join('\n');
}
