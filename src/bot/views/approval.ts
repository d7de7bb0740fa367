/** The one message that asks the owners of a side, and that says afterwards who decided. */

import type { KnownBlock } from '@slack/types';
import {
  type ConsentStepName,
  consentSteps,
  isClusterStep,
  type Plan,
  type Side,
  setsUp,
  streamOn,
} from '../../jobs/plan.ts';
import { changesOf } from '../../jobs/procedure.ts';
import { isBothWays, isJoin, type RequestState, rowsOf, sidesAsked } from '../../jobs/state.ts';
import { clusterOf } from '../../mapr/path.ts';
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
import { askedWith, changeWords, question, subject, wish } from './procedure-words.ts';
import { findingsOf, undoneBy } from './status.ts';
import { mention, mentions, when } from './words.ts';

/** @param owners the owners' entries of that side; the requester among them cannot approve */
export function approval(state: RequestState, side: Side, owners: readonly string[]): Message {
  const consent = state.consents[side];
  const waits = consent.kind === 'asked' && state.phase === 'running';
  return waits ? asking(state, side, owners, consent.expires) : answer(state, side);
}

/** Whom a message calls on to decide: the owners of a side but for the requester. */
export function calledOn(
  { requester, plan }: RequestState,
  side: Side,
  owners: readonly string[],
): string {
  const others = owners.filter((entry) => entry !== requester.user);
  return mentions(others) || `Owners of ${code(streamOn(side, plan))}`;
}

function asking(
  state: RequestState,
  side: Side,
  owners: readonly string[],
  expires: number,
): Message {
  const { requester } = state;
  const who = calledOn(state, side, owners);
  const text = `${who}: ${mention(requester.user)} asks to ${wish(state)}. Approve or deny it by ${when(expires)}.`;
  return message(text, [
    header(heading(state, side)),
    section(`${who}: ${mention(requester.user)} asks for your consent. One of you decides.`),
    facts(state, `*Expires*\n${when(expires)}`),
    ...manner(state).map(section),
    section('*What happens once you approve*'),
    preformatted(commands(state, side).join('\n')),
    context(soFar(state, side)),
    consentButtons(state, side, consentSteps[side]),
  ]);
}

/** What is out of the ordinary in the way that it is set up. Mrkdwn. */
export function manner(state: RequestState): readonly string[] {
  const { plan } = state;
  if (isBothWays(state)) return [bothWays(plan)];
  if (!isJoin(state)) return [];
  const fedBy = findingsOf(state).flatMap((finding) => finding.fedBy ?? []);
  const others = fedBy
    .slice(0, mostNamed)
    .map((each) => code(each))
    .join(', ');
  const more = fedBy.length > mostNamed ? `, and ${fedBy.length - mostNamed} more` : '';
  const fed =
    fedBy.length === 0 ? 'No other stream feeds it' : `It is fed by ${others}${more} already`;
  return [
    `${code(plan.replica)} is there, and stays as it is, with its topics, attributes and permissions. ${fed}; ${code(plan.source)} is to feed it as well. No topic is in both as of the looks before; that is looked up again right before the copy.`,
  ];
}

function bothWays({ source, replica }: Plan): string {
  return `Messages are to go *both ways*: what is written to ${code(source)} comes to ${code(replica)}, and what is written to ${code(replica)} comes to ${code(source)}. Approving agrees to both. No topic may be written on both sides, as messages would be lost; and nobody may write to the replica until it is set up.`;
}

const mostNamed = 10;

/** What has been done before anybody was asked, and what becomes of it. */
function soFar(state: RequestState, side: Side): string {
  const { procedure } = state;
  if (!setsUp(procedure) || procedure === 'autosetup') {
    return 'A denial, or no answer, leaves everything as it is.';
  }
  if (side === 'replica') {
    return procedure === 'join'
      ? 'The replica has been registered at the source, paused. A denial, or no answer, undoes that.'
      : 'The replica has been created and registered, paused. A denial, or no answer, undoes both.';
  }
  return sidesAsked(state).length === 2
    ? "Nothing has been changed yet. An owner of the replica's side, somebody else than you, is asked before any message moves."
    : 'Nothing has been changed yet.';
}

/** @param where the key of the message that they stand in, or `home` */
export function consentButtons(
  state: RequestState,
  side: Side,
  where: ConsentStepName | 'home',
): KnownBlock {
  const { id, version } = state;
  // Another id with every version: Slack keeps what was pressed by it.
  return buttons(`${where}:${side}:${id}:${version}`, id, [approve(state, side), deny(state)]);
}

/** The same message, once it has been decided, or overtaken: no buttons, and what became of it. */
function answer(state: RequestState, side: Side): Message {
  const verdict = [verdictOf(state, side), ...aftermath(state)].join('\n');
  const text = `${plainWords(subject(state))}: ${verdict}`;
  const blocks: KnownBlock[] = [header(heading(state, side)), section(verdict), facts(state)];
  return message(text, blocks);
}

function heading({ plan, procedure }: RequestState, side: Side): string {
  const [from = '', to = ''] = [plan.source, plan.replica].map((path) =>
    clipMiddle(clusterOf(path), 50),
  );
  return question(procedure, side, from, to);
}

function facts(state: RequestState, ...more: readonly string[]): KnownBlock {
  const { plan, requester } = state;
  const options = askedWith(state);
  return fields(
    `*From*\n${code(plan.source)}`,
    `*To*\n${code(plan.replica)}`,
    `*Asked for by*\n${mention(requester.user)}`,
    ...(options ? [`*Options*\n${options}`] : []),
    ...more,
  );
}

function approve(state: RequestState, side: Side) {
  return {
    actionId: 'approve',
    text: 'Approve',
    label: `Approve replication to ${clipMiddle(state.plan.replica, 45)}`,
    style: 'primary',
    confirm: {
      title: 'Do you approve?',
      text: consequence(state, side),
      yes: 'Approve',
      no: 'Not yet',
    },
  } as const;
}

function consequence(state: RequestState, side: Side): string {
  const { plan, procedure } = state;
  const [source, replica] = [plan.source, plan.replica].map((path) => clipMiddle(path, 80));
  switch (procedure) {
    case 'resume':
      return `What has gathered at ${source} since the pause goes to ${replica}, and so does what is written from now on.`;
    case 'edit':
      return `${replica} is fed with other options from then on: ${changeWords(state)}.`;
    case 'multi-master':
      return `${replica} and ${source} will each have every message of the other: what is there now, and what is written to either from now on.`;
    default:
      return side === 'replica'
        ? `${replica}${isJoin(state) ? ', beside what it has,' : ''} will accept every message of ${source}: what is there now, and what is written from now on.`
        : `${replica} will be given every message of ${source}: what is there now, and what is written from now on.`;
  }
}

function deny({ plan }: RequestState) {
  return {
    actionId: 'deny',
    text: 'Deny',
    label: `Deny replication to ${clipMiddle(plan.replica, 45)}`,
    style: 'danger',
  } as const;
}

function verdictOf({ consents }: RequestState, side: Side): string {
  const consent = consents[side];
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

/** What is changed from there on, up to the next consent. */
export function commands(state: RequestState, side: Side): readonly string[] {
  const names = rowsOf(state).map(({ name }) => name);
  const after = names.slice(names.indexOf(consentSteps[side]) + 1);
  const next = after.findIndex((name) => !isClusterStep(name));
  const steps = next < 1 ? after.filter(isClusterStep) : after.slice(0, next);
  return steps.flatMap((name) => changesOf(name, state.plan, state.change ?? {}));
}
