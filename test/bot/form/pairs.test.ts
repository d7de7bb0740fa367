import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ListFault, readPairs } from '../../../src/bot/form/pairs.ts';

const clusters = ['sanfrancisco', 'newyork'];
const read = (text: string, name = 'pairs.csv') =>
  readPairs([{ name, text }], clusters).map(({ source, replica }) => `${source} ${replica}`);
const a = '/mapr/sanfrancisco/a /mapr/newyork/a';
const b = '/mapr/sanfrancisco/b /mapr/newyork/c';

describe('a list of streams', () => {
  it.each([
    ['with blanks', 'sanfrancisco/a newyork\nsanfrancisco/b newyork/c'],
    ['with commas', 'sanfrancisco/a,newyork\r\nsanfrancisco/b, newyork/c\r\n'],
    [
      'with semicolons, quotes and a heading',
      '\ufeffSource;Replica\n"sanfrancisco/a";"newyork"\nsanfrancisco/b;newyork/c',
    ],
    [
      'with tabs, comments and empty lines',
      '# ours\n\nsanfrancisco/a\tnewyork # daily\n  \nsanfrancisco/b\tnewyork/c',
    ],
    ['with braces', 'sanfrancisco/{a, b} newyork/{a,c}'],
  ])('%s', (_, text) => {
    expect(read(text)).toEqual([a, b]);
  });

  it('is empty where nothing is named', () => {
    expect(read(' \n# nothing\n')).toEqual([]);
  });

  it.each([
    ['sanfrancisco/a newyork\nsanfrancisco/b', 'pairs.csv, line 2: The replica is missing'],
    ['\n\nsanfrancisco/a tokyo', 'pairs.csv, line 3: "tokyo" is not a cluster that I know'],
    ['sanfrancisco/a newyork --throttle', 'pairs.csv, line 1: There is a word too many'],
    ['sanfrancisco/a newyork\nsanfrancisco/a newyork', '/mapr/newyork/a is named twice'],
    ['sanfrancisco/a newyork\nnewyork/a newyork/b', '/mapr/newyork/a is named twice'],
    [
      Array.from({ length: 21 }, (_, index) => `sanfrancisco/s${index} newyork`).join('\n'),
      'At most 20 streams can be asked for together, not 21.',
    ],
  ])('says what is wrong, and in which line: %j', (text, words) => {
    expect(() => read(text)).toThrow(ListFault);
    expect(() => read(text)).toThrow(words);
  });

  it('counts what is typed and what is in the file together', () => {
    const parts = ['sanfrancisco/a newyork', 'sanfrancisco/a newyork'];
    const both = parts.map((text, index) => ({ name: `${index}`, text }));
    expect(() => readPairs(both, clusters)).toThrow('is named twice');
  });

  it('whatever is in it gets pairs or a fault', () => {
    const line = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.constantFrom(
        'sanfrancisco/a newyork',
        'sanfrancisco/{a,b},newyork',
        'source,replica',
        '{,}',
      ),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 30 }), (lines) => {
        try {
          expect(read(lines.join('\n')).length).toBeLessThanOrEqual(20);
        } catch (error) {
          expect(error).toBeInstanceOf(ListFault);
        }
      }),
      { numRuns: 500 },
    );
  });
});
