/** Prints a channel and its threads as they grow: each message once, and of an edit what is new in it. */

import { styleText } from 'node:util';
import { type Control, plain, type SeenMessage } from '../slack/index.ts';

export interface Transcript {
  /** Prints what has come since; call it once more at the end. */
  flush(): Promise<void>;
  stop(): void;
}

type Style = Parameters<typeof styleText>[0];

export function startTranscript(
  slack: Control,
  viewer: string,
  { id: channel, name }: { readonly id: string; readonly name: string },
  print: (line: string) => void,
): Transcript {
  const shown = new Map<string, readonly string[]>();
  let running: Promise<void> = Promise.resolve();
  const stop = slack.subscribe((event) => {
    if (event.type.startsWith('message') || event.type === 'ephemeral') void flush();
  });
  return { flush, stop };

  function flush(): Promise<void> {
    running = running.then(grow, grow);
    return running;
  }

  async function grow(): Promise<void> {
    for (const message of await slack.see(viewer, channel)) {
      // A broadcast reply is printed in its thread; the channel shows the same one.
      if (!message.threadTs) show(message, '');
      if (message.replies === 0) continue;
      const [, ...replies] = await slack.thread(viewer, channel, message.ts);
      for (const reply of replies) show(reply, '    ');
    }
  }

  function show(message: SeenMessage, indent: string): void {
    const lines = plain(message).split('\n');
    const before = shown.get(message.ts);
    shown.set(message.ts, lines);
    if (!before) {
      print('');
      print(`${indent}${heading(message, `#${name}`)}`);
      for (const line of lines) print(`${indent}${bar(message)} ${line}`);
      return;
    }
    const news = lines.filter((line) => line.trim() !== '' && !before.includes(line));
    for (const line of news) print(`${indent}${paint('dim', '┊')} ${paint('dim', line)}`);
  }
}

function heading(message: SeenMessage, channel: string): string {
  const when = new Date(Number(message.ts) * 1000).toISOString().slice(11, 19);
  const where = message.threadTs ? (message.broadcast ? 'thread, and the channel' : 'thread') : '';
  const only = message.ephemeral ? 'only visible to you' : where;
  const place = message.threadTs || message.ephemeral ? only : channel;
  return `${paint('bold', message.author)} ${paint('dim', `${when}  ${place}`)}`;
}

function bar(message: SeenMessage): string {
  return paint(message.ephemeral ? 'dim' : message.byApp ? 'cyan' : 'green', '│');
}

/** Colours where there is somebody to see them (docs, NO_COLOR). */
const coloured = process.stdout.isTTY && !process.env['NO_COLOR'];

export function paint(style: Style, text: string): string {
  return coloured ? styleText(style, text) : text;
}
