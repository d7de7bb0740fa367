import type { KnownBlock } from '@slack/types';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SeenMessage } from '../../sandbox/slack/index.ts';
import { blockHtml } from '../../scripts/picture/blocks.ts';
import { mrkdwnHtml } from '../../scripts/picture/mrkdwn.ts';
import { messageHtml, page } from '../../scripts/picture/page.ts';

/** 2026-11-23, 02:14 UTC. */
const now = Date.UTC(2026, 10, 23, 2, 14) / 1_000;
const reader = { names: { U0NY1: 'noor', S0SF: 'sf-owners', C0DATA: 'data' }, tz: 'Etc/UTC', now };

describe('mrkdwn', () => {
  it.each([
    ['*Approved* by <@U0NY1>', '<b>Approved</b> by <span class="mention">@noor</span>'],
    ['<!subteam^S0SF>', '<span class="mention">@sf-owners</span>'],
    ['<#C0DATA>', '<span class="mention">#data</span>'],
    ['<@U0GONE>', '<span class="mention">@U0GONE</span>'],
    ['_this_ and ~that~', '<i>this</i> and <s>that</s>'],
    ['2*3*4 and a_b_c', '2*3*4 and a_b_c'],
    ['`a *b* &lt;c&gt;`', '<code>a *b* &lt;c&gt;</code>'],
    ['*`/mapr/a` to `/mapr/b`*', '<b><code>/mapr/a</code> to <code>/mapr/b</code></b>'],
    ['```\n$ ls\nx\n```', '<pre>$ ls\nx</pre>'],
    ['one\n&gt; two', 'one<br><span class="quote">two</span>'],
    ['<https://example.org/?a&amp;b|its thread>', '<span class="link">its thread</span>'],
    ['&amp;lt; stays', '&amp;lt; stays'],
  ])('reads %s', (text, html) => {
    expect(mrkdwnHtml(text, reader)).toBe(html);
  });

  it('says Today on the day itself, and the date on another', () => {
    const at = (seconds: number) => `<!date^${seconds}^{date_short_pretty} {time}|fallback>`;
    expect(mrkdwnHtml(at(now), reader)).toBe('Today 2:14 AM');
    expect(mrkdwnHtml(at(now + 86_400), reader)).toBe('Nov 24, 2026 2:14 AM');
  });
});

describe('blocks', () => {
  it('draws a section with its fields', () => {
    const block: KnownBlock = {
      type: 'section',
      text: { type: 'mrkdwn', text: '*Facts*' },
      fields: [{ type: 'plain_text', text: '*as it is*' }],
    };
    expect(blockHtml(block, reader)).toBe(
      '<p><b>Facts</b></p><div class="fields"><div>*as it is*</div></div>',
    );
  });

  it('draws each task of a plan with its state and what came of it', () => {
    const html = blockHtml(
      {
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
        ],
      },
      reader,
    );
    expect(html).toContain('<h4>Replicating</h4>');
    expect(html).toContain('<div class="task complete">');
    expect(html).toContain('<div class="details"><div>It is &lt;there&gt;.</div></div>');
    expect(html).toContain('<div class="task error">');
  });

  it('draws buttons in their style, and lines of a terminal as they are', () => {
    const approve = { type: 'plain_text', text: 'Approve' } as const;
    expect(
      blockHtml(
        { type: 'actions', elements: [{ type: 'button', text: approve, style: 'primary' }] },
        reader,
      ),
    ).toBe('<div class="actions"><span class="button primary">Approve</span></div>');
    expect(
      blockHtml(
        {
          type: 'rich_text',
          elements: [
            {
              type: 'rich_text_preformatted',
              elements: [{ type: 'text', text: '$ a <b>\n*OK*' }],
            },
          ],
        },
        reader,
      ),
    ).toBe('<pre>$ a &lt;b&gt;\n*OK*</pre>');
  });

  it('refuses what it cannot draw, rather than to leave it out', () => {
    expect(() => blockHtml({ type: 'video' } as KnownBlock, reader)).toThrow('cannot draw video');
  });
});

describe('page', () => {
  it('says who wrote a message, when, and that the channel shows it too', () => {
    const html = messageHtml(said('hello', { broadcast: true }));
    expect(html).toContain('<div class="avatar">R</div>');
    expect(html).toContain('<b>replicate</b><span class="badge">APP</span><time>2:14 AM</time>');
    expect(html).toContain('also sent to the channel');
  });

  it('says how many messages are left out, and where', () => {
    const thread = ['card', 'one', 'two', 'end'].map((key) => ({
      key,
      message: said(key, key === 'card' ? { replies: 3 } : {}),
    }));
    const words = page(thread, ['card', 'end']).replace(/<style>.*<\/style>/s, '');
    expect(words.replace(/<[^>]+>/g, ' ')).toMatch(
      /card +3 replies +… 2 replies not shown here .* end/,
    );
    expect(words).not.toContain('two');
  });

  it('lets no text of a message become markup', () => {
    const harmful = fc.stringMatching(
      /^(?:<script>|["'&<>*_~`|!@#^{}\n]|[a-z\uE000\uE0010]){0,40}$/,
    );
    const tags = /<\/?(?:article|div|span|b|i|s|p|br|time|code|pre)(?: class="[a-z -]*")?>/g;
    fc.assert(
      fc.property(harmful, (text) => {
        const rest = messageHtml(said(text, { author: text })).replace(tags, '');
        expect(rest).not.toMatch(/[<>"']/);
      }),
    );
  });
});

function said(text: string, more: Partial<SeenMessage> = {}): SeenMessage {
  return {
    channel: 'C0DATA',
    ts: `${now}.000100`,
    user: 'U0BOT',
    author: 'replicate',
    byApp: true,
    text,
    blocks: [{ type: 'section', text: { type: 'mrkdwn', text } }],
    ephemeral: false,
    broadcast: false,
    edited: false,
    replies: 0,
    files: [],
    names: {},
    tz: 'Etc/UTC',
    ...more,
  };
}
