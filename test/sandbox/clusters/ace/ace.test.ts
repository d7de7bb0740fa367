import { describe, expect, it } from 'vitest';
import { allows } from '../../../../sandbox/clusters/ace/check.ts';
import { formatAce } from '../../../../sandbox/clusters/ace/format.ts';
import { AceError, parseAce } from '../../../../sandbox/clusters/ace/parse.ts';

const user = { name: 'cfkane', uid: 5010, groups: ['admin', '77'], roles: ['chief'] };

describe('21: evaluation', () => {
  it.each([
    ['', false],
    ['""', false],
    ['p', true],
    ['u:cfkane', true],
    ['u:5010', true],
    ['u:other', false],
    ['g:admin', true],
    ['g:77', true],
    ['r:chief', true],
    ['r:other', false],
    ['!u:cfkane', false],
    ['!u:other', true],
    ['!!u:cfkane', true],
    ['u:other | g:admin', true],
    ['u:cfkane & g:other', false],
    ['u:cfkane|u:other&u:nobody', true],
    ['(u:cfkane|u:other)&u:nobody', false],
    ['u:other | (g:admin & !g:cl3)', true],
    ['!(u:other | g:admin)', false],
    ['  u:cfkane  ', true],
  ])('%s gives %s', (expression, expected) => {
    expect(allows(expression, user)).toBe(expected);
  });
});

describe('21: normal form', () => {
  it.each([
    ['u:root|u:mapr', 'u:root | u:mapr'],
    ['u:a|(g:b&!g:c)', 'u:a | g:b & !g:c'],
    ['(u:a|u:b)&g:c', '(u:a | u:b) & g:c'],
    ['!(u:a|u:b)', '!(u:a | u:b)'],
    ['u:a|(u:b|u:c)', 'u:a | (u:b | u:c)'],
    [' p ', 'p'],
    ['""', ''],
  ])('%s becomes %s', (expression, expected) => {
    expect(formatAce(parseAce(expression))).toBe(expected);
    expect(formatAce(parseAce(expected))).toBe(expected);
  });
});

describe('21: refusals', () => {
  it.each(['p|u:a', 'u:a|', '|u:a', '(u:a', 'u:a)', 'u:', 'x:a', 'u:a u:b', '!', 'a', '()'])(
    '%s is no expression',
    (expression) => {
      expect(() => parseAce(expression)).toThrow(AceError);
    },
  );

  it('64 KB is the most', () => {
    expect(() => parseAce(Array(20_000).fill('u:a').join('|'))).toThrow(/64 KB/);
  });
});
