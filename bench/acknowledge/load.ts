/** Slash commands at their times, whether or not those before them have been answered. */

import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, request } from 'undici';
import { signature } from '../../sandbox/slack/delivery/sign.ts';

export interface Answered {
  /** From the time at which it was due, in milliseconds. */
  readonly ms: number;
  readonly text: string;
}

export interface Load {
  readonly url: string;
  readonly signingSecret: string;
  readonly perSecond: number;
  readonly count: number;
  /** What is typed after the command, and who types it where. */
  readonly command: (index: number) => Readonly<Record<string, string>>;
}

/**
 * Late answers delay no other command, and count from when it was due: nothing is left out where the app hangs.
 * @throws where a command is not acknowledged
 */
export async function sendAtRate(load: Load): Promise<readonly Answered[]> {
  const dispatcher = new Agent({ connections: 64, pipelining: 1 });
  const begun = performance.now();
  const answers: Promise<Answered>[] = [];
  for (let index = 0; index < load.count; index += 1) {
    const due = begun + (index * 1_000) / load.perSecond;
    const early = due - performance.now();
    if (early > 0) await sleep(early);
    answers.push(send(load, index, due, dispatcher));
  }
  const answered = await Promise.all(answers);
  await dispatcher.close();
  return answered;
}

async function send(
  { url, signingSecret, command }: Load,
  index: number,
  due: number,
  dispatcher: Agent,
): Promise<Answered> {
  const body = String(new URLSearchParams({ command: '/replicate', ...command(index) }));
  const seconds = Math.floor(Date.now() / 1_000);
  const answer = await request(url, {
    method: 'POST',
    dispatcher,
    body,
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': String(seconds),
      'x-slack-signature': signature(signingSecret, seconds, body),
    },
  });
  const text = await answer.body.text();
  if (answer.statusCode !== 200) throw new Error(`answered with ${answer.statusCode}: ${text}`);
  return { ms: performance.now() - due, text };
}
