/** The few blocks that the messages are made of, each cut to Slack's limits (docs, "Block Kit"). */

import type {
  Button,
  ConfirmationDialog,
  KnownBlock,
  RichTextBlock,
  RichTextText,
} from '@slack/types';
import { clip, clipMarkup, printable } from './escape.ts';
import { fitBlocks } from './fit.ts';

export interface Message {
  /** What screen readers and notifications tell: makes sense alone. */
  readonly text: string;
  readonly blocks: readonly KnownBlock[];
}

/** chat.update takes no more. */
const longestText = 3_800;
const longestSection = 2_900;

export function message(text: string, blocks: readonly KnownBlock[]): Message {
  return { text: clipMarkup(text, longestText), blocks: fitBlocks(blocks) };
}

/** A message that is one text. */
export function textMessage(text: string): Message {
  return message(text, [section(text)]);
}

export function section(text: string): KnownBlock {
  return { type: 'section', text: { type: 'mrkdwn', text: clipMarkup(text, longestSection) } };
}

export function fields(...texts: readonly string[]): KnownBlock {
  return {
    type: 'section',
    fields: texts.map((text) => ({ type: 'mrkdwn', text: clipMarkup(text, 1_900) })),
  };
}

export function header(text: string): KnownBlock {
  return { type: 'header', text: { type: 'plain_text', text: clip(text, 150) } };
}

export function context(...texts: readonly string[]): KnownBlock {
  return {
    type: 'context',
    elements: texts.map((text) => ({ type: 'mrkdwn', text: clipMarkup(text, longestSection) })),
  };
}

/** Lines as a terminal shows them: nothing in them is read as markup. */
export function preformatted(text: string): RichTextBlock {
  return {
    type: 'rich_text',
    elements: [{ type: 'rich_text_preformatted', elements: [plainText(text)] }],
  };
}

/** Lines that are too many to stand in a thread: folded behind their title, and opened with a click. */
export function folded(title: string, text: string): KnownBlock {
  return {
    type: 'container',
    title: { type: 'plain_text', text: clip(title, 150) },
    child_blocks: [preformatted(text)],
    is_collapsible: true,
    default_collapsed: true,
  };
}

export function richLine(text: string): RichTextBlock {
  return {
    type: 'rich_text',
    elements: [{ type: 'rich_text_section', elements: [plainText(text)] }],
  };
}

function plainText(text: string): RichTextText {
  return { type: 'text', text: printable(text) || ' ' };
}

/** Opens the form, from where no command can be typed. */
export const openFormAction = 'open_form';

export interface ButtonLook {
  readonly actionId:
    | 'approve'
    | 'deny'
    | 'approve_ticked'
    | 'deny_all'
    | 'retry'
    | 'rollback'
    | typeof openFormAction;
  readonly text: string;
  /** For screen readers: what it does, and to what. */
  readonly label: string;
  readonly style?: 'primary' | 'danger';
  readonly confirm?: {
    readonly title: string;
    readonly text: string;
    readonly yes: string;
    readonly no: string;
  };
}

/**
 * @param blockId begins with the key of the message, which shows there what came of the click
 * @param value what a click carries: the request's id, and nothing else
 */
export function buttons(blockId: string, value: string, looks: readonly ButtonLook[]): KnownBlock {
  return {
    type: 'actions',
    block_id: blockId,
    elements: looks.map((look): Button => {
      const { actionId, text, label, style, confirm } = look;
      return {
        type: 'button',
        action_id: actionId,
        value,
        text: { type: 'plain_text', text },
        accessibility_label: clip(label, 75),
        ...(style ? { style } : {}),
        ...(confirm ? { confirm: dialog(confirm) } : {}),
      };
    }),
  };
}

function dialog({ title, text, yes, no }: NonNullable<ButtonLook['confirm']>): ConfirmationDialog {
  return {
    title: { type: 'plain_text', text: clip(title, 100) },
    text: { type: 'plain_text', text: clip(text, 300) },
    confirm: { type: 'plain_text', text: clip(yes, 30) },
    deny: { type: 'plain_text', text: clip(no, 30) },
  };
}
