import { describe, expect, it } from 'vitest';
import { checkBlocks } from '../../../sandbox/slack/block-kit/check.ts';
import { checkView } from '../../../sandbox/slack/block-kit/view.ts';

const text = (words: string) => ({ type: 'plain_text', text: words });
const button = (more: object = {}) => ({ type: 'button', text: text('Go'), ...more });
const actions = (...elements: object[]) => ({ type: 'actions', elements });
const rich = (words: string) => ({
  type: 'rich_text',
  elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: words }] }],
});
const task = (status: string) => ({ task_id: 't1', title: 'Create', status, details: rich('x') });
const plan = (status = 'pending') => ({ type: 'plan', title: 'Plan', tasks: [task(status)] });
const options = (n: number) =>
  Array.from({ length: n }, (_, index) => ({ text: text(`o${index}`), value: `${index}` }));
const boxes = (of: object) => ({
  type: 'checkboxes',
  options: [{ text: text('a'), value: 'a', ...of }],
});

describe('takes', () => {
  it.each([
    ['a section', { type: 'section', text: { type: 'mrkdwn', text: 'x'.repeat(3000) } }],
    ['code points, not units', { type: 'header', text: text('😀'.repeat(150)) }],
    ['a plan', plan('in_progress')],
    ['a task card', { type: 'task_card', ...task('complete') }],
    ['a table', { type: 'table', rows: [[{ type: 'raw_text', text: 'a' }, rich('b')]] }],
    ['a container', { type: 'container', title: text('Log'), child_blocks: [{ type: 'divider' }] }],
    ['a menu', actions({ type: 'static_select', options: options(100) })],
    ['boxes', actions({ type: 'checkboxes', options: options(10), initial_options: options(2) })],
    ['boxes in a section', { type: 'section', text: text('a'), accessory: boxes({}) }],
    ['boxes in mrkdwn', actions(boxes({ text: { type: 'mrkdwn', text: '*a*' } }))],
    ['users', { type: 'section', text: text('a'), accessory: { type: 'users_select' } }],
  ])('%s', (_name, block) => {
    expect(checkBlocks([block], 'message')).toEqual([]);
  });
});

describe('refuses', () => {
  it.each([
    ['an unknown block', { type: 'sectoin' }, 'unsupported type'],
    ['a wrong status', plan('completed'), 'expected one of'],
    ['an unknown member', { type: 'divider', colour: 'red' }, 'additional property: colour'],
    ['an empty section', { type: 'section' }, 'one of text and fields'],
    ['an empty text', { type: 'section', text: text('') }, 'more than 0'],
    ['a long section', { type: 'section', text: text('x'.repeat(3001)) }, 'less than 3001'],
    ['a long field', { type: 'section', fields: [text('x'.repeat(2001))] }, 'less than 2001'],
    ['11 fields', { type: 'section', fields: Array(11).fill(text('a')) }, 'no more than 10'],
    [
      '11 in a context',
      { type: 'context', elements: Array(11).fill(text('a')) },
      'no more than 10',
    ],
    ['26 buttons', actions(...Array(26).fill(button())), 'no more than 25'],
    ['a long button', actions(button({ text: text('x'.repeat(76)) })), 'less than 76'],
    ['a long value', actions(button({ value: 'x'.repeat(2001) })), 'less than 2001'],
    ['a wrong style', actions(button({ style: 'default' })), 'expected one of'],
    ['mrkdwn in a button', actions(button({ text: { type: 'mrkdwn', text: 'a' } })), 'plain_text'],
    ['an input in actions', actions({ type: 'plain_text_input' }), 'unsupported type'],
    ['101 options', actions({ type: 'static_select', options: options(101) }), 'no more than 100'],
    ['11 boxes', actions({ type: 'checkboxes', options: options(11) }), 'no more than 10'],
    ['no boxes', actions({ type: 'checkboxes', options: [] }), 'at least 1'],
    ['a long box', actions(boxes({ text: text('x'.repeat(76)) })), 'less than 76'],
    ['a long value of a box', actions(boxes({ value: 'x'.repeat(151) })), 'less than 151'],
    ['a box without a value', actions(boxes({ value: undefined })), 'missing required field'],
    ['a box with an address', actions(boxes({ url: 'https://a' })), 'additional property: url'],
    [
      'a box that none is ticked like',
      actions({ type: 'checkboxes', options: options(2), initial_options: options(3) }),
      'exactly match',
    ],
    ['no initial boxes', actions({ ...boxes({}), initial_options: [] }), 'at least 1'],
    ['6 in an overflow', actions({ type: 'overflow', options: options(6) }), 'no more than 5'],
    [
      'one action id twice',
      actions(button({ action_id: 'a' }), button({ action_id: 'a' })),
      'action_id',
    ],
    ['an alert', { type: 'alert', text: text('a') }, 'unsupported type: alert'],
    [
      'a long title of a dialog',
      actions(
        button({
          confirm: {
            title: text('x'.repeat(101)),
            text: text('a'),
            confirm: text('y'),
            deny: text('n'),
          },
        }),
      ),
      'less than 101',
    ],
  ])('%s', (_name, block, why) => {
    expect(checkBlocks([block], 'message').join()).toContain(why);
  });

  it('what does not go together', () => {
    const divider = { type: 'divider', block_id: 'a' };
    expect(checkBlocks([divider, divider], 'message').join()).toContain('already exists');
    expect(checkBlocks([plan(), plan()], 'message').join()).toContain('more than 1 plan');
    expect(checkBlocks(Array(51).fill({ type: 'divider' }), 'message').join()).toContain('50');
    expect(checkBlocks(Array(51).fill({ type: 'divider' }), 'modal')).toEqual([]);
  });

  it('a plan where it cannot be shown', () => {
    expect(checkBlocks([plan()], 'home')).toHaveLength(1);
    expect(checkBlocks([plan()], 'message', { supportsPlan: false })).toHaveLength(1);
  });

  it('a modal with a long title, or with inputs and nothing to submit them', () => {
    const input = { type: 'input', label: text('a'), element: { type: 'plain_text_input' } };
    const modal = { type: 'modal', title: text('Deny'), blocks: [input] };
    expect(checkView(modal, 'modal', {}).join()).toContain('submit');
    expect(checkView({ ...modal, submit: text('Go') }, 'modal', {})).toEqual([]);
    const long = { ...modal, submit: text('Go'), title: text('x'.repeat(25)) };
    expect(checkView(long, 'modal', {}).join()).toContain('less than 25');
  });
});
