/** What is said to one person alone. */

import type { ModalView } from '@slack/types';
import type { Busy, Conflict, Pair } from '../../jobs/conflict.ts';
import { isDryRun, type Plan, setsUp, setUpOf } from '../../jobs/plan.ts';
import type { RequestState } from '../../jobs/state.ts';
import type { Unread } from '../../jobs/unread.ts';
import type { StreamPath } from '../../mapr/path.ts';
import type { Wish } from '../begin.ts';
import type { Why } from '../decide.ts';
import type { FileFault } from '../files.ts';
import type { Misunderstood } from '../grammar.ts';
import type { Standing } from '../people.ts';
import { type Message, textMessage } from './blocks.ts';
import { code, escapeText, plainWords } from './escape.ts';
import { ways } from './option-words.ts';
import { noun, subject } from './procedure-words.ts';
import { details, headline } from './status.ts';
import { mentions, paths } from './words.ts';

export function notUnderstood({ what, word, position, example }: Misunderstood): Message {
  const at = word ? ` (word ${position})` : '';
  return textMessage(
    `${escapeText(what)}${at} Nothing was started.\nFor example: ${code(example)}. More with ${code('/replicate help')}.`,
  );
}

/** @param wishes all of the same procedure, and each of another pair */
export function started(wishes: readonly Wish[], requests: readonly string[]): Message {
  const [wish] = wishes;
  if (!wish) return nothingStarted();
  const { procedure, plan } = wish;
  if (isDryRun(procedure)) return planComing(wishes.map((each) => each.plan));
  const by = ways[setUpOf(procedure) ?? 'replicate'].begun;
  const ids = requests.map((id) => code(id)).join(', ');
  if (wishes.length > 1) {
    return textMessage(
      `On it: ${wishes.length} streams${by}. The channel shows how they go (requests ${ids}).`,
    );
  }
  return textMessage(
    setsUp(procedure)
      ? `On it: ${paths(plan)}${by}. The channel shows how it goes (request ${ids}).`
      : `On it: ${noun(procedure)} of ${paths(plan)}. Its thread shows how it goes (request ${ids}).`,
  );
}

/** What was typed about a request has been decided so. */
export function decided(verb: 'cancel' | 'retry' | 'rollback', state: RequestState): Message {
  const name = paths(state.plan);
  if (verb === 'retry') return textMessage(`Tried again: ${name}. Its thread says how it goes.`);
  const then =
    state.phase === 'ended'
      ? 'It had changed nothing.'
      : 'What it had made is being undone; its thread says how that goes.';
  return textMessage(`${verb === 'cancel' ? 'Cancelled' : 'Rolled back'}: ${name}. ${then}`);
}

function planComing(plans: readonly Plan[]): Message {
  return textMessage(
    `Looking at both clusters for ${plans.map(paths).join(', ')}. ${plans.length > 1 ? 'The plans come' : 'The plan comes'} here in a moment; nothing is changed.`,
  );
}

export function busy(plan: Pair, { request, conflict }: Busy, link: string | null): Message {
  const where = link ? `<${link}|its thread>` : `request ${code(request)} in this workspace`;
  return textMessage(`${conflictWords(plan, conflict)} See ${where}. Nothing was started.`);
}

function conflictWords(plan: Pair, conflict: Conflict): string {
  const { source, replica } = plan;
  switch (conflict) {
    case 'same-pair':
      return `${paths(plan)} is under way already.`;
    case 'same-replica':
      return `${code(replica)} is being made a replica of another stream.`;
    case 'opposite':
      return `The opposite direction is under way: ${code(source)} is being made a replica of ${code(replica)}.`;
    case 'source-under-way':
      return `${code(source)} is being made a replica itself. It can be a source once that is done.`;
    case 'source-is-source':
      return `${code(source)} is being replicated elsewhere just now. It can be fed itself once that is done.`;
    case 'replica-is-source':
      return `${code(replica)} is being replicated elsewhere just now. It can be fed by another stream once that is done.`;
    case 'newer':
      return `A request of a newer version of me is in the way of ${paths(plan)}. I cannot read it. Try again in a minute; if it stays so, tell whoever runs me.`;
    case 'damaged':
      return `A request whose log is damaged is in the way of ${paths(plan)}. I cannot read it. Tell whoever runs me.`;
  }
}

export function fedTwice(stream: StreamPath): Message {
  return textMessage(
    `${code(stream)} is named twice: both ways, what comes to it from the one would come to it from the other too. Nothing was started.`,
  );
}

export function ownsNeither(plan: Plan, owners: readonly string[]): Message {
  return textMessage(
    `You own neither side of ${paths(plan)}, so you cannot ask for this. Its owners: ${mentions(owners) || 'none are set'}. Nothing was started.`,
  );
}

export function nobodyElseCouldApprove(stream: StreamPath, owners: readonly string[]): Message {
  return textMessage(
    `Nobody else could approve this: an owner of ${code(stream)} has to, and it cannot be you. Its owners: ${mentions(owners) || 'none are set'}. Have a second one added to the settings. Nothing was started.`,
  );
}

export function notInChannel(): Message {
  return textMessage(
    `I am not in this channel, so I could not say here what happens. Invite me (${code('/invite @replicate')}) and ask again. Nothing was started.`,
  );
}

export function sharedChannel(): Message {
  return textMessage(
    'This channel is shared with another workspace, so replication is not asked for here. Use a channel of your own workspace. Nothing was started.',
  );
}

export function otherWorkspace(): Message {
  return textMessage('This is not available to people of other workspaces.');
}

export function notInStanding(standing: Exclude<Standing, 'good'>): Message {
  if (standing === 'elsewhere') return otherWorkspace();
  return textMessage(`${standingWords(standing)} cannot ask for replication. Nothing was started.`);
}

/** Slack takes a form within three seconds of the click that it is for. */
export function formNotOpened([from = 'sanfrancisco', to = 'newyork']: readonly string[]): Message {
  return textMessage(
    `The form could not be opened in time. Try it once more, or say it all in one line: ${code(`/replicate ${from}/activity ${to}`)}. Nothing was started.`,
  );
}

export function nothingStarted(): Message {
  return textMessage(
    'I could not write your request down just now, so nothing was started. Try again in a minute; if it stays so, tell whoever runs me.',
  );
}

/** The answer of the store got lost: neither yes nor no would be honest. */
export function maybeStarted(): Message {
  return textMessage(
    'I could not see whether your request was written down. If it was, its card comes here by itself. If there is none in a minute, ask again: nothing is started twice.',
  );
}

export function maybeDecided(): Message {
  return textMessage(
    'I could not see whether that was written down. If it was, the messages here change by themselves. If they have not in a minute, try again: nothing is decided twice.',
  );
}

/** While a site is upgraded, the next click may reach a bot that knows it; what is damaged, no bot does. */
export function ofUnread(unread: Unread): Message {
  const words = {
    newer:
      'That is a request of a newer version of me, which I cannot read. Nothing was done. Try again in a minute; if it stays so, tell whoever runs me.',
    damaged:
      'The log of that request is damaged, and I cannot read it. Nothing was done. Tell whoever runs me.',
  };
  return textMessage(words[unread]);
}

export function notDecided(): Message {
  return textMessage('That did not go through, and nothing was decided. Try again in a minute.');
}

/** Why a click was not taken, and what is true instead. */
export function refused(why: Why, state: RequestState | null): Message {
  const text = refusedWords(why, state);
  const overtaken = ['already-decided', 'expired', 'nothing-failed', 'ended'].includes(why);
  if (!overtaken || !state) return textMessage(text);
  return textMessage(
    [text, `${plainWords(subject(state))}: ${headline(state)}.`, ...details(state)].join('\n'),
  );
}

/** The same without what is true instead. */
export function refusedWords(why: Why, state: RequestState | null): string {
  switch (why) {
    case 'elsewhere':
      return 'This is not available to people of other workspaces.';
    case 'guest':
    case 'deactivated':
    case 'bot':
      return `${standingWords(why)} cannot decide on replication.`;
    case 'own-request':
      return 'You asked for this, so somebody else has to decide.';
    case 'other-side':
      return 'You have approved this for the source, so somebody else has to decide for the replica: two people have to agree.';
    case 'not-source-owner':
      return notOwner(state?.plan.source ?? null);
    case 'not-replica-owner':
      return notOwner(state?.plan.replica ?? null);
    case 'not-involved':
      return 'Only the requester and the owners of either side can do this.';
    case 'not-asked-yet':
      return 'The approval has not been asked yet.';
    case 'already-decided':
      return 'This has been decided already.';
    case 'expired':
      return 'This has expired.';
    case 'nothing-failed':
      return 'There is nothing to retry or roll back: no step has failed.';
    case 'ended':
      return 'This request has ended.';
    case 'unknown-request':
      return 'I do not know this request.';
  }
}

function notOwner(stream: StreamPath | null): string {
  return `You are not an owner of ${stream === null ? 'that side' : code(stream)}, so you cannot decide on this.`;
}

/** Why a list could not be read from a file. Plain text. */
export function fileWords(why: FileFault): string {
  switch (why) {
    case 'too-large':
      return 'This file is too large for a list of pairs: 64 KiB at most.';
    case 'elsewhere':
      return 'This file is not kept by Slack itself, so I do not fetch it. Choose one from your machine, or type the list in.';
    case 'not-allowed':
      return 'Slack does not let me read files: I need the scope files:read. Whoever runs me can add it. Type the list in instead.';
    case 'not-text':
      return 'This file is not text in UTF-8.';
    case 'not-fetched':
      return 'I could not fetch this file from Slack just now, and nothing was started. Try again in a minute, or type the list in.';
  }
}

export function notDone(): Message {
  return textMessage('That did not go through. Try again in a minute.');
}

/** Those who may not. */
export function standingWords(standing: 'guest' | 'deactivated' | 'bot'): string {
  switch (standing) {
    case 'guest':
      return 'Guests';
    case 'deactivated':
      return 'Deactivated accounts';
    case 'bot':
      return 'Bots';
  }
}

/** The same words where a form is open. */
export function asModal({ blocks }: Message, title = 'Not decided'): ModalView {
  return {
    type: 'modal',
    title: { type: 'plain_text', text: title },
    close: { type: 'plain_text', text: 'Close' },
    blocks: [...blocks],
  };
}
