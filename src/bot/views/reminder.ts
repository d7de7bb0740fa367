import type { Side } from '../../jobs/plan.ts';
import type { RequestState } from '../../jobs/state.ts';
import { calledOn } from './approval.ts';
import { type Message, textMessage } from './blocks.ts';
import { plainWords } from './escape.ts';
import { subject } from './procedure-words.ts';
import { when } from './words.ts';

/** Calls once more on those who may decide. It stays once it has been sent, and says when there is nothing left to decide. */
export function reminder(
  state: RequestState,
  side: Side,
  owners: readonly string[],
): Message | null {
  const consent = state.consents[side];
  if (consent.kind === 'not-asked' || !consent.reminded) return null;
  const name = plainWords(subject(state));
  if (consent.kind !== 'asked' || state.phase !== 'running') {
    return textMessage(`A reminder stood here. The approval of ${name} is no longer waited for.`);
  }
  return textMessage(
    `${calledOn(state, side, owners)} A reminder: ${name} still waits for one of you to approve or deny it, above. It expires ${when(consent.expires)}.`,
  );
}
