import { expect, it } from 'vitest';
import { mentioned, plainly } from '../../../src/bot/form/plainly.ts';
import * as answers from '../../../src/bot/views/answers.ts';
import { defaultOptions } from '../../../src/mapr/options.ts';
import { parseStreamPath } from '../../../src/mapr/path.ts';

const plan = {
  source: parseStreamPath('/mapr/sanfrancisco/activity'),
  replica: parseStreamPath('/mapr/newyork/activity'),
  options: defaultOptions,
};

it('names people and groups', () => {
  const { text } = answers.ownsNeither(plan, ['U0SF1', 'S0SF', 'U0GONE']);
  expect(mentioned(text)).toEqual(['U0SF1', 'S0SF', 'U0GONE']);
  const names = new Map([
    ['U0SF1', '@maya'],
    ['S0SF', '@sf-owners'],
  ]);
  expect(plainly(text, names)).toBe(
    'You own neither side of /mapr/sanfrancisco/activity → /mapr/newyork/activity, so you cannot ask for this. Its owners: @maya @sf-owners @U0GONE. Nothing was started.',
  );
});

it('spells a link out', () => {
  const busy = { kind: 'busy', request: 'abcd2345', conflict: 'same-pair' } as const;
  const { text } = answers.busy(plan, busy, 'https://x.slack.com/archives/C0/p1');
  expect(plainly(text, new Map())).toBe(
    '/mapr/sanfrancisco/activity → /mapr/newyork/activity is under way already. See its thread (https://x.slack.com/archives/C0/p1). Nothing was started.',
  );
});

it('shows characters as they are, and does not go on for ever', () => {
  expect(plainly('a &lt;b&gt; &amp;amp; c', new Map())).toBe('a <b> &amp; c');
  expect([...plainly('x'.repeat(5_000), new Map())]).toHaveLength(1_500);
});
