import { expect, it } from 'vitest';
import { clean, clip } from '../../src/mapr/clean.ts';

it.each([
  ['  plain\n', 'plain'],
  ['a\r\nb\tc', 'a\nb\tc'],
  ['\u001b[1;31mred\u001b[0m', 'red'],
  ['\u001b[31mred\u0007\nblue', 'red\nblue'],
  ['\u001b]0;title\u0007text', 'text'],
  ['\u001b]8;;http://x\u001b\\link\u001b]8;;\u001b\\', 'link'],
  ['\n[info] kept', '[info] kept'],
  ['x\n[info] kept', 'x\n[info] kept'],
  ['over\rwritten\u0000\u009b', 'overwritten'],
  ['\u202eevil\u2066', 'evil'],
  ['caf\u00e9 😀', 'caf\u00e9 😀'],
  ['half \ud83d', 'half \ufffd'],
])('%j is shown as %j', (given, shown) => {
  expect(clean(given)).toBe(shown);
});

it('what is short enough is not clipped', () => {
  expect(clip('x'.repeat(100), 100)).toBe('x'.repeat(100));
  expect(clip('x'.repeat(101), 100)).toMatch(/^x+\n\[…\]\nx+$/);
  expect(clip('x'.repeat(101), 100)).toHaveLength(100);
});
