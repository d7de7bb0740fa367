import type { KnownBlock } from '@slack/types';
import fc from 'fast-check';
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { slackDate } from '../../../../sandbox/page/client/blocks/date.ts';
import { ReaderContext } from '../../../../sandbox/page/client/blocks/reader.ts';
import { Mrkdwn } from '../../../../sandbox/page/client/blocks/text.tsx';
import { plain } from '../../../../sandbox/slack/index.ts';

const reader = {
  names: { U0NY1: 'noor', S0SF: 'sf-owners', C0DATA: 'data' },
  tz: 'Etc/UTC',
  follow() {},
};

function html(text: string): string {
  const of = createElement(Mrkdwn, { text });
  return renderToStaticMarkup(createElement(ReaderContext, { value: reader }, of));
}

describe('mrkdwn', () => {
  it.each([
    ['*Approved* by <@U0NY1>', '<b>Approved</b> by <span class="mention">@noor</span>'],
    ['<!subteam^S0SF>', '<span class="mention">@sf-owners</span>'],
    ['<#C0DATA>', '<span class="mention">#data</span>'],
    ['<@U0GONE>', '<span class="mention">@U0GONE</span>'],
    ['<!here>', '<span class="mention">@here</span>'],
    ['_this_ and ~that~', '<i>this</i> and <s>that</s>'],
    ['2*3*4 and a_b_c', '2*3*4 and a_b_c'],
    ['`a *b* &lt;c&gt;`', '<code>a *b* &lt;c&gt;</code>'],
    ['*`/mapr/a` to `/mapr/b`*', '<b><code>/mapr/a</code> to <code>/mapr/b</code></b>'],
    ['*_both_*', '<b><i>both</i></b>'],
    ['```\n$ ls\nx\n```', '<pre>$ ls\nx</pre>'],
    ['one\n&gt; two\n&gt; three\nfour', 'one<blockquote>two\nthree</blockquote>four'],
    ['# no heading\n1. no list', '# no heading\n1. no list'],
    ['[no](link) ![no](image)', '[no](link) ![no](image)'],
    ['&lt;b&gt; &amp;lt; stay', '&lt;b&gt; &amp;lt; stay'],
    ['<javascript:alert(1)|words>', '<span class="link">words</span>'],
  ])('reads %s', (text, shown) => {
    expect(html(text)).toBe(shown);
  });

  it('leads to addresses of the web', () => {
    expect(html('<https://example.org/?a&amp;b|its thread>')).toBe(
      '<a href="https://example.org/?a&amp;b" target="_blank" rel="noreferrer">its thread</a>',
    );
  });

  it('says the same words as the transcript, whatever is in them', () => {
    const words = fc.constantFrom(
      ...['*', '_', '~', '&gt; ', '&amp;', '<@U0NY1>', '<#C0DATA>', '<!here>'],
      ...['<https://a.example|b>', 'a', 'B2', '.', '#', '-', '|', '\\', '\u{1F600}'],
    );
    const line = fc.array(words, { minLength: 1, maxLength: 8 }).map((parts) => parts.join(''));
    const part = fc.oneof(
      line,
      line.map((text) => `\`${text}\``),
      fc.tuple(line, line).map((lines) => `\`\`\`${lines.join('\n')}\`\`\``),
    );
    const spaced = fc.array(fc.tuple(part, fc.constantFrom(' ', '\n')), { maxLength: 6 });
    fc.assert(
      fc.property(spaced, (parts) => {
        const text = parts.flat().join('');
        const block: KnownBlock = { type: 'section', text: { type: 'mrkdwn', text } };
        expect(letters(unescaped(html(text)))).toBe(letters(plain({ blocks: [block], ...reader })));
      }),
      { numRuns: 300 },
    );
  });
});

function unescaped(html: string): string {
  return html
    .replace(/<[^>]*>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#x27;', "'")
    .replaceAll('&amp;', '&');
}

/** Without spaces, and without the marks of which a transcript takes others away where they do not pair. */
function letters(text: string): string {
  return text.replace(/[\s*_~`>]/g, '');
}

describe('dates', () => {
  /** 2026-11-23, 02:14 UTC. */
  const now = Date.UTC(2026, 10, 23, 2, 14);
  const day = 86_400;

  it.each([
    ['{date_short_pretty} {time}', 0, 'Today 2:14 AM'],
    ['{date_short_pretty} {time}', -day, 'Yesterday 2:14 AM'],
    ['{date_short_pretty} {time}', day, 'Tomorrow 2:14 AM'],
    ['{date_short_pretty} {time}', 3 * day, 'Nov 26, 2026 2:14 AM'],
    ['{date_short} {time}', 0, 'Nov 23, 2026 2:14 AM'],
    ['since {date_pretty}', 0, 'since today'],
  ])('shows %s, %d s from now, as %s', (format, seconds, shown) => {
    expect(slackDate(now / 1000 + seconds, format, 'Etc/UTC', now)).toBe(shown);
  });

  it('shows what the app gave instead, where the time makes no sense', () => {
    expect(html('<!date^99999999999999^{date}|some day>')).toBe('some day');
  });
});
