import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Filled, nothingFilledIn } from '../../../src/bot/form/fields.ts';
import { read, tooLong } from '../../../src/bot/form/read.ts';
import { parseCommand } from '../../../src/bot/grammar.ts';
import { defaultOptions } from '../../../src/mapr/options.ts';

const clusters = ['sanfrancisco', 'newyork'];
const complete = { from: 'sanfrancisco', stream: '/activity', to: 'newyork' };

function reading(filled: Partial<Filled>) {
  return read({ ...nothingFilledIn, ...filled }, clusters);
}

describe('understands', () => {
  it.each([
    ['the same path', {}, '/mapr/sanfrancisco/activity', '/mapr/newyork/activity'],
    ['another path', { path: '/a/b' }, '/mapr/sanfrancisco/activity', '/mapr/newyork/a/b'],
    ['without the slash', { stream: 'a', path: 'b' }, '/mapr/sanfrancisco/a', '/mapr/newyork/b'],
    ['blanks around it', { path: ' /b ' }, '/mapr/sanfrancisco/activity', '/mapr/newyork/b'],
    [
      'the global form of its own cluster',
      { stream: '/mapr/sanfrancisco/a/b', path: '/mapr/newyork/c' },
      '/mapr/sanfrancisco/a/b',
      '/mapr/newyork/c',
    ],
    ['quotes of a phone', { stream: '“/a”' }, '/mapr/sanfrancisco/a', '/mapr/newyork/a'],
    [
      'within one cluster',
      { to: 'sanfrancisco', path: 'b' },
      '/mapr/sanfrancisco/activity',
      '/mapr/sanfrancisco/b',
    ],
  ])('%s', (_, filled, source, replica) => {
    const plan = { source, replica, options: defaultOptions };
    expect(reading({ ...complete, ...filled })).toEqual({ kind: 'plan', plan });
  });
});

describe('says what is missing still', () => {
  it.each([
    [{}, ['from', 'stream', 'to']],
    [{ from: 'sanfrancisco', to: 'newyork' }, ['stream']],
    [{ from: 'sanfrancisco', stream: '/a' }, ['to']],
    [{ stream: '/a b', to: 'newyork', path: '/x' }, ['from']],
  ])('%j: %j', (filled, missing) => {
    expect(reading(filled)).toMatchObject({ kind: 'open', missing });
  });
});

describe('finds each fault at its field', () => {
  it.each([
    ['from', { from: 'sanfransisco' }, /not a cluster that I know\. Did you mean sanfrancisco/],
    ['to', { to: 'paris' }, /"paris" is not a cluster that I know/],
    ['stream', { stream: '/a b' }, /cannot contain a blank/],
    ['stream', { stream: '/mapr/newyork/a' }, /does not start with \/mapr\//],
    ['stream', { stream: '-rf' }, /cannot start with "-"/],
    ['stream', { stream: tooLong }, /Type the command instead/],
    ['path', { path: '/a/' }, /does not end with \//],
    ['path', { path: 'a:b' }, /cannot contain ":"/],
    ['path', { to: 'sanfrancisco' }, /the same stream, \/mapr\/sanfrancisco\/activity/],
    ['path', { to: 'sanfrancisco', path: 'activity' }, /the same stream/],
  ])('%s: %j', (field, filled, words) => {
    const found = reading({ ...complete, ...filled });
    expect(found).toMatchObject({
      kind: 'faulty',
      faults: { [field]: expect.stringMatching(words) },
    });
    expect(found.kind === 'faulty' && Object.keys(found.faults)).toEqual([field]);
  });

  it('and all of them at once', () => {
    const found = reading({ from: 'x', stream: '/a', to: 'y', path: '-' });
    expect(found).toMatchObject({ kind: 'faulty', faults: { from: /x/, to: /y/ } });
  });

  it('in the words of the command', () => {
    const typed = parseCommand('sanfransisco/a newyork', clusters);
    const found = reading({ from: 'sanfransisco', stream: '/a', to: 'newyork' });
    expect(found).toMatchObject({ faults: { from: (typed as { what: string }).what } });
  });
});

it('takes what the command takes, and nothing else', () => {
  const letter = fc.constantFrom(
    'a',
    'B',
    '1',
    '_',
    '.',
    '-',
    '/',
    ' ',
    ':',
    '..',
    '$',
    'é',
    '\u200b',
  );
  const path = fc.array(letter, { maxLength: 8 }).map((letters) => letters.join(''));
  fc.assert(
    fc.property(path, path, (one, other) => {
      const form = reading({ ...complete, stream: `/${one}`, path: other ? `/${other}` : '' });
      const typed = `sanfrancisco/${one} newyork${other ? `/${other}` : ''}`;
      const command = parseCommand(typed, clusters);
      // A blank ends a word of the command; in a field it is a part of the path.
      fc.pre(
        !typed.trim().includes('  ') &&
          typed.trim().split(' ').length === 2 &&
          !typed.endsWith(' '),
      );
      fc.pre(one !== '' || other === '');
      // With nothing to be seen after it, a slash ends a cluster's name there.
      fc.pre(other.replaceAll('\u200b', '') !== '' || other === '');
      if (form.kind === 'plan') expect(command).toEqual({ kind: 'replicate', plans: [form.plan] });
      else expect(command.kind).toBe('misunderstood');
    }),
    { numRuns: 1_000 },
  );
});
