import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  clusterOf,
  isClusterName,
  localPath,
  PathError,
  parentOf,
  parseStreamPath,
  streamPath,
} from '../../src/mapr/path.ts';

function pathErrorOf(act: () => unknown): PathError {
  try {
    act();
  } catch (error) {
    if (error instanceof PathError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('a stream path', () => {
  it.each([
    ['/mapr/newyork/activity', 'newyork', '/activity', '/'],
    ['/mapr/my.cluster.com/apps/x/activity', 'my.cluster.com', '/apps/x/activity', '/apps/x'],
    ['/mapr/dc1.enterprise.org/_a/.hidden', 'dc1.enterprise.org', '/_a/.hidden', '/_a'],
    ['/mapr/a/...', 'a', '/...', '/'],
    ['/mapr/mapr/mapr', 'mapr', '/mapr', '/'],
  ])('%s has its parts', (text, cluster, local, parent) => {
    const path = parseStreamPath(text);
    expect(clusterOf(path)).toBe(cluster);
    expect(localPath(path)).toBe(local);
    expect(parentOf(path)).toBe(parent);
    expect(streamPath(cluster, local)).toBe(text);
  });

  it.each([
    ['', 0, 'starts with /mapr/'],
    ['newyork/activity', 0, 'starts with /mapr/'],
    ['/activity', 1, 'starts with /mapr/'],
    ['/mapr', 5, 'starts with /mapr/'],
    ['/mapr/', 6, 'cluster name is empty'],
    ['/mapr//activity', 6, 'cluster name is empty'],
    ['/mapr/newyork', 13, 'path of the stream is missing'],
    ['/mapr/newyork/', 13, 'does not end with /'],
    ['/mapr/newyork/activity/', 22, 'does not end with /'],
    ['/mapr/newyork//activity', 14, 'is empty'],
    ['/mapr/newyork/../activity', 14, '".."'],
    ['/mapr/newyork/a/.', 16, '"."'],
    ['/mapr/../activity', 6, '".."'],
    ['/mapr/-json/activity', 6, 'cannot start with "-"'],
    ['/mapr/newyork/-path', 14, 'cannot start with "-"'],
    ['/mapr/newyork/activity:clicks', 22, '":"'],
    ['/mapr/new york/activity', 9, 'a blank'],
    ['/mapr/newyork/act\nivity', 17, 'U+000A'],
    ['/mapr/newyork/act\u0000', 17, 'U+0000'],
    ['/mapr/newyork/$(reboot)', 14, '"$"'],
    ['/mapr/newyork/caf\u00e9', 17, 'U+00E9'],
    ['/mapr/newyork/\u{1f600}', 14, 'U+1F600'],
    ['/mapr/newyork/x\u202e', 15, 'U+202E'],
    [`/mapr/newyork/${'a'.repeat(256)}`, 269, '255'],
    [`/mapr/newyork${`/${'a'.repeat(200)}`.repeat(6)}`, 1024, '1024'],
  ])('%j is refused at %i: %s', (text, position, what) => {
    const error = pathErrorOf(() => parseStreamPath(text));
    expect(error).toMatchObject({ word: text, position });
    expect(error.message).toContain(what);
    expect(error.message).toContain(`(character ${position + 1})`);
  });

  it.each([
    ['newyork', 'activity', 'activity', 0],
    ['newyork', '', '', 0],
    ['newyork', '/', '/', 0],
    ['newyork', '/a/', '/a/', 2],
    ['new/york', '/a', 'new/york', 3],
    ['', '/a', '', 0],
    ['newyork', '/mapr/sanfrancisco/activity', '/mapr/sanfrancisco/activity', 0],
    ['newyork', `${`/${'a'.repeat(204)}`.repeat(5)}`, `${`/${'a'.repeat(204)}`.repeat(5)}`, 1011],
  ])('of %j and %j is refused, with the word that is wrong', (cluster, local, word, position) => {
    expect(pathErrorOf(() => streamPath(cluster, local))).toMatchObject({ word, position });
  });

  it('is never read as one on another cluster', () => {
    expect(() => parseStreamPath('/mapr/newyork/mapr/boston/x')).toThrow('/mapr/');
  });

  it('shows what was given without what could upset a reader', () => {
    const error = pathErrorOf(() => parseStreamPath(`\u001b[31m\u202e${'x'.repeat(5000)}`));
    expect(error.message).not.toMatch(/\p{C}/u);
    expect(error.message.length).toBeLessThan(250);
  });
});

it.each([
  ['newyork', true],
  ['my.cluster.com', true],
  ['', false],
  ['.', false],
  ['..', false],
  ['-x', false],
  ['a/b', false],
  ['a b', false],
  ['newyork\n', false],
  ['a'.repeat(256), false],
])('%j as a cluster name: %s', (text, expected) => {
  expect(isClusterName(text)).toBe(expected);
});

describe('for any text', () => {
  const nearly = fc
    .array(
      fc.oneof(
        fc.constantFrom('/', '/mapr/', 'mapr', '..', '.', '-', ':', 'newyork', '\n', 'é', '\u202e'),
        fc.string({ unit: 'binary', maxLength: 3 }),
        fc.stringMatching(/^[A-Za-z0-9._-]{1,300}$/),
      ),
      { maxLength: 12 },
    )
    .map((parts) => parts.join(''));
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    nearly,
    nearly.map((rest) => `/mapr/newyork/${rest}`),
  );

  it('what parses holds nothing dangerous and goes together again from its parts', () => {
    fc.assert(
      fc.property(text, (word) => {
        let path: ReturnType<typeof parseStreamPath>;
        try {
          path = parseStreamPath(word);
        } catch (error) {
          expect(error).toBeInstanceOf(PathError);
          if (!(error instanceof PathError)) return;
          expect(error.word).toBe(word);
          expect(error.position).toBeGreaterThanOrEqual(0);
          expect(error.position).toBeLessThanOrEqual(word.length);
          return;
        }
        expect(path).toBe(word);
        expect(path).toMatch(/^(\/[A-Za-z0-9._][A-Za-z0-9._-]*)+$/);
        expect(path.split('/')).not.toContain('..');
        expect(path.length).toBeLessThanOrEqual(1024);
        expect(isClusterName(clusterOf(path))).toBe(true);
        expect(streamPath(clusterOf(path), localPath(path))).toBe(path);
        expect(localPath(path).startsWith(parentOf(path))).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it('putting a path together makes a path or a PathError about one of the two words', () => {
    fc.assert(
      fc.property(text, text, (cluster, local) => {
        try {
          expect(parseStreamPath(streamPath(cluster, local))).toBe(`/mapr/${cluster}${local}`);
        } catch (error) {
          expect(error).toBeInstanceOf(PathError);
          if (error instanceof PathError) expect([cluster, local]).toContain(error.word);
        }
      }),
    );
  });

  it('every path of good names parses', () => {
    const name = fc
      .stringMatching(/^[A-Za-z0-9._][A-Za-z0-9._-]{0,30}$/)
      .filter((text) => text !== '.' && text !== '..' && text !== 'mapr');
    fc.assert(
      fc.property(name, fc.array(name, { minLength: 1, maxLength: 8 }), (cluster, names) => {
        const local = `/${names.join('/')}`;
        expect(localPath(parseStreamPath(`/mapr/${cluster}${local}`))).toBe(local);
      }),
    );
  });
});
