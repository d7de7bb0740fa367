import { describe, expect, it } from 'vitest';
import { ownersOf, patternGrammar } from '../../src/config/ownership.ts';
import { parseStreamPath } from '../../src/mapr/path.ts';

const clusters = {
  newyork: {
    owners: ['U0NY'],
    paths: [
      { pattern: '/payments/**', owners: ['U0PAY'] },
      { pattern: '/payments/*', owners: ['U0ONE'] },
      { pattern: '/payments/cards', owners: ['U0CARDS'] },
      { pattern: '/payments/*/audit', owners: ['U0AUDIT'] },
      { pattern: '/a/*/c', owners: ['U0FIRST'] },
      { pattern: '/a/b/*', owners: ['U0SECOND'] },
      { pattern: '/team/**', owners: ['U0TEAM'] },
      { pattern: '/*/logs/raw', owners: ['U0RAW'] },
      { pattern: '/*/live', owners: ['U0LIVE'] },
      { pattern: '/team/*/**', owners: ['U0BELOW'] },
    ],
  },
};

describe('ownersOf', () => {
  it.each([
    ['/activity', 'U0NY'],
    ['/payments', 'U0NY'],
    ['/payments/cards', 'U0CARDS'],
    ['/payments/cash', 'U0ONE'],
    ['/payments/cards/audit', 'U0AUDIT'],
    ['/payments/cards/2026', 'U0PAY'],
    ['/payments/cards/2026/11', 'U0PAY'],
    ['/payments/.hidden/x', 'U0PAY'],
    ['/paymentsx/cards', 'U0NY'],
    ['/x/payments/cards', 'U0NY'],
    ['/a/b/c', 'U0SECOND'],
    ['/a/x/c', 'U0FIRST'],
    // more names win, wherever they stand
    ['/team/logs/raw', 'U0RAW'],
    // of as many names, the fixed length wins over **
    ['/team/live', 'U0LIVE'],
    ['/team/x', 'U0TEAM'],
    // of two that end in **, the longer
    ['/team/x/y', 'U0BELOW'],
  ])('%s belongs to %s', (path, owner) => {
    expect(ownersOf({ clusters }, parseStreamPath(`/mapr/newyork${path}`))).toEqual([owner]);
  });

  it('is nobody in a cluster that is not configured', () => {
    expect(ownersOf({ clusters }, parseStreamPath('/mapr/paris/activity'))).toEqual([]);
    expect(ownersOf({ clusters }, parseStreamPath('/mapr/constructor/activity'))).toEqual([]);
  });
});

describe('a pattern', () => {
  it.each(['/payments/**', '/payments/*', '/a/b', '/a/*/c', '/**', '/a.b/c_d-e'])(
    'may be %s',
    (pattern) => {
      expect(pattern).toMatch(patternGrammar);
    },
  );

  it.each([
    '',
    'payments/**',
    '/a/**/b',
    '/a/b*',
    '/a/{b,c}',
    '/a//b',
    '/a/',
    '/../a',
    '/-a',
    '/a/.',
    '/a/***',
  ])('may not be %s', (pattern) => {
    expect(pattern).not.toMatch(patternGrammar);
  });
});
