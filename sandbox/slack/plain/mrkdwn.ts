import { decode } from '../people/escape.ts';
import { formatDate } from './dates.ts';

/** Who reads. */
export interface Reader {
  readonly names: Readonly<Record<string, string>>;
  readonly tz: string;
}

/** Slack's mrkdwn as a person reads it. */
export function mrkdwn(text: string, reader: Reader): string {
  // Code is shown as it stands, but for entities and links.
  return text
    .split(/(```[\s\S]*?```|`[^`\n]+`)/)
    .map((part) => {
      const code = /^(`{3}|`)\n?([\s\S]*?)\n?\1$/.exec(part);
      return code ? links(code[2] ?? '', reader) : links(unmarked(part), reader);
    })
    .join('');
}

/** Without the marks of bold, italic and strike, where they stand around words. */
function unmarked(text: string): string {
  return text
    .replace(/(?<![\w*])\*([^*\n]+)\*(?![\w*])/g, '$1')
    .replace(/(?<![\w_])_([^_\n]+)_(?![\w_])/g, '$1')
    .replace(/(?<![\w~])~([^~\n]+)~(?![\w~])/g, '$1')
    .replace(/^&gt; ?/gm, '');
}

/** Text in which nothing but mentions, dates and addresses is marked, as it is in code. */
export function links(text: string, reader: Reader): string {
  return text
    .split(/(<[^<>\n]+>)/)
    .map((part) => (/^<.+>$/.test(part) ? link(part.slice(1, -1), reader) : decode(part)))
    .join('');
}

function link(inside: string, reader: Reader): string {
  const bar = inside.indexOf('|');
  const target = bar < 0 ? inside : inside.slice(0, bar);
  const words = bar < 0 ? undefined : decode(inside.slice(bar + 1));
  const name = (id: string) => reader.names[id] ?? words ?? id;
  if (target.startsWith('@')) return `@${name(target.slice(1))}`;
  if (target.startsWith('#')) return `#${name(target.slice(1))}`;
  if (target.startsWith('!subteam^')) {
    return `@${name(target.slice('!subteam^'.length)).replace(/^@/, '')}`;
  }
  if (target.startsWith('!date^')) {
    const [, seconds = '', format = ''] = target.split('^');
    return formatDate(Number(seconds), format, reader.tz) ?? words ?? '';
  }
  if (target.startsWith('!')) return `@${target.slice(1)}`;
  return words ?? decode(target);
}
