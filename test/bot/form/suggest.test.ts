import fc from 'fast-check';
import { expect, it } from 'vitest';
import { suggested } from '../../../sandbox/slack/block-kit/menus.ts';
import { suggest } from '../../../src/bot/form/suggest.ts';
import { parseStreamPath } from '../../../src/mapr/path.ts';
import { path, words } from '../views/arbitrary.ts';

const known = [
  '/mapr/sanfrancisco/apps/Clicks',
  '/mapr/sanfrancisco/views',
  '/mapr/newyork/views',
].map(parseStreamPath);

function texts(on: string | null, typed: string) {
  return suggest(known, on, typed).map(({ text, value }) => {
    expect(text.text).toBe(value);
    return text.text;
  });
}

it('offers the streams of the cluster that is chosen', () => {
  expect(texts('sanfrancisco', '')).toEqual(['/apps/Clicks', '/views']);
  expect(texts('newyork', '')).toEqual(['/views']);
});

it('says where each is while none is chosen', () => {
  expect(suggest(known, null, '').map(({ description }) => description?.text)).toEqual([
    'on sanfrancisco',
    'on sanfrancisco, newyork',
  ]);
});

it('offers what fits, whatever its letters, and first what was typed itself', () => {
  expect(texts('sanfrancisco', 'click')).toEqual(['/click', '/apps/Clicks']);
  expect(texts('sanfrancisco', '/mapr/sanfrancisco/orders')).toEqual(['/orders']);
});

it('offers what was typed once, where it is known', () => {
  expect(texts('sanfrancisco', 'views')).toEqual(['/views']);
});

it('says what to do about a path that is too long for a choice', () => {
  const [first, ...rest] = suggest(known, 'sanfrancisco', 'x'.repeat(151));
  expect(first?.text.text).toMatch(/type the command instead/);
  expect(rest).toEqual([]);
});

it('offers what Slack takes, whatever is known and typed', () => {
  const many = fc.array(path, { maxLength: 130 });
  fc.assert(
    fc.property(many, fc.boolean(), words, (known, chosen, typed) => {
      const on = chosen ? (known[0]?.split('/')[2] ?? null) : null;
      expect(suggested.safeParse({ options: suggest(known, on, typed) }).error).toBeUndefined();
    }),
    { numRuns: 150 },
  );
});
