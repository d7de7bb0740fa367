import { expect, it } from 'vitest';
import { createRecent } from '../../src/jobs/recent.ts';

it('keeps what was used last', () => {
  const recent = createRecent<number>(2);
  recent.keep('a', 1);
  recent.keep('b', 2);
  expect(recent.find('a')).toBe(1);
  recent.keep('c', 3);
  expect(['a', 'b', 'c'].map(recent.find)).toEqual([1, undefined, 3]);
});

it('has what was kept last under a name', () => {
  const recent = createRecent<number>(1);
  recent.keep('a', 1);
  recent.keep('a', 2);
  expect(recent.find('a')).toBe(2);
});
