/** Slack's mrkdwn as HTML: what is no markup stays text, whatever it looks like in HTML. */

import { decodeSlack, escapeHtml } from './escape.ts';
import { date } from './time.ts';

/** Who reads, and when. */
export interface Reader {
  readonly names: Readonly<Record<string, string>>;
  readonly tz: string;
  /** Seconds since 1970. */
  readonly now: number;
}

/** Stand for what is finished while the marks around it are read; taken out of the text first. */
const [open, close] = ['\uE000', '\uE001'];

export function mrkdwnHtml(text: string, reader: Reader): string {
  const finished: string[] = [];
  const keep = (html: string) => `${open}${finished.push(html) - 1}${close}`;
  const held = text
    .replace(/[\uE000\uE001]/g, '')
    .replace(/```\n?([\s\S]+?)\n?```/g, (_, code: string) => keep(block(code)))
    .replace(/`([^`\n]+)`/g, (_, code: string) => keep(inlineCode(code)))
    .replace(/<([^<>\n]+)>/g, (_, inside: string) => keep(link(inside, reader)));
  const marked = escapeHtml(decodeSlack(held))
    .replace(/(?<![\w*])\*([^*\n]+)\*(?![\w*])/g, '<b>$1</b>')
    .replace(/(?<![\w_])_([^_\n]+)_(?![\w_])/g, '<i>$1</i>')
    .replace(/(?<![\w~])~([^~\n]+)~(?![\w~])/g, '<s>$1</s>');
  return lines(marked).replace(/\uE000(\d+)\uE001/g, (_, index: string) => {
    return finished[Number(index)] ?? '';
  });
}

function lines(html: string): string {
  const quote = /^&gt; ?/;
  return html
    .split('\n')
    .map((line) =>
      quote.test(line) ? `<span class="quote">${line.replace(quote, '')}</span>` : line,
    )
    .join('<br>');
}

function block(text: string): string {
  return `<pre>${escapeHtml(decodeSlack(text))}</pre>`;
}

function inlineCode(text: string): string {
  return `<code>${escapeHtml(decodeSlack(text))}</code>`;
}

/** What stands between `<` and `>`: a mention, a channel, a date, or an address. */
function link(inside: string, reader: Reader): string {
  const bar = inside.indexOf('|');
  const target = bar < 0 ? inside : inside.slice(0, bar);
  const words = bar < 0 ? undefined : decodeSlack(inside.slice(bar + 1));
  const named = (id: string) => reader.names[id] ?? words ?? id;
  if (target.startsWith('@')) return mention(`@${named(target.slice(1))}`);
  if (target.startsWith('#')) return mention(`#${named(target.slice(1))}`);
  if (target.startsWith('!subteam^')) {
    return mention(`@${named(target.slice('!subteam^'.length)).replace(/^@/, '')}`);
  }
  if (target.startsWith('!date^')) {
    const [, seconds = '', format = ''] = target.split('^');
    return escapeHtml(date(Number(seconds), format, reader.tz, reader.now) || (words ?? ''));
  }
  if (target.startsWith('!')) return mention(`@${target.slice(1)}`);
  return `<span class="link">${escapeHtml(words ?? decodeSlack(target))}</span>`;
}

export function mention(words: string): string {
  return `<span class="mention">${escapeHtml(words)}</span>`;
}
