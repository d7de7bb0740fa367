import type { KnownBlock } from '@slack/types';
import { records } from '../json.ts';
import { blockLines } from './blocks.ts';
import { mrkdwn, type Reader } from './mrkdwn.ts';

/** What {@link plain} reads: a seen message or a seen view. */
export interface Readable {
  readonly text?: string;
  readonly blocks: readonly KnownBlock[];
  readonly names?: Readonly<Record<string, string>>;
  readonly tz?: string;
}

/**
 * The words of a message or view as a person reads them, one line a line on the screen: mentions
 * and dates resolved, entities decoded, marks of bold, italic and code taken away. Buttons are in
 * brackets, `[Approve]`; menus and empty fields too, `[Choose an item]`; tasks carry their state,
 * `[in progress] Create the stream`. The text is read only where there are no blocks.
 */
export function plain({ text = '', blocks, names = {}, tz = 'Etc/UTC' }: Readable): string {
  const reader: Reader = { names, tz };
  if (blocks.length === 0) return mrkdwn(text, reader);
  return records(blocks)
    .flatMap((block) => blockLines(block, reader))
    .join('\n');
}
