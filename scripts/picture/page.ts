/** A thread as a page of HTML, in a look close to Slack's. Pure, but for the style that is read once. */

import { readFileSync } from 'node:fs';
import type { SeenMessage } from '../../sandbox/slack/index.ts';
import { blockHtml } from './blocks.ts';
import { escapeHtml } from './escape.ts';
import { clock } from './time.ts';

/** A message of the thread, and which of the request's messages it is. */
export interface Shown {
  readonly key: string;
  readonly message: SeenMessage;
}

const style = readFileSync(new URL('slack.css', import.meta.url), 'utf8');

/** @param keys which messages are drawn; where others stand between them, a line says how many */
export function page(thread: readonly Shown[], keys: readonly string[]): string {
  const parts: string[] = [];
  let leftOut = 0;
  for (const { key, message } of thread) {
    if (!keys.includes(key)) {
      leftOut += 1;
      continue;
    }
    if (leftOut > 0) parts.push(`<div class="left-out">… ${replies(leftOut)} not shown here</div>`);
    leftOut = 0;
    parts.push(messageHtml(message));
    if (message.replies > 0) {
      parts.push(`<div class="rule"><span>${replies(message.replies)}</span></div>`);
    }
  }
  return `<!doctype html><meta charset="utf-8"><style>${style}</style><main>${parts.join('')}</main>`;
}

export function messageHtml(message: SeenMessage): string {
  const { author, byApp, ts, tz, names, blocks, broadcast, edited } = message;
  const sent = Number(ts);
  return [
    '<article>',
    `<div class="avatar">${escapeHtml(initials(author))}</div>`,
    '<div class="body">',
    `<div class="byline"><b>${escapeHtml(author)}</b>`,
    byApp ? '<span class="badge">APP</span>' : '',
    `<time>${escapeHtml(clock(sent, tz))}</time>`,
    broadcast ? '<span class="also">also sent to the channel</span>' : '',
    '</div>',
    ...blocks.map((block) => blockHtml(block, { names, tz, now: sent })),
    edited ? '<div class="edited">(edited)</div>' : '',
    '</div></article>',
  ].join('');
}

function replies(amount: number): string {
  return amount === 1 ? '1 reply' : `${amount} replies`;
}

/** `Maya Ortiz` is MO, `replicate` is R. */
function initials(name: string): string {
  const words = name.split(/\s+/).filter((word) => word !== '');
  const letters = words.slice(0, 2).map((word) => [...word][0] ?? '');
  return letters.join('').toUpperCase();
}
