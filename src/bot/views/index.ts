/** What Slack shows of a request: a pure function of its state. */

import type { PlanRow } from '../../jobs/plan.ts';
import { type RequestState, rowsOf, type StepState, type StepStatus } from '../../jobs/state.ts';
import { approval } from './approval.ts';
import type { Message } from './blocks.ts';
import { card, type Layout } from './card.ts';
import { approved, decision } from './decision.ts';
import { outcome } from './outcome.ts';
import { reminder } from './reminder.ts';
import { stepReply } from './reply.ts';
import { stops } from './stopped.ts';

export type { Message } from './blocks.ts';
export { denyModal } from './deny.ts';
export { renderDryRun } from './dry-run.ts';
export { notice } from './notice.ts';

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
  /** To the requester alone, once: what came of the consent, and when. */
  readonly decision: { readonly at: number; readonly message: Message } | null;
}

export interface ViewContext {
  /** The owners' entries of the replica's side: users and user groups. */
  readonly approvers: readonly string[];
  /** `plain` where the workspace does not take the `plan` block. */
  readonly layout: Layout;
}

export function renderRequest(state: RequestState, { approvers, layout }: ViewContext): Surface {
  const steps = rowsToTell(state).flatMap(({ name }) => {
    if (name === 'consent') return consentReplies(state, approvers);
    return [reply(`step ${name}`, stepReply(state, state.steps[name], layout))];
  });
  const stopped = stops(state).map((each, index) => reply(`stopped ${index + 1}`, each));
  const end = outcome(state);
  const last = end ? [reply('outcome', end)] : [];
  const replies = [...steps, ...stopped, ...last];
  return { card: card(state, layout), replies, decision: decision(state) };
}

/** In the order of the plan: of the two looks side by side, the second is not told before the first. */
function rowsToTell(state: RequestState): readonly PlanRow[] {
  const told = rowsOf(state).filter(({ name }) =>
    name === 'consent' ? state.consent.kind !== 'not-asked' : isTold(state, state.steps[name]),
  );
  const begins = told.some(({ name }) => name === 'preflight-source');
  return begins || state.phase !== 'running' ? told : [];
}

const over: ReadonlySet<StepStatus> = new Set(['done', 'failed', 'stopped', 'undone', 'left']);

/** A step is told when it has come to something, and stays told while it is tried again or undone. */
function isTold({ retried }: RequestState, step: StepState): boolean {
  const { status, startedAt, failure, commands } = step;
  if (over.has(status)) return true;
  const triedAgain = retried !== null && startedAt !== null && startedAt < retried.at;
  return triedAgain || failure !== null || commands.some(({ purpose }) => purpose === 'undo');
}

function consentReplies(state: RequestState, approvers: readonly string[]): Reply[] {
  const { consent } = state;
  if (consent.kind === 'not-asked') return [];
  const asked = { ...reply('consent', approval(state, approvers)), broadcast: true };
  const reminded = reminder(state, approvers);
  const goesOn = approved(state);
  return [
    asked,
    ...(reminded ? [reply('reminder', reminded)] : []),
    ...(goesOn ? [reply('approved', goesOn)] : []),
  ];
}

function reply(key: string, message: Message): Reply {
  return { key, message, broadcast: false };
}
