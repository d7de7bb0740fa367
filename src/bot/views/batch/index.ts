/** What Slack shows of requests that were asked for together: one card, and one question for each side. Pure. */

import { consentSteps, type Side, sides } from '../../../jobs/plan.ts';
import type { RequestState } from '../../../jobs/state.ts';
import type { Message } from '../blocks.ts';
import type { Decision, Reply, Surface } from '../index.ts';
import { batchQuestion, batchReminder, isToBeAsked } from './approval.ts';
import { batchCard, batchOutcome, type UnreadMember } from './card.ts';
import { batchDecision } from './decision.ts';

/**
 * @param states in the order in which they were named; all of the same requester and procedure
 * @param ownersOn the owners' entries of a side of each
 * @param unread the others of the batch: while there are any, nothing is told that is said of all
 */
export function renderBatch(
  states: readonly RequestState[],
  ownersOn: (state: RequestState, side: Side) => readonly string[],
  unread: readonly UnreadMember[] = [],
): Surface {
  const isWhole = unread.length === 0;
  const asked = [...sides].filter((side) => isToBeAsked(states, side));
  const questions = asked.flatMap((side) => {
    const of = side === 'source' ? '-source' : '';
    const owners = [...new Set(states.flatMap((state) => ownersOn(state, side)))];
    const question = batchQuestion(states, side, owners);
    const reminder = batchReminder(states, side, owners);
    return [
      { ...reply(consentSteps[side], question), broadcast: true },
      ...(reminder ? [reply(`reminder${of}`, reminder)] : []),
    ];
  });
  const end = isWhole ? batchOutcome(states) : null;
  const replies = [...questions, ...(end ? [reply('batch outcome', end)] : [])];
  const decisions: Decision[] = isWhole
    ? asked.flatMap((side) => batchDecision(states, side) ?? [])
    : [];
  return { card: batchCard(states, unread), replies, decisions };
}

function reply(key: string, message: Message): Reply {
  return { key, message, broadcast: false };
}
