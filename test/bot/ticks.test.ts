import type { BlockAction } from '@slack/bolt';
import { expect, it } from 'vitest';
import { shownIn, ticksIn } from '../../src/bot/listeners/ticks.ts';

const options = (...values: string[]) => values.map((value) => ({ value }));
const list = (block_id: string, ...values: string[]) => ({
  type: 'actions',
  block_id,
  elements: [{ type: 'checkboxes', options: options(...values) }],
});
const blocks = [
  { type: 'section', block_id: 'x' },
  list('ticks:0:replica:abc', 'aaaa2222', 'bbbb2222'),
  list('ticks:1:replica:abc', 'cccc2222'),
  { type: 'actions', block_id: 'consent:replica:aaaa2222:abc', elements: [{ type: 'button' }] },
];
const held = (...values: string[]) => ({
  ticks: { type: 'checkboxes', selected_options: options(...values) },
});

function body(values: object | null) {
  const state = values === null ? {} : { state: { values } };
  return { message: { blocks }, ...state } as unknown as Pick<BlockAction, 'message' | 'state'>;
}

it('tells what is ticked from what is struck out, over all lists', () => {
  const values = {
    'ticks:0:replica:abc': held('bbbb2222'),
    'ticks:1:replica:abc': held('cccc2222'),
  };
  expect(ticksIn(body(values))).toEqual({ ticked: ['bbbb2222', 'cccc2222'], struck: ['aaaa2222'] });
  expect(shownIn(body(values))).toEqual(['aaaa2222', 'bbbb2222', 'cccc2222']);
});

it('takes nothing that the message does not list', () => {
  const values = { 'ticks:0:replica:abc': held('zzzz2222'), 'ticks:1:replica:abc': held() };
  expect(ticksIn(body(values))?.ticked).toEqual([]);
});

it.each([
  ['no state', null],
  ['a state without one of the lists', { 'ticks:0:replica:abc': held('aaaa2222') }],
  [
    'a list without its ticks',
    { 'ticks:0:replica:abc': held(), 'ticks:1:replica:abc': { ticks: { type: 'checkboxes' } } },
  ],
])('where Slack tells of %s, nothing counts as ticked or as struck out', (_, values) => {
  expect(ticksIn(body(values))).toBeNull();
});
