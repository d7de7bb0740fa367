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
import { clipMiddle, code, plainWords } from './escape.ts';
import { undoneBy } from './status.ts';
import { mention, mentions, optionsText, title, when } from './words.ts';

/** @param approvers the owners' entries of the replica's side; the requester among them cannot approve */
export function approval(state: RequestState, approvers: readonly string[]): Message {
  const { consent, phase } = state;
  const waits = consent.kind === 'asked' && phase === 'running';
  return waits ? question(state, approvers, consent.expires) : answer(state);
}

/** Whom a message calls on to decide: the owners of the replica's side but for the requester. */
export function calledOn({ requester, plan }: RequestState, approvers: readonly string[]): string {
  const others = approvers.filter((entry) => entry !== requester.user);
  return mentions(others) || `Owners of ${code(plan.replica)}`;
}

function question(state: RequestState, approvers: readonly string[], expires: number): Message {
  const { requester, plan } = state;
  const who = calledOn(state, approvers);
  const text = `${who}: ${mention(requester.user)} asks to replicate ${code(plan.source)} to ${code(plan.replica)}. Approve or deny it by ${when(expires)}.`;
  return message(text, [
    header(heading(state)),
    section(`${who}: ${mention(requester.user)} asks for your consent. One of you decides.`),
    facts(state, `*Expires*\n${when(expires)}`),
    section('*What happens once you approve*'),
    preformatted(commands(state).join('\n')),
    context(
      'The replica has been created and registered, paused. A denial, or no answer, undoes both.',
    ),
    consentButtons(state, 'consent'),
  ]);
}

/** @param where the key of the message that they stand in, or `home` */
export function consentButtons(state: RequestState, where: 'consent' | 'home'): KnownBlock {
  const { id, version } = state;
  // Another id with every version: Slack keeps what was pressed by it.
  return buttons(`${where}:${id}:${version}`, id, [approve(state), deny(state)]);
}

/** The same message, once it has been decided, or overtaken: no buttons, and what became of it. */
function answer(state: RequestState): Message {
  const verdict = [verdictOf(state), ...aftermath(state)].join('\n');
  const text = `${plainWords(title(state.plan))}: ${verdict}`;
  const blocks: KnownBlock[] = [header(heading(state)), section(verdict), facts(state)];
  return message(text, blocks);
}

function heading({ plan }: RequestState): string {
  const [from, to] = [plan.source, plan.replica].map((path) => clipMiddle(clusterOf(path), 50));
  return `May ${to} take messages from ${from}?`;
}

function facts({ plan, requester }: RequestState, ...more: readonly string[]): KnownBlock {
  const options = optionsText(plan.options);
  return fields(
    `*From*\n${code(plan.source)}`,
    `*To*\n${code(plan.replica)}`,
    `*Asked for by*\n${mention(requester.user)}`,
    ...(options ? [`*Options*\n${options}`] : []),
    ...more,
  );
}

function approve({ plan }: RequestState) {
  const [source, replica] = [plan.source, plan.replica].map((path) => clipMiddle(path, 80));
  return {
    actionId: 'approve',
    text: 'Approve',
    label: `Approve replication to ${clipMiddle(plan.replica, 45)}`,
    style: 'primary',
    confirm: {
      title: 'Approve this replication?',
      text: `${replica} will accept every message of ${source}: what is there now, and what is written from now on.`,
      yes: 'Approve',
      no: 'Not yet',
    },
  } as const;
}

function deny({ plan }: RequestState) {
  return {
    actionId: 'deny',
    text: 'Deny',
    label: `Deny replication to ${clipMiddle(plan.replica, 45)}`,
    style: 'danger',
  } as const;
}

function verdictOf({ consent }: RequestState): string {
  switch (consent.kind) {
    case 'granted':
      return `● *Approved* by ${mention(consent.approver.user)}, ${when(consent.at)}.`;
    case 'denied':
      return `✕ *Denied* by ${mention(consent.by.user)}, ${when(consent.at)}. Reason: ${plainWords(consent.reason)}`;
    case 'expired':
      return `✕ *Expired* ${when(consent.at)}: nobody had answered.`;
    case 'withdrawn':
    case 'asked':
    case 'not-asked':
      return '✕ *No longer asked*: the request did not go on.';
  }
}

/** What followed from the decision, where it was not what had been agreed. */
function aftermath(state: RequestState): string[] {
  const { undo, phase, steps } = state;
  if (!undo) return [];
  const isLeft = Object.values(steps).some(({ status }) => status === 'left');
  const made =
    phase !== 'ended'
      ? 'What the request had made is being undone.'
      : isLeft
        ? 'What the request had made is undone, but for what is left to a person: see the top of the thread.'
        : 'What the request had made is undone.';
  return [...undoneBy(state), made];
}

function commands({ plan }: RequestState): string[] {
  return [upstreamAdd(plan), copystream(plan), replicaResume(plan)].map(show);
}
