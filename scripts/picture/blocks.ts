/** Blocks as HTML: pure, and for the kinds of blocks that the bot sends. Another one is an error, not a gap in the picture. */

import type {
  Button,
  KnownBlock,
  MrkdwnElement,
  PlainTextElement,
  PlanBlock,
  TaskCardBlock,
} from '@slack/types';
import { escapeHtml } from './escape.ts';
import { mrkdwnHtml, type Reader } from './mrkdwn.ts';
import { richTextHtml } from './rich-text.ts';

export function blockHtml(block: KnownBlock, reader: Reader): string {
  switch (block.type) {
    case 'header':
      return `<h3>${textHtml(block.text, reader)}</h3>`;
    case 'section': {
      const text = block.text ? `<p>${textHtml(block.text, reader)}</p>` : '';
      const fields = (block.fields ?? []).map((field) => `<div>${textHtml(field, reader)}</div>`);
      return text + (fields.length > 0 ? `<div class="fields">${fields.join('')}</div>` : '');
    }
    case 'context':
      return `<div class="context">${block.elements
        .map((element) => {
          if (element.type === 'image') throw cannotDraw('an image');
          return `<span>${textHtml(element, reader)}</span>`;
        })
        .join('')}</div>`;
    case 'actions':
      return `<div class="actions">${block.elements
        .map((element) => {
          if (element.type !== 'button') throw cannotDraw(element.type);
          return button(element, reader);
        })
        .join('')}</div>`;
    case 'divider':
      return '<hr>';
    case 'rich_text':
      return richTextHtml(block, reader);
    case 'plan': {
      const tasks = (block.tasks ?? []).map((task) => taskHtml(asTask(task), reader)).join('');
      return `<div class="plan"><h4>${escapeHtml(block.title)}</h4>${tasks}</div>`;
    }
    case 'task_card':
      return `<div class="plan">${taskHtml(block, reader)}</div>`;
    default:
      throw cannotDraw(block.type);
  }
}

function textHtml(text: MrkdwnElement | PlainTextElement, reader: Reader): string {
  return text.type === 'mrkdwn' ? mrkdwnHtml(text.text, reader) : escapeHtml(text.text);
}

function button({ text, style }: Button, reader: Reader): string {
  return `<span class="button ${style ?? ''}">${textHtml(text, reader)}</span>`;
}

function taskHtml({ title, status, details, output }: TaskCardBlock, reader: Reader): string {
  const more = [details, output].flatMap((part) => (part ? [richTextHtml(part, reader)] : []));
  return [
    `<div class="task ${escapeHtml(status ?? 'pending')}"><i class="sign"></i><div>`,
    `<div>${escapeHtml(title)}</div>`,
    more.length > 0 ? `<div class="details">${more.join('')}</div>` : '',
    '</div></div>',
  ].join('');
}

function asTask(task: NonNullable<PlanBlock['tasks']>[number]): TaskCardBlock {
  if (task['type'] !== 'task_card') throw cannotDraw('a task of another kind');
  return task as TaskCardBlock;
}

function cannotDraw(what: string): Error {
  return new Error(`the picture cannot draw ${what}`);
}
