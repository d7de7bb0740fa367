import { setsUp } from '../../jobs/plan.ts';
import type { RequestState } from '../../jobs/state.ts';
import { type Message, textMessage } from './blocks.ts';
import { plainWords } from './escape.ts';
import { proofs, subject } from './procedure-words.ts';
import { details, headline } from './status.ts';
import { mention } from './words.ts';

/** The last reply: tells the requester, with a mention, how the request has ended. */
export function outcome(state: RequestState): Message | null {
  // Of what was wanted of a replication that is there, its own message in the thread says how it ended.
  if (state.phase !== 'ended' || !setsUp(state.procedure)) return null;
  const name = plainWords(subject(state));
  const heading = `${mention(state.requester.user)} *${headline(state)}*: ${name}`;
  const proven = state.outcome === 'done' ? proofs(state).map((proof) => plainWords(proof)) : [];
  const lines = [...proven, ...details(state)];
  return textMessage([heading, ...lines].join('\n'));
}
