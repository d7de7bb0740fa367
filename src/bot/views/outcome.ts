import type { RequestState } from '../../jobs/state.ts';
import { type Message, textMessage } from './blocks.ts';
import { details, failureLines, headline } from './status.ts';
import { mention, mentions, title, when } from './words.ts';

/** The last reply, once the request has ended or stopped: tells the requester, with a mention. */
export function outcome(state: RequestState): Message | null {
  const stopped = state.phase === 'failed' || state.phase === 'undo-failed';
  if (state.phase !== 'ended' && !stopped) return null;
  const lines = stopped
    ? [...failureLines(state), 'The card above has the buttons *Retry* and *Roll back*.']
    : details(state);
  const heading = `${mention(state.requester.user)} ${title(state.plan)}: *${headline(state)}*.`;
  return textMessage([heading, ...lines].join('\n'));
}

/** Stays, once it has been sent, and says what has become of it. */
export function reminder(state: RequestState, approvers: readonly string[]): Message | null {
  const { consent, plan, requester, phase } = state;
  if (consent.kind === 'asked') {
    if (!consent.reminded) return null;
    if (phase !== 'running')
      return textMessage(`The approval of ${title(plan)} is no longer asked.`);
    const who = approvers.filter((entry) => entry !== requester.user);
    return textMessage(
      `${mentions(who)} A reminder: ${title(plan)} still waits for one of you to approve or deny it, above. It expires ${when(consent.expires)}.`,
    );
  }
  return null;
}
