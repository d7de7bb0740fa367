/** What Slack shows of a request: a pure function of its state. */

import { type RequestState, rowsOf, type StepState } from '../../jobs/state.ts';
import { approval } from './approval.ts';
import type { Message } from './blocks.ts';
import { card, type Layout } from './card.ts';
import { outcome, reminder } from './outcome.ts';
import { stepReply } from './reply.ts';

export type { Message } from './blocks.ts';
export { renderDryRun } from './dry-run.ts';

/** A message of the thread. Its key never changes its meaning; once it is there, it stays. */
export interface Reply {
  readonly key: string;
  readonly message: Message;
  /** Whether the channel shows it too. */
  readonly broadcast: boolean;
}

export interface Surface {
  readonly card: Message;
  /** In the order in which they are posted. */
  readonly replies: readonly Reply[];
}

export interface ViewContext {
  /** The owners' entries of the replica's side: users and user groups. */
  readonly approvers: readonly string[];
  /** `plain` where the workspace does not take the `plan` block. */
  readonly layout: Layout;
}

export function renderRequest(state: RequestState, { approvers, layout }: ViewContext): Surface {
  const steps = rowsOf(state).flatMap(({ name }) => {
    if (name === 'consent') return consentReplies(state, approvers);
    const step = state.steps[name];
    return isTold(step)
      ? [{ key: `step ${name}`, message: stepReply(step), broadcast: false }]
      : [];
  });
  const end = outcome(state);
  const last = end ? [{ key: 'outcome', message: end, broadcast: false }] : [];
  return { card: card(state, layout), replies: [...steps, ...last] };
}

/** A step is told when it has come to something, and stays told while it is tried again. */
function isTold({ status, endedAt, failure, commands }: StepState): boolean {
  if (status === 'done' || status === 'failed' || status === 'undone' || status === 'left')
    return true;
  return endedAt !== null || failure !== null || commands.some(({ purpose }) => purpose === 'undo');
}

function consentReplies(state: RequestState, approvers: readonly string[]): Reply[] {
  const { consent } = state;
  if (consent.kind === 'not-asked') return [];
  const asked = { key: 'consent', message: approval(state, approvers), broadcast: true };
  const reminded = reminder(state, approvers);
  return reminded ? [asked, { key: 'reminder', message: reminded, broadcast: false }] : [asked];
}
