/** The form that *Deny all* opens, and what a person is told of a click that was not taken for all of them. */

import type { ModalView } from '@slack/types';
import type { Side } from '../../../jobs/plan.ts';
import type { RequestState } from '../../../jobs/state.ts';
import type { Result } from '../../decide-together.ts';
import { maybeDecided, refusedWords } from '../answers.ts';
import { type Message, textMessage } from '../blocks.ts';
import { reasonView } from '../deny.ts';
import { plainWords } from '../escape.ts';
import { paths } from '../words.ts';
import { batchTitle, namesOf } from './words.ts';

/** It carries the ids of those that it names, and nothing else: what is asked later is not denied by it. */
export function batchDenyModal(
  { request, side = 'replica' }: { request: string; side?: Side },
  states: readonly RequestState[],
): ModalView {
  const shown = states.map(({ id }) => id);
  const metadata = [request, side, ...shown].join(' ');
  const text = `*${plainWords(batchTitle(states))}*\nYou deny the wish to replicate ${namesOf(states, states)}. What these requests have made so far is undone.`;
  return reasonView('deny_all', metadata, text);
}

/** What the form is about. */
export function batchDenied({ private_metadata }: { private_metadata: string }): {
  request: string;
  side: Side;
  shown: readonly string[];
} {
  const [request = '', side, ...shown] = private_metadata.split(' ');
  return { request, side: side === 'source' ? side : 'replica', shown };
}

export function nothingTicked(): Message {
  return textMessage(
    'Nothing is ticked, so there is nothing to approve, and nothing was decided. *Deny all* denies all of them.',
  );
}

/** Null where every one of them was decided as it was wanted. */
export function notTaken(results: readonly Result[]): Message | null {
  if (results.length === 0) return textMessage(refusedWords('unknown-request', null));
  const lines = new Map<string, string[]>();
  for (const result of results) {
    const why = whyNot(result);
    if (why) lines.set(why.said, [...(lines.get(why.said) ?? []), why.of]);
  }
  if (lines.size === 0) return null;
  const told = [...lines].map(([said, of]) => `${of.join(', ')}: ${said}`);
  const all = [...lines.values()].flat().length;
  return textMessage([`${all} of ${results.length} were not decided:`, ...told].join('\n'));
}

function whyNot(result: Result): { said: string; of: string } | null {
  if ('failed' in result) return { said: maybeDecided().text, of: result.request };
  const { decision, request } = result;
  if (decision.kind === 'taken') return null;
  const { state, why } = decision;
  return { said: refusedWords(why, state), of: state ? paths(state.plan) : request };
}
