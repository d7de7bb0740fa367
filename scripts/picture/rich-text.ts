/** A `rich_text` block as HTML: the parts that the bot uses. */

import type { RichTextBlock, RichTextElement } from '@slack/types';
import { escapeHtml } from './escape.ts';
import { mention, type Reader } from './mrkdwn.ts';
import { date } from './time.ts';

export function richTextHtml(
  { elements }: Pick<RichTextBlock, 'elements'>,
  reader: Reader,
): string {
  return elements.map((part) => partHtml(part, reader)).join('');
}

function partHtml(part: RichTextBlock['elements'][number], reader: Reader): string {
  switch (part.type) {
    case 'rich_text_section':
      return `<div>${inline(part.elements, reader)}</div>`;
    case 'rich_text_preformatted':
      return `<pre>${inline(part.elements, reader)}</pre>`;
    case 'rich_text_quote':
      return `<div class="quote">${inline(part.elements, reader)}</div>`;
    case 'rich_text_list': {
      const items = part.elements.map((item) => `<li>${inline(item.elements, reader)}</li>`);
      const tag = part.style === 'ordered' ? 'ol' : 'ul';
      return `<${tag}>${items.join('')}</${tag}>`;
    }
  }
}

function inline(elements: readonly RichTextElement[], reader: Reader): string {
  return elements.map((element) => styled(element, word(element, reader))).join('');
}

function word(element: RichTextElement, { names, tz, now }: Reader): string {
  switch (element.type) {
    case 'text':
      return escapeHtml(element.text);
    case 'user':
      return mention(`@${names[element.user_id] ?? element.user_id}`);
    case 'usergroup':
      return mention(`@${names[element.usergroup_id] ?? element.usergroup_id}`);
    case 'link':
      return `<span class="link">${escapeHtml(element.text ?? element.url)}</span>`;
    case 'date':
      return escapeHtml(date(element.timestamp, element.format, tz, now));
    default:
      throw new Error(`the picture cannot draw ${element.type} in rich text`);
  }
}

function styled(element: RichTextElement, html: string): string {
  const style = 'style' in element ? element.style : undefined;
  if (!style) return html;
  const tags = [
    style.bold && 'b',
    style.italic && 'i',
    style.strike && 's',
    'code' in style && style.code && 'code',
  ].filter((tag) => typeof tag === 'string');
  return tags.reduce((inner, tag) => `<${tag}>${inner}</${tag}>`, html);
}
