/** What came of the question about a batch: for the message that asked, and for the requester. */

import type { Side } from '../../../jobs/plan.ts';
import { type Consent, type RequestState, sidesAsked } from '../../../jobs/state.ts';
import { textMessage } from '../blocks.ts';
import { plainWords } from '../escape.ts';
import type { Decision } from '../index.ts';
import { mention, when } from '../words.ts';
import { batchTitle, namesOf } from './words.ts';

/** One line for what was decided alike: by whom, and of which streams. */
export function verdicts(states: readonly RequestState[], side: Side): readonly string[] {
  const groups = new Map<string, RequestState[]>();
  for (const state of states) {
    const said = verdict(state, side);
    if (said) groups.set(said, [...(groups.get(said) ?? []), state]);
  }
  return [...groups].map(([said, those]) => `${said}: ${namesOf(those, states)}`);
}

function verdict({ consents, phase }: RequestState, side: Side): string | null {
  const consent = consents[side];
  switch (consent.kind) {
    case 'not-asked':
      return null;
    case 'asked':
      return phase === 'running' ? null : '✕ *No longer asked*';
    case 'granted':
      return `● *Approved* by ${mention(consent.approver.user)}, ${when(consent.at)}`;
    case 'denied':
      return `✕ *Denied* by ${mention(consent.by.user)}, ${when(consent.at)} (${plainWords(consent.reason, 300)})`;
    case 'expired':
      return `✕ *Expired* ${when(consent.at)}: nobody had answered`;
    case 'withdrawn':
      return '✕ *No longer asked*';
  }
}

/** To the requester alone, as soon as nothing of the side is waited for any more. */
export function batchDecision(states: readonly RequestState[], side: Side): Decision | null {
  const [first] = states;
  const open = states.some((state) => isOpen(state, side));
  const decided = states.flatMap(({ consents }) => timeOf(consents[side]) ?? []);
  if (!first || open || decided.length === 0) return null;
  const of = sidesAsked(first).length === 2 ? ` for the ${side}` : '';
  const lines = [
    `*${plainWords(batchTitle(states))}*: what was decided${of}.`,
    ...verdicts(states, side),
    `The thread is in <#${first.channel}>.`,
  ];
  return { side, at: Math.max(...decided), message: textMessage(lines.join('\n')) };
}

/** Whether somebody is still to decide on it, or will be. */
function isOpen(state: RequestState, side: Side): boolean {
  const { kind } = state.consents[side];
  if (state.phase !== 'running' || !sidesAsked(state).includes(side)) return false;
  return kind === 'asked' || kind === 'not-asked';
}

function timeOf(consent: Consent): number | null {
  const decided = consent.kind === 'granted' || consent.kind === 'denied';
  return decided || consent.kind === 'expired' ? consent.at : null;
}
