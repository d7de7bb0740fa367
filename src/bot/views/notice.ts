import type { RequestState } from '../../jobs/state.ts';
import { type Message, textMessage } from './blocks.ts';
import { code, plainWords } from './escape.ts';
import { subject } from './procedure-words.ts';
import { headline } from './status.ts';

/** To the requester alone, where their channel takes no messages. @param why Slack's word for it */
export function notice(state: RequestState, why: string): Message {
  return textMessage(
    [
      `Slack does not let me write into <#${state.channel}> (${code(why)}), so what happens to *${plainWords(subject(state))}* is not told there.`,
      `The work goes on all the same. Now: ${headline(state)}.`,
      `Once I can write there again (${code('/invite @replicate')}, or unarchive the channel), everything is told in its place.`,
    ].join('\n'),
  );
}
