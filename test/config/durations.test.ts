import { expect, it } from 'vitest';
import { parseDuration } from '../../src/config/durations.ts';

it.each([
  ['500ms', 500],
  ['5s', 5_000],
  ['10m', 600_000],
  ['4h', 14_400_000],
  ['7d', 604_800_000],
  ['5', null],
  ['5 s', null],
  ['-5s', null],
  ['1.5h', null],
  ['', null],
  ['h', null],
])('%j is %s milliseconds', (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});
