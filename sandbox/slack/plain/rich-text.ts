import { type Json, list, records, string } from '../json.ts';
import { formatDate } from './dates.ts';
import type { Reader } from './mrkdwn.ts';

/** The lines of a `rich_text` block. */
export function richTextLines(block: Json, reader: Reader): string[] {
  return records(block['elements']).flatMap((part) => partLines(part, reader));
}

function partLines(part: Json, reader: Reader): string[] {
  const inline = (one: Json) =>
    records(one['elements'])
      .map((element) => word(element, reader))
      .join('');
  if (part['type'] === 'rich_text_list') {
    const indent = '  '.repeat(Number(part['indent'] ?? 0));
    return records(part['elements']).map((item, index) => {
      const mark = part['style'] === 'ordered' ? `${index + 1}.` : '•';
      return `${indent}${mark} ${inline(item)}`;
    });
  }
  return list(part['elements']).length === 0 ? [] : inline(part).replace(/\n$/, '').split('\n');
}

function word(element: Json, { names, tz }: Reader): string {
  const named = (id: unknown) => names[string(id)] ?? string(id);
  switch (element['type']) {
    case 'user':
      return `@${named(element['user_id'])}`;
    case 'usergroup':
      return `@${named(element['usergroup_id'])}`;
    case 'channel':
      return `#${named(element['channel_id'])}`;
    case 'broadcast':
      return `@${string(element['range'])}`;
    case 'emoji':
      return `:${string(element['name'])}:`;
    case 'link':
      return string(element['text']) || string(element['url']);
    case 'date': {
      const { timestamp, format, fallback } = element;
      return formatDate(Number(timestamp), string(format), tz) ?? string(fallback);
    }
    default:
      return string(element['text']);
  }
}
