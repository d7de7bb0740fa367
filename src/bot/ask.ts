/** A command becomes a request: understood, checked, signed and written down, or refused with nothing begun. */

import type { KeyObject } from 'node:crypto';
import type { Settings } from '../config.ts';
import type { Person } from '../jobs/events.ts';
import { newRequestId } from '../jobs/ids.ts';
import type { Plan } from '../jobs/plan.ts';
import { signRequest } from '../jobs/signing.ts';
import type { NewEvent, Store } from '../jobs/store.ts';
import type { PostTrail } from './audit.ts';
import type { Click, Decide } from './decide.ts';
import type { Directory } from './directory.ts';
import { type Command, parseCommand } from './grammar.ts';
import type { People } from './people.ts';
import * as answers from './views/answers.ts';
import type { Message } from './views/index.ts';

export interface Asked {
  readonly text: string;
  readonly user: string;
  readonly channel: string;
  readonly team: string;
  /** What Slack sends again when it delivers the same command again. */
  readonly delivery: string;
}

export interface Answer {
  /** For the person who asked alone; null where there is nothing to say yet. */
  readonly message: Message | null;
  /** The request that was begun or changed, or had been by the same delivery. */
  readonly request: string | null;
  /** What takes longer than Slack waits for an answer: begun after it, and told the person alone. */
  readonly later?: () => Promise<Message | null>;
}

export interface AskSettings {
  readonly settings: Pick<Settings, 'clusters' | 'consent'>;
  readonly store: Pick<Store, 'begin' | 'conflictOf'>;
  readonly people: People;
  readonly directory: Directory;
  readonly decide: Pick<Decide, 'cancel'>;
  readonly signingKey: KeyObject;
  /** The workspace that the bot belongs to. */
  readonly team: () => string;
  readonly postTrail: PostTrail;
  /** The link to a request's card, as soon as it is there; null where it is not within so many milliseconds. */
  readonly linkTo: (request: string, withinMs: number) => Promise<string | null>;
}

/**
 * Slack waits three seconds for an answer: so long may people and channel be looked up, which
 * leaves the store its time. Past this the command is refused rather than lost.
 */
const lookUpMs = 1_000;
/** So long may a decision take, with the look at who decides. */
const decideMs = 2_600;
/** For the whole answer: what is left of it may be spent on the link to another request. */
const answerMs = 2_600;

/** Whether it was decided cannot be told. */
export class Undecided extends Error {
  constructor(cause: unknown) {
    super('a decision did not come to its end in time', { cause });
    this.name = 'Undecided';
  }
}

export function createAsk(given: AskSettings): (asked: Asked) => Promise<Answer> {
  const { settings, store, people, directory, decide, signingKey, team, postTrail, linkTo } = given;
  const clusters = Object.keys(settings.clusters);

  return async (asked) => {
    if (asked.team !== team()) return told(answers.otherWorkspace());
    const command = parseCommand(asked.text, clusters);
    switch (command.kind) {
      case 'help':
        return told(answers.help(clusters));
      case 'misunderstood':
        return told(answers.notUnderstood(command));
      case 'cancel':
        return cancel(asked, command.request);
      case 'audit': {
        const click = clickOf(asked, command.request);
        return { message: null, request: null, later: () => postTrail(click, asked.delivery) };
      }
      case 'plan':
      case 'replicate':
        return begin(asked, command);
    }
  };

  async function cancel(asked: Asked, request: string): Promise<Answer> {
    const decision = await within(decideMs, decide.cancel(clickOf(asked, request))).catch(
      (error) => {
        throw new Undecided(error);
      },
    );
    if (decision.kind === 'refused') return told(answers.refused(decision.why, decision.state));
    return { message: answers.cancelled(decision.state), request };
  }

  async function begin(
    asked: Asked,
    { kind, plan }: Extract<Command, { kind: 'plan' | 'replicate' }>,
  ): Promise<Answer> {
    const since = Date.now();
    const dryRun = kind === 'plan';
    const requester = await within(lookUpMs, admit(asked, plan));
    if ('text' in requester) return told(requester);
    // A plan takes nothing, but has to know who is at work there: what its looks find is that request's.
    const busy = dryRun ? await store.conflictOf(plan) : null;
    if (busy) return told(answers.busy(plan, busy, await linkOf(busy.request, since)));
    const begun = await store.begin(requested(asked, plan, requester, dryRun), asked.delivery);
    if (begun.kind === 'busy') {
      return told(answers.busy(plan, begun, await linkOf(begun.request, since)));
    }
    const message = dryRun ? answers.planComing(plan) : answers.started(plan, begun.request);
    return { message, request: begun.request };
  }

  function linkOf(request: string, since: number): Promise<string | null> {
    const left = Math.max(since + answerMs - Date.now(), 200);
    return within(left, linkTo(request, left)).catch(() => null);
  }

  /** @returns the requester as an owner, or why the command is refused */
  async function admit(asked: Asked, plan: Plan): Promise<Person | Message> {
    const channelFault = await whyNotHere(asked);
    if (channelFault) return channelFault;
    const requester = await asRequester(asked, plan);
    if ('text' in requester) return requester;
    const owners = people.replicaOwners(plan);
    if (await people.anyoneElse(asked.user, owners)) return requester;
    return answers.nobodyElseCouldApprove(plan, owners);
  }

  async function whyNotHere({ channel }: Asked): Promise<Message | null> {
    const known = await directory.channel(channel);
    if (!known?.joined) return answers.notInChannel();
    if (known.shared) return answers.sharedChannel();
    return known.archived ? answers.notInChannel() : null;
  }

  /** The requester speaks for the source's side: that is the first of the two consents. */
  async function asRequester({ user }: Asked, plan: Plan): Promise<Person | Message> {
    const standing = await people.standing(user);
    if (standing !== 'good') return answers.notInStanding(standing);
    const owners = people.sourceOwners(plan);
    return (await people.asOwner(user, owners)) ?? answers.notSourceOwner(plan, owners);
  }

  function requested(
    { channel, team: from }: Asked,
    plan: Plan,
    requester: Person,
    dryRun: boolean,
  ): NewEvent & { type: 'requested' } {
    const request = newRequestId();
    const at = Date.now();
    const signed = { request, dryRun, plan, requester, team: from, at };
    const { expiresMs, remindMs } = settings.consent;
    return {
      type: 'requested',
      request,
      dryRun,
      plan,
      requester,
      channel,
      team: from,
      consent: { expires: expiresMs, remind: remindMs },
      signature: signRequest(signingKey, signed),
      at,
    };
  }
}

/** What is typed about a request stands for a press of a button of it. */
function clickOf({ user, team, channel }: Asked, request: string): Click {
  return { request, user, team, channel };
}

function told(message: Message): Answer {
  return { message, request: null };
}

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('Slack did not tell who is who in time')), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
