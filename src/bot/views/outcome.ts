import type { RequestState } from '../../jobs/state.ts';
import { type Message, textMessage } from './blocks.ts';
import { plainWords } from './escape.ts';
import { details, headline } from './status.ts';
import { mention, title } from './words.ts';

/** The last reply: tells the requester, with a mention, how the request has ended. */
export function outcome(state: RequestState): Message | null {
  if (state.phase !== 'ended') return null;
  const name = plainWords(title(state.plan));
  const heading = `${mention(state.requester.user)} *${headline(state)}*: ${name}`;
  const proof = state.outcome === 'done' ? state.steps.confirm.summary : null;
  const lines = proof ? [plainWords(proof), ...details(state)] : details(state);
  return textMessage([heading, ...lines].join('\n'));
}
