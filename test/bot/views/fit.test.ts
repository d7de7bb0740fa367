import { expect, it } from 'vitest';
import { preformatted, richLine, section } from '../../../src/bot/views/blocks.ts';
import { budget, fitBlocks, weight } from '../../../src/bot/views/fit.ts';

it('leaves alone what fits', () => {
  const blocks = [section('short'), preformatted('x'.repeat(5_000))];
  expect(fitBlocks(blocks)).toBe(blocks);
});

it('shortens what commands printed before any words', () => {
  const words = section('w'.repeat(2_800));
  const [first, printed] = fitBlocks([words, preformatted('界'.repeat(4_000))]);
  expect(first).toEqual(words);
  expect(weight([words, ...(printed ? [printed] : [])])).toBeLessThanOrEqual(budget);
  expect(JSON.stringify(printed)).toContain('界…');
});

it('counts the details of tasks twice', () => {
  const details = richLine('d'.repeat(400));
  const task = { task_id: 't', title: 'Step', status: 'complete', details } as const;
  const tasks = Array.from({ length: 11 }, (_, index) => ({ ...task, task_id: `t${index}` }));
  const plan = { type: 'plan', title: 'Plan', tasks } as const;
  expect(JSON.stringify([plan]).length).toBeLessThan(budget);
  expect(weight([plan])).toBeGreaterThan(budget);
  expect(weight(fitBlocks([plan]))).toBeLessThanOrEqual(budget);
});
