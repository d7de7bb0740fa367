import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Row } from '../../bench/bench.ts';
import { benches } from '../../bench/benches.ts';
import { table, withResult } from '../../bench/page.ts';

const row: Row = {
  what: 'p99',
  measured: '12 ms',
  beside: 'bare 8 ms',
  ratio: 1.5,
  target: 'under 100 ms',
  met: true,
};
const bench = { name: 'one', title: 'What it is' };
const measured = { on: '2 cores', day: '2026-11-24' };

it('says of each row whether it is met, where there is something to reach', () => {
  const verdicts = [true, false, null].map((met) => table([{ ...row, met }]).split('\n')[2]);
  expect(verdicts).toEqual([
    expect.stringContaining('| yes |'),
    expect.stringContaining('| **no** |'),
    expect.stringMatching(/\|\s+\|$/),
  ]);
});

describe('the page', () => {
  const page =
    'before\n<!-- bench one -->\nold\n<!-- /bench one -->\nbetween\n<!-- bench two -->\nkept\n<!-- /bench two -->\n';

  it('has the new result in place of the old one, and keeps the others', () => {
    const written = withResult(page, bench, { rows: [row], notes: ['A note.'] }, measured);
    expect(written).toMatch(/before\n<!-- bench one -->\n\nWhat it is/);
    expect(written).toMatch(/on 2026-11-24, 2 cores:\n\n\| what .*\| p99 .*- A note\.\n/s);
    expect(written).not.toContain('old');
    expect(written).toMatch(/between\n<!-- bench two -->\nkept\n/);
  });

  it('is the same when it is written twice', () => {
    const once = withResult(page, bench, { rows: [row], notes: [] }, measured);
    expect(withResult(once, bench, { rows: [row], notes: [] }, measured)).toBe(once);
  });

  it('has to have a place for it', () => {
    expect(() => withResult('', bench, { rows: [], notes: [] }, measured)).toThrow(
      /no "<!-- bench one/,
    );
  });

  it.each(benches.map(({ name }) => name))('of the house has a place for %s', (name) => {
    const house = readFileSync('docs/performance.md', 'utf8');
    expect(() =>
      withResult(house, { name, title: '' }, { rows: [], notes: [] }, measured),
    ).not.toThrow();
  });
});
