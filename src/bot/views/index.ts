/** What Slack shows of a request: a pure function of its state. */

import { consentSide, consentSteps, type PlanRow, type Side } from '../../jobs/plan.ts';
import {
  type RequestState,
  rowsOf,
  type StepState,
  type StepStatus,
  sidesAsked,
} from '../../jobs/state.ts';
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

export interface Decision {
  readonly side: Side;
  readonly at: number;
  readonly message: Message;
}

export interface Surface {
  readonly card: Message;
  /** In the order in which they are posted. */
  readonly replies: readonly Reply[];
  /** To the requester alone, each once: what came of a consent, and when. */
  readonly decisions: readonly Decision[];
}

export interface ViewContext {
  /** The owners' entries of each side: users and user groups. */
  readonly owners: Readonly<Record<Side, readonly string[]>>;
  /** `plain` where the workspace does not take the `plan` block. */
  readonly layout: Layout;
}

export function renderRequest(state: RequestState, { owners, layout }: ViewContext): Surface {
  const stopped = stops(state).map((each, index) => reply(`stopped ${index + 1}`, each));
  // The rest of it is told of all of them at once: see batch/.
  if (state.batch.length > 0) return { card: card(state, layout), replies: stopped, decisions: [] };
  const steps = rowsToTell(state).flatMap(({ name }) => {
    const side = consentSide(name);
    if (side) return consentReplies(state, side, owners[side]);
    return [reply(`step ${name}`, stepReply(state, state.steps[name], layout))];
  });
  const end = outcome(state);
  const last = end ? [reply('outcome', end)] : [];
  const replies = [...steps, ...stopped, ...last];
  const decisions = sidesAsked(state).flatMap((side) => decision(state, side) ?? []);
  return { card: card(state, layout), replies, decisions };
}

/** In the order of the plan: of the two looks side by side, the second is not told before the first. */
function rowsToTell(state: RequestState): readonly PlanRow[] {
  const rows = rowsOf(state);
  const told = rows.filter(({ name }) => {
    const side = consentSide(name);
    return side ? state.consents[side].kind !== 'not-asked' : isTold(state, state.steps[name]);
  });
  return told[0] === rows[0] || state.phase !== 'running' ? told : [];
}

const over: ReadonlySet<StepStatus> = new Set(['done', 'failed', 'stopped', 'undone', 'left']);

/** A step is told when it has come to something, and stays told while it is tried again or undone. */
function isTold({ retried }: RequestState, step: StepState): boolean {
  const { status, startedAt, failure, commands } = step;
  if (over.has(status)) return true;
  const triedAgain = retried !== null && startedAt !== null && startedAt < retried.at;
  return triedAgain || failure !== null || commands.some(({ purpose }) => purpose === 'undo');
}

function consentReplies(state: RequestState, side: Side, owners: readonly string[]): Reply[] {
  if (state.consents[side].kind === 'not-asked') return [];
  const of = side === 'source' ? '-source' : '';
  const asked = reply(consentSteps[side], approval(state, side, owners));
  const reminded = reminder(state, side, owners);
  const goesOn = approved(state, side);
  return [
    { ...asked, broadcast: true },
    ...(reminded ? [reply(`reminder${of}`, reminded)] : []),
    ...(goesOn ? [reply(`approved${of}`, goesOn)] : []),
  ];
}

function reply(key: string, message: Message): Reply {
  return { key, message, broadcast: false };
}
