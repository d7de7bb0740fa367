/** What Slack would have against a message, and what its readers would. */

import { checkBlocks } from '../../../sandbox/slack/block-kit/check.ts';
import { interactives } from '../../../sandbox/slack/block-kit/interactive.ts';
import { plain } from '../../../sandbox/slack/plain/index.ts';
import { budget, weight } from '../../../src/bot/views/fit.ts';
import type { Message } from '../../../src/bot/views/index.ts';

export function faultsOf({ text, blocks }: Message): string[] {
  return [
    ...checkBlocks(blocks, 'message'),
    ...(weight(blocks) > budget ? [`${weight(blocks)} bytes`] : []),
    ...(text.trim() === '' ? ['no text'] : []),
    // chat.update takes no more.
    ...([...text].length > 4_000 ? ['a text too long'] : []),
    ...(/&(?!amp;|lt;|gt;)/.test(text) ? ['half an entity'] : []),
  ];
}

/** The action ids of its buttons. */
export function buttonsOf({ blocks }: Pick<Message, 'blocks'>): string[] {
  return interactives(blocks).map(({ actionId }) => actionId);
}

/** As a person reads it. */
export function read(message: Message): string {
  return plain({ ...message, names: { U0SF1: 'maya', U0NY1: 'noor', S0NY: 'ny-owners' } });
}
