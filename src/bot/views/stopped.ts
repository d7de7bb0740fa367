/** Tells the requester, with a mention, each time that the request has stopped and waits for people. */

import { failedStep, isStopped, type RequestState } from '../../jobs/state.ts';
import { type Message, textMessage } from './blocks.ts';
import { plainWords } from './escape.ts';
import { subject } from './procedure-words.ts';
import { recoveryWords } from './recovery.ts';
import { failureLines, headline } from './status.ts';
import { mention } from './words.ts';

/** One message for each stop, the first one first. */
export function stops(state: RequestState): readonly Message[] {
  const now = failedStep(state) && isStopped(state) ? [stopped(state)] : [];
  const past = Math.max(state.stops - now.length, 0);
  return [...Array.from({ length: past }, () => overcome(state)), ...now];
}

function stopped(state: RequestState): Message {
  const name = plainWords(subject(state));
  return textMessage(
    [
      `${mention(state.requester.user)} ${name}: *${headline(state)}*.`,
      ...failureLines(state),
      `${recoveryWords(state)} at the top of this thread.`,
    ].join('\n'),
  );
}

function overcome(state: RequestState): Message {
  const name = plainWords(subject(state));
  return textMessage(
    `${name} had stopped here: a step had failed. It has gone on since; the top of this thread says where it stands.`,
  );
}
