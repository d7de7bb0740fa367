import type { KnownBlock } from '@slack/types';
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { Blocks } from '../../../../sandbox/page/client/blocks/block.tsx';

function html(...of: readonly KnownBlock[]): string {
  return renderToStaticMarkup(createElement(Blocks, { of }));
}

const plainText = (text: string) => ({ type: 'plain_text', text }) as const;

describe('blocks', () => {
  it('shows a section with its fields, and plain text as it stands', () => {
    const section: KnownBlock = {
      type: 'section',
      text: { type: 'mrkdwn', text: '*Facts*' },
      fields: [plainText('*as it is* <b>')],
    };
    expect(html(section)).toContain('<b>Facts</b>');
    expect(html(section)).toContain('*as it is* &lt;b&gt;');
  });

  it('folds a container behind its title', () => {
    const shown = html({
      type: 'container',
      title: plainText('3 commands and their answers'),
      is_collapsible: true,
      default_collapsed: true,
      child_blocks: [{ type: 'section', text: plainText('$ maprcli') }],
    });
    expect(shown).toMatch(/<details class="container"><summary>3 commands.*maprcli.*<\/details>/);
  });

  it('shows each task of a plan with its state in words, and what came of it', () => {
    const shown = html({
      type: 'plan',
      title: 'Replicating',
      tasks: [
        {
          type: 'task_card',
          task_id: 'create',
          title: '1. Create',
          status: 'complete',
          details: {
            type: 'rich_text',
            elements: [
              { type: 'rich_text_section', elements: [{ type: 'text', text: 'It is <there>.' }] },
            ],
          },
        },
        { type: 'task_card', task_id: 'load', title: '6. Load', status: 'error' },
        { type: 'task_card', task_id: 'resume', title: '7. Resume', status: 'pending' },
      ],
    });
    expect(shown).toContain('<h3>Replicating</h3>');
    expect(shown).toContain('It is &lt;there&gt;.');
    for (const words of ['done', 'failed', 'not begun']) {
      expect(shown).toContain(`aria-label="${words}"`);
    }
  });

  it('folds a long answer, and leaves a short one whole', () => {
    const answer = (lines: number): KnownBlock => ({
      type: 'rich_text',
      elements: [
        {
          type: 'rich_text_preformatted',
          elements: [
            { type: 'text', text: Array.from({ length: lines }, (_, n) => `line ${n}`).join('\n') },
          ],
        },
      ],
    });
    expect(html(answer(40))).toContain('Show all 40 lines');
    expect(html(answer(40))).not.toContain('line 39');
    expect(html(answer(10))).toContain('line 9');
    expect(html(answer(10))).not.toContain('<button');
  });

  it('shows in words what it does not draw', () => {
    const alert = { type: 'alert', text: plainText('Careful') } as unknown as KnownBlock;
    expect(html(alert)).toContain('Careful');
    expect(html({ type: 'markdown', text: '# As it is' })).toContain('# As it is');
  });

  it('gives every field its label, and buttons what the app calls them', () => {
    const shown = html(
      {
        type: 'input',
        block_id: 'why',
        label: plainText('Reason'),
        hint: plainText('A word or two.'),
        element: { type: 'plain_text_input', action_id: 'reason' },
      },
      {
        type: 'actions',
        elements: [
          {
            type: 'button',
            text: plainText('Approve'),
            accessibility_label: 'Approve it',
            action_id: 'a',
          },
        ],
      },
    );
    const [, id] = /<label[^>]* for="([^"]+)"/.exec(shown) ?? [];
    expect(shown).toContain(`<input id="${id}"`);
    expect(shown).toContain('A word or two.');
    expect(shown).toContain('aria-label="Approve it"');
  });
});
