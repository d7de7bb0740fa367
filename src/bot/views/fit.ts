/**
 * Slack refuses a message whose blocks are too much together ("msg_blocks_too_long", not
 * documented: seen from about 10,600 bytes of UTF-8, with the details of tasks counted twice).
 * What commands printed is shortened first, words only if that is not enough.
 */

import type { KnownBlock, RichTextBlock } from '@slack/types';
import { clip, clipMarkup } from './escape.ts';

/** In bytes of UTF-8, over all blocks of a message. */
export const budget = 9_000;

/** How long a text may be, in characters, from one try to the next. */
const ladder = [
  { printed: 2_400, words: 3_000 },
  { printed: 1_200, words: 3_000 },
  { printed: 600, words: 3_000 },
  { printed: 300, words: 3_000 },
  { printed: 120, words: 1_500 },
  { printed: 120, words: 600 },
  { printed: 60, words: 250 },
  { printed: 30, words: 100 },
] as const;

type Caps = (typeof ladder)[number];

export function fitBlocks(blocks: readonly KnownBlock[]): readonly KnownBlock[] {
  let fitting = blocks;
  for (const caps of ladder) {
    if (weight(fitting) <= budget) return fitting;
    fitting = blocks.map((block) => cut(block, caps));
  }
  return fitting;
}

/** What the blocks count for, in bytes of UTF-8. */
export function weight(blocks: readonly KnownBlock[]): number {
  const details = blocks.flatMap((block) =>
    block.type === 'plan' ? (block.tasks ?? []).map((task) => task['details'] ?? '') : [],
  );
  return bytes(blocks) + bytes(details);
}

function cut(block: KnownBlock, caps: Caps): KnownBlock {
  switch (block.type) {
    case 'rich_text':
      return cutRichText(block, caps);
    case 'container':
      return {
        ...block,
        child_blocks: block.child_blocks.map((child) => cut(child, caps) as typeof child),
      };
    case 'plan':
      return { ...block, tasks: (block.tasks ?? []).map((task) => cutTask(task, caps)) };
    case 'section':
      return {
        ...block,
        ...(block.text ? { text: cutWords(block.text, caps) } : {}),
        ...(block.fields ? { fields: block.fields.map((field) => cutWords(field, caps)) } : {}),
      };
    case 'context':
      return {
        ...block,
        elements: block.elements.map((each) =>
          each.type === 'image' ? each : cutWords(each, caps),
        ),
      };
    default:
      return block;
  }
}

function cutTask<T extends object>(task: T, caps: Caps): T {
  if (!('details' in task) || !isRichText(task.details)) return task;
  return { ...task, details: cutRichText(task.details, caps) };
}

function cutRichText(block: RichTextBlock, { printed }: Caps): RichTextBlock {
  const elements = block.elements.map((part) => {
    if (part.type !== 'rich_text_preformatted' && part.type !== 'rich_text_section') return part;
    const texts = part.elements.map((each) =>
      each.type === 'text' ? { ...each, text: clip(each.text, printed) } : each,
    );
    return { ...part, elements: texts } as typeof part;
  });
  return { ...block, elements };
}

function cutWords<T extends { readonly text: string }>(object: T, { words }: Caps): T {
  return { ...object, text: clipMarkup(object.text, words) };
}

function isRichText(value: unknown): value is RichTextBlock {
  return typeof value === 'object' && value !== null && 'elements' in value;
}

function bytes(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value), 'utf8');
}
