/**
 * Slack's mrkdwn as spans: what is no markup stays text. Own, as the renderers of Block Kit that
 * can be had read it as Markdown: they lose lines that begin with `#`, and double the `*` in code.
 */

import { decode } from '../../../slack/people/escape.ts';

export type Span =
  | { readonly kind: 'text'; readonly text: string }
  /** As sent: links and entities in it are still to be read. */
  | { readonly kind: 'code' | 'pre'; readonly sent: string }
  | { readonly kind: 'bold' | 'italic' | 'strike' | 'quote'; readonly inside: readonly Span[] }
  | { readonly kind: 'user' | 'group' | 'channel'; readonly id: string; readonly words?: string }
  | { readonly kind: 'broadcast'; readonly range: string }
  | {
      readonly kind: 'date';
      readonly seconds: number;
      readonly format: string;
      readonly words: string;
    }
  | { readonly kind: 'link'; readonly url: string; readonly words: string };

/** Stand for what is read already while the marks around it are; taken out of the text first. */
const marks =
  /\uE000(\d+)\uE001|(?<![\w*])\*([^*\n]+)\*(?![\w*])|(?<![\w_])_([^_\n]+)_(?![\w_])|(?<![\w~])~([^~\n]+)~(?![\w~])/g;

export function mrkdwn(text: string): Span[] {
  const atoms: Span[] = [];
  const keep = (span: Span) => `\uE000${atoms.push(span) - 1}\uE001`;
  const rest = text
    .replace(/[\uE000\uE001]/g, '')
    .replace(/```\n?([\s\S]+?)\n?```\n?/g, (_, code: string) => keep({ kind: 'pre', sent: code }))
    .replace(/`([^`\n]+)`/g, (_, code: string) => keep({ kind: 'code', sent: code }))
    .replace(/<([^<>\n]+)>/g, (_, inside: string) => keep(link(inside)));
  return quoted(rest).flatMap(({ isQuote, text }) =>
    isQuote ? [{ kind: 'quote', inside: spans(text, atoms) } as const] : spans(text, atoms),
  );
}

/** Lines that begin with `>` belong together, and so do those between them. */
function quoted(text: string): { isQuote: boolean; text: string }[] {
  const parts: { isQuote: boolean; text: string }[] = [];
  for (const line of text.split('\n')) {
    const isQuote = /^&gt; ?/.test(line);
    const words = isQuote ? line.replace(/^&gt; ?/, '') : line;
    const last = parts.at(-1);
    if (last?.isQuote === isQuote) last.text += `\n${words}`;
    else parts.push({ isQuote, text: words });
  }
  return parts;
}

function spans(text: string, atoms: readonly Span[]): Span[] {
  const found: Span[] = [];
  let end = 0;
  const words = (until: number) => {
    if (until > end) found.push({ kind: 'text', text: decode(text.slice(end, until)) });
  };
  for (const match of text.matchAll(marks)) {
    words(match.index);
    found.push(...marked(match, atoms));
    end = match.index + match[0].length;
  }
  words(text.length);
  return found;
}

function marked([, atom, bold, italic, strike]: RegExpExecArray, atoms: readonly Span[]): Span[] {
  if (atom !== undefined) return atoms.slice(Number(atom), Number(atom) + 1);
  if (bold !== undefined) return [{ kind: 'bold', inside: spans(bold, atoms) }];
  if (italic !== undefined) return [{ kind: 'italic', inside: spans(italic, atoms) }];
  return [{ kind: 'strike', inside: spans(strike ?? '', atoms) }];
}

/** What stands between `<` and `>`: a mention, a channel, a date, or an address. */
function link(inside: string): Span {
  const bar = inside.indexOf('|');
  const target = bar < 0 ? inside : inside.slice(0, bar);
  const words = bar < 0 ? undefined : decode(inside.slice(bar + 1));
  const named = words === undefined ? {} : { words };
  if (target.startsWith('@')) return { kind: 'user', id: target.slice(1), ...named };
  if (target.startsWith('#')) return { kind: 'channel', id: target.slice(1), ...named };
  if (target.startsWith('!subteam^')) {
    return { kind: 'group', id: target.slice('!subteam^'.length), ...named };
  }
  if (target.startsWith('!date^')) {
    const [, seconds = '', format = ''] = target.split('^');
    return { kind: 'date', seconds: Number(seconds), format, words: words ?? '' };
  }
  if (target.startsWith('!')) return { kind: 'broadcast', range: target.slice(1) };
  return { kind: 'link', url: decode(target), words: words ?? decode(target) };
}
