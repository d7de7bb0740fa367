/** The one question about a batch, for each side: the whole list, in which single streams can be struck out. */

import { createHash } from 'node:crypto';
import type { Checkboxes, KnownBlock, PlainTextOption } from '@slack/types';
import { consentSteps, type Side } from '../../../jobs/plan.ts';
import { isBothWays, type RequestState, sidesAsked } from '../../../jobs/state.ts';
import { commands, manner } from '../approval.ts';
import {
  buttons,
  context,
  fields,
  header,
  type Message,
  message,
  preformatted,
  section,
  textMessage,
} from '../blocks.ts';
import { clipMiddle, code, plainWords } from '../escape.ts';
import { askedWith, question } from '../procedure-words.ts';
import { mention, mentions, when } from '../words.ts';
import { verdicts } from './decision.ts';
import { batchTitle, clustersOn, nameAmong, streams } from './words.ts';

/** The ticks of a message: what is ticked is read with the button, and a tick by itself decides nothing. */
export const ticksAction = 'ticks';

/** Slack's limit for one element of checkboxes. */
const mostTicks = 10;

/** Whether the question is there: as soon as all of them have got as far as this, or stand still before it. */
export function isToBeAsked(states: readonly RequestState[], side: Side): boolean {
  const kinds = states.map(({ consents }) => consents[side].kind);
  if (kinds.every((kind) => kind === 'not-asked')) return false;
  const decided = kinds.some((kind) => kind !== 'not-asked' && kind !== 'asked');
  return decided || states.every((state) => hasArrived(state, side));
}

function hasArrived(state: RequestState, side: Side): boolean {
  if (state.phase !== 'running' || state.consents[side].kind !== 'not-asked') return true;
  if (!sidesAsked(state).includes(side)) return true;
  // One that has waited for a cluster, or for a person, does not hold up the others; nor again when it goes on.
  return state.stops > 0 || Object.values(state.steps).some(({ waits }) => waits > 0);
}

/** Those that wait for an answer now. */
export function waitingFor(states: readonly RequestState[], side: Side): readonly RequestState[] {
  return states.filter(
    ({ consents, phase }) => phase === 'running' && consents[side].kind === 'asked',
  );
}

export function batchQuestion(
  states: readonly RequestState[],
  side: Side,
  owners: readonly string[],
): Message {
  const waiting = waitingFor(states, side);
  return waiting.length > 0 ? asking(states, waiting, side, owners) : answer(states, side);
}

/** Whom it calls on: the owners of a side but for the requester. */
function calledOn(
  states: readonly RequestState[],
  side: Side,
  owners: readonly string[],
): { who: string; by: string } {
  const user = states[0]?.requester.user ?? '';
  const others = owners.filter((entry) => entry !== user);
  return { who: mentions(others) || `Owners of the ${side}s`, by: mention(user) };
}

function asking(
  states: readonly RequestState[],
  waiting: readonly RequestState[],
  side: Side,
  owners: readonly string[],
): Message {
  const { who, by } = calledOn(states, side, owners);
  const expires = Math.min(...waiting.map((state) => expiry(state, side)));
  const text = `${who}: ${by} asks to replicate ${streams(waiting)}, ${plainWords(batchTitle(waiting))}. Approve or deny them by ${when(expires)}.`;
  const decided = verdicts(states, side);
  return message(text, [
    header(heading(waiting, side)),
    section(`${who}: ${by} asks for your consent to each of these. One of you decides.`),
    facts(waiting, `*Expires*\n${when(expires)}`),
    ...(decided.length > 0 ? [section(decided.join('\n'))] : []),
    ...ticks(states, waiting, side),
    ...whatHappens(waiting, side),
    choices(states, waiting, side),
  ]);
}

function expiry({ consents }: RequestState, side: Side): number {
  const consent = consents[side];
  return consent.kind === 'asked' ? consent.expires : Number.POSITIVE_INFINITY;
}

function heading(waiting: readonly RequestState[], side: Side): string {
  const [first] = waiting;
  const [from, to] = [clustersOn(waiting, 'source'), clustersOn(waiting, 'replica')];
  const asked = first ? question(first.procedure, side, from, to) : '';
  return `${asked} (${streams(waiting)})`;
}

function facts(states: readonly RequestState[], ...more: readonly string[]): KnownBlock {
  const [first] = states;
  const options = first ? askedWith(first) : '';
  return fields(
    `*From*\n${code(clustersOn(states, 'source'))}`,
    `*To*\n${code(clustersOn(states, 'replica'))}`,
    `*Asked for by*\n${mention(first?.requester.user ?? '')}`,
    ...(options ? [`*Options*\n${options}`] : []),
    ...more,
  );
}

/** All of them ticked: to strike one out is a choice. */
function ticks(
  states: readonly RequestState[],
  waiting: readonly RequestState[],
  side: Side,
): KnownBlock[] {
  const options = waiting.map(
    (state): PlainTextOption => ({
      text: { type: 'plain_text', text: nameAmong(states, state, 75) },
      value: state.id,
    }),
  );
  const groups = Array.from({ length: Math.ceil(options.length / mostTicks) }, (_, index) =>
    options.slice(index * mostTicks, (index + 1) * mostTicks),
  );
  return [
    section('*Streams*: take away the tick of each that you do not agree to.'),
    ...groups.map((group, index): KnownBlock => {
      const element: Checkboxes = {
        type: 'checkboxes',
        action_id: ticksAction,
        options: group,
        initial_options: group,
      };
      return {
        type: 'actions',
        block_id: `${ticksAction}:${index}:${side}:${printOf(waiting)}`,
        elements: [element],
      };
    }),
  ];
}

/** Another one for every list: Slack keeps what was ticked by the block's id. */
function printOf(waiting: readonly RequestState[]): string {
  const ids = waiting.map(({ id }) => id).join(' ');
  return createHash('sha256').update(ids).digest('hex').slice(0, 12);
}

function whatHappens([first, ...more]: readonly RequestState[], side: Side): KnownBlock[] {
  if (!first) return [];
  const same =
    more.length > 0 ? [context('The same for each of the others, with its own paths.')] : [];
  return [
    ...manners([first, ...more]),
    section('*What happens once you approve*'),
    preformatted(commands(first, side).join('\n')),
    ...same,
  ];
}

/** Of each what is out of the ordinary in the way that it is set up; of the first of them, where they are many. */
function manners(states: readonly RequestState[]): KnownBlock[] {
  const all = states.flatMap(manner);
  const rest = all.length - mostManners;
  const left = rest > 0 ? [context(`The same of ${rest} more; each has a thread of its own.`)] : [];
  return [...all.slice(0, mostManners).map((each) => section(each)), ...left];
}

const mostManners = 5;

function choices(
  states: readonly RequestState[],
  waiting: readonly RequestState[],
  side: Side,
): KnownBlock {
  const leader = states[0]?.batch[0] ?? '';
  const to = clipMiddle(clustersOn(waiting, 'replica'), 30);
  return buttons(`${consentSteps[side]}:${side}:${leader}:${printOf(waiting)}`, leader, [
    {
      actionId: 'approve_ticked',
      text: 'Approve what is ticked',
      label: `Approve the replication of what is ticked to ${to}`,
      style: 'primary',
      confirm: {
        title: 'Do you approve?',
        text: `What is ticked is approved: every message of it goes to ${to}, what is there now and what is written from now on${waiting.some(isBothWays) ? '; and what is written there comes back' : ''}. What is not ticked is denied.`,
        yes: 'Approve',
        no: 'Not yet',
      },
    },
    {
      actionId: 'deny_all',
      text: 'Deny all',
      label: `Deny the replication of ${streams(waiting)} to ${to}`,
      style: 'danger',
    },
  ]);
}

/** The same message, once all is decided: no buttons, and what became of each. */
function answer(states: readonly RequestState[], side: Side): Message {
  const said = verdicts(states, side);
  const asked = states.filter(({ consents }) => consents[side].kind !== 'not-asked');
  const text = `${plainWords(batchTitle(asked))}: ${said.join('. ')}`;
  return message(text, [
    header(heading(asked, side)),
    ...said.map((line) => section(line)),
    facts(asked),
  ]);
}

/** Calls once more on those who may decide; it stays, and says when there is nothing left to decide. */
export function batchReminder(
  states: readonly RequestState[],
  side: Side,
  owners: readonly string[],
): Message | null {
  const reminded = states.filter(({ consents }) => {
    const consent = consents[side];
    return consent.kind !== 'not-asked' && consent.reminded;
  });
  if (reminded.length === 0) return null;
  const waiting = waitingFor(states, side);
  if (waiting.length === 0) {
    return textMessage('A reminder stood here. These approvals are no longer waited for.');
  }
  const { who } = calledOn(states, side, owners);
  const expires = Math.min(...waiting.map((state) => expiry(state, side)));
  return textMessage(
    `${who} A reminder: ${streams(waiting)} still wait for one of you to approve or deny them, above. The first expires ${when(expires)}.`,
  );
}
