/** The one message that asks the second owner, and that says afterwards who decided. */

import type { KnownBlock } from '@slack/types';
import type { RequestState } from '../../jobs/state.ts';
import { show } from '../../mapr/command.ts';
import { copystream } from '../../mapr/copystream.ts';
import { clusterOf } from '../../mapr/path.ts';
import { replicaResume } from '../../mapr/replica-resume.ts';
import { upstreamAdd } from '../../mapr/upstream-add.ts';
import {
  buttons,
  context,
  fields,
  header,
  type Message,
  message,
  preformatted,
  section,
} from './blocks.ts';
import { code, plainWords } from './escape.ts';
import { mention, mentions, optionsText, paths, title, when } from './words.ts';

/** @param approvers the owners' entries of the replica's side; the requester among them cannot approve */
export function approval(state: RequestState, approvers: readonly string[]): Message {
  const { consent, plan, phase } = state;
  const waits = consent.kind === 'asked' && phase === 'running';
  return waits ? question(state, approvers, consent.expires) : answer(state, title(plan));
}

function question(state: RequestState, approvers: readonly string[], expires: number): Message {
  const { plan, requester, id } = state;
  const who = approvers.filter((entry) => entry !== requester.user);
  const options = optionsText(plan.options);
  const text = `${mentions(who)}: ${mention(requester.user)} asks to replicate ${plan.source} to ${plan.replica}. Approve or deny by ${when(expires)}.`;
  return message(text, [
    header(`May ${clusterOf(plan.replica)} take messages from ${clusterOf(plan.source)}?`),
    section(
      `${mentions(who)}: ${mention(requester.user)} asks for your consent. One of you decides.`,
    ),
    fields(
      `*From*\n${code(plan.source)}`,
      `*To*\n${code(plan.replica)}`,
      `*Options*\n${options || 'none'}`,
      `*Expires*\n${when(expires)}`,
    ),
    section('*What happens once you approve*'),
    preformatted(commands(state).join('\n')),
    context(
      'The replica exists already and is registered, paused. A denial, or no answer, undoes both.',
    ),
    buttons(`consent:${id}`, id, [
      {
        actionId: 'approve',
        text: 'Approve',
        label: `Approve replication to ${plan.replica}`,
        style: 'primary',
        confirm: {
          title: 'Approve this replication?',
          text: `${plan.replica} will accept, and keep accepting, every message of ${plan.source}.`,
          yes: 'Approve',
          no: 'Not yet',
        },
      },
      {
        actionId: 'deny',
        text: 'Deny',
        label: `Deny replication to ${plan.replica}`,
        style: 'danger',
      },
    ]),
  ]);
}

/** The same message, once it has been decided, or overtaken: no buttons, and what became of it. */
function answer(state: RequestState, name: string): Message {
  const verdict = verdictOf(state);
  const blocks: KnownBlock[] = [section(`*${name}*\n${paths(state.plan)}`), section(verdict)];
  return message(`${name}: ${verdict}`, blocks);
}

function verdictOf({ consent }: RequestState): string {
  switch (consent.kind) {
    case 'granted':
      return `● *Approved* by ${mention(consent.approver.user)}, ${when(consent.at)}.`;
    case 'denied':
      return `✕ *Denied* by ${mention(consent.by.user)}, ${when(consent.at)}. Reason: ${plainWords(consent.reason)}`;
    case 'expired':
      return `✕ *Expired* ${when(consent.at)}: nobody answered. What the request had made is undone.`;
    case 'asked':
    case 'not-asked':
      return '✕ *No longer asked*: the request has ended.';
  }
}

function commands({ plan }: RequestState): string[] {
  return [upstreamAdd(plan), copystream(plan), replicaResume(plan)].map(show);
}
