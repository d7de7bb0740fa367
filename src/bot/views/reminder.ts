import type { RequestState } from '../../jobs/state.ts';
import { calledOn } from './approval.ts';
import { type Message, textMessage } from './blocks.ts';
import { plainWords } from './escape.ts';
import { title, when } from './words.ts';

/** Calls once more on those who may decide. It stays once it has been sent, and says when there is nothing left to decide. */
export function reminder(state: RequestState, approvers: readonly string[]): Message | null {
  const { consent, plan, phase } = state;
  if (consent.kind === 'not-asked' || !consent.reminded) return null;
  const name = plainWords(title(plan));
  if (consent.kind !== 'asked' || phase !== 'running') {
    return textMessage(`A reminder stood here. The approval of ${name} is no longer waited for.`);
  }
  return textMessage(
    `${calledOn(state, approvers)} A reminder: ${name} still waits for one of you to approve or deny it, above. It expires ${when(consent.expires)}.`,
  );
}
