import { describe, expect, it } from 'vitest';
import { plain } from '../../../sandbox/slack/plain/index.ts';
import { preformatted } from '../../../src/bot/views/blocks.ts';
import { clip, clipMarkup, clipMiddle, code, plainWords } from '../../../src/bot/views/escape.ts';

const asRead = (text: string) => plain({ text, blocks: [] });

describe('words of somebody else', () => {
  it.each([
    ['a mention of everybody', 'stop <!channel> & <@U0SF1>', 'stop <!channel> & <@U0SF1>'],
    ['an entity', 'a &lt; b', 'a &lt; b'],
    ['marks', '*bold* ~gone~ `code` _italic_', "∗bold∗ ∼gone∼ 'code' ˍitalic_"],
    [
      'a path with underscores',
      '/mapr/x/my_apps/_tmp/activity_sf',
      '/mapr/x/my_apps/_tmp/activity_sf',
    ],
    ['lines that would be a quotation', 'one\n> two', 'one > two'],
    ['text that runs backwards, and bells', 'a\u202eb\u0007c', 'abc'],
  ])('are read as they are: %s', (_, text, words) => {
    expect(asRead(plainWords(text))).toBe(words);
  });

  it('never become an emoji', () => {
    expect(plainWords('well :tada: done')).not.toContain(':tada:');
  });
});

describe('inline code', () => {
  it.each([
    ['plain', 'maprcli x', '`maprcli x`'],
    ['with a backtick, which has no escape', 'a`b', "`a'b`"],
    ['of nothing', '', '` `'],
    ['over lines', 'a\nb', '`a b`'],
  ])('%s', (_, text, shown) => {
    expect(code(text)).toBe(shown);
  });
});

it('is cut by what a person takes for a character', () => {
  expect(clip('😀😀😀', 2)).toBe('😀…');
  expect(clipMiddle('/mapr/newyork/a/long/path/activity', 17)).toBe('/mapr/ne…activity');
});

describe('mrkdwn that is too long', () => {
  it.each([
    ['an entity', 'ab &lt;&gt;', 9, 'ab &lt;…'],
    ['a mention', 'ask <@U0SF1> now', 12, 'ask …'],
    ['inline code', 'run `maprcli stream`', 12, 'run `maprc…`'],
  ])('is not cut within %s', (_, text, most, cut) => {
    expect(clipMarkup(text, most)).toBe(cut);
    expect([...cut].length).toBeLessThanOrEqual(most);
  });
});

it('an answer with a fence in it stays within its block, and an empty one is still one', () => {
  expect(preformatted('a ``` <b>').elements).toEqual([
    { type: 'rich_text_preformatted', elements: [{ type: 'text', text: 'a ``` <b>' }] },
  ]);
  expect(preformatted('').elements[0]?.elements).toEqual([{ type: 'text', text: ' ' }]);
});
