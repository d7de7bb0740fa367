/** A command becomes a request: understood, checked, signed and written down, or refused with nothing begun. */

import type { KeyObject } from 'node:crypto';
import type { Settings } from '../config.ts';
import type { Busy } from '../jobs/conflict.ts';
import type { Person } from '../jobs/events.ts';
import { newRequestId } from '../jobs/ids.ts';
import type { Plan } from '../jobs/plan.ts';
import { signRequest } from '../jobs/signing.ts';
import { type NewEvent, type Store, Unsure } from '../jobs/store.ts';
import {
  type AdmissionSettings,
  createAdmission,
  type Part,
  type Refused,
  type Who,
} from './admission.ts';
import type { PostTrail } from './audit.ts';
import type { Click, Decide } from './decide.ts';
import { parseCommand } from './grammar.ts';
import * as answers from './views/answers.ts';
import type { Message } from './views/index.ts';

export interface Asked extends Who {
  /** Where what happens is to be told. */
  readonly channel: string;
  /** What Slack sends again when it delivers the same command again. */
  readonly delivery: string;
}

export interface Typed extends Asked {
  readonly text: string;
}

export interface Answer {
  /** For the person who asked alone; null where there is nothing to say yet. */
  readonly message: Message | null;
  /** The request that was begun or changed, or had been by the same delivery. */
  readonly request: string | null;
  /** What takes longer than Slack waits for an answer: begun after it, and told the person alone. */
  readonly later?: () => Promise<Message | null>;
  /** What it was refused for, where a form has a field for that. */
  readonly part?: Part;
  /** The same delivery had come before, and been answered. */
  readonly repeated?: boolean;
  /** Nothing was typed: the form is to be opened. */
  readonly form?: boolean;
}

export interface Ask {
  /** A command as it was typed. */
  command(typed: Typed): Promise<Answer>;
  /** The same for what needs no reading: a form's. */
  replicate(asked: Asked, plan: Plan): Promise<Answer>;
  /**
   * Why it would be refused as things are, or null. Changes nothing.
   * @param place where it is to be told; null where no channel is chosen yet
   * @param plan null where it is not known yet
   */
  review(who: Who, place: string | null, plan: Plan | null): Promise<Refused | null>;
}

export interface AskSettings extends AdmissionSettings {
  readonly settings: Pick<Settings, 'clusters' | 'consent'>;
  readonly store: Pick<Store, 'begin' | 'conflictOf'>;
  readonly decide: Pick<Decide, 'cancel'>;
  readonly signingKey: KeyObject;
  readonly postTrail: PostTrail;
  /** The link to a request's card, as soon as it is there; null where it is not within so many milliseconds. */
  readonly linkTo: (request: string, withinMs: number) => Promise<string | null>;
  /** The same, of what is there already. */
  readonly linkNow: (request: string) => Promise<string | null>;
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

/** What somebody is told whose command met an error. */
export function wordsFor(error: unknown): Message {
  if (error instanceof Undecided) return answers.maybeDecided();
  return error instanceof Unsure ? answers.maybeStarted() : answers.nothingStarted();
}

export function createAsk(given: AskSettings): Ask {
  const { settings, store, decide, signingKey, team, postTrail } = given;
  const admission = createAdmission(given);
  const clusters = Object.keys(settings.clusters);

  return {
    command,
    replicate: (asked, plan) => begin(asked, plan, false),
    review: (who, place, plan) => within(lookUpMs, review(who, place, plan)),
  };

  async function command(asked: Typed): Promise<Answer> {
    if (asked.team !== team()) return told(answers.otherWorkspace());
    const command = parseCommand(asked.text, clusters);
    switch (command.kind) {
      case 'form':
        return { message: null, request: null, form: true };
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
        return begin(asked, command.plan, command.kind === 'plan');
    }
  }

  async function cancel(asked: Asked, request: string): Promise<Answer> {
    const decision = await within(decideMs, decide.cancel(clickOf(asked, request))).catch(
      (error) => {
        throw new Undecided(error);
      },
    );
    if (decision.kind === 'refused') return told(answers.refused(decision.why, decision.state));
    return { message: answers.cancelled(decision.state), request };
  }

  async function begin(asked: Asked, plan: Plan, dryRun: boolean): Promise<Answer> {
    const since = Date.now();
    const requester = await within(lookUpMs, admission.admit(asked, asked.channel, plan));
    if ('part' in requester) return { request: null, ...requester };
    // A plan takes nothing, but has to know who is at work there: what its looks find is that request's.
    const conflict = dryRun ? await store.conflictOf(plan) : null;
    if (conflict) return { request: null, ...(await busy(plan, conflict, since)) };
    const begun = await store.begin(requested(asked, plan, requester, dryRun), asked.delivery);
    if (begun.kind === 'busy') return { request: null, ...(await busy(plan, begun, since)) };
    const message = dryRun ? answers.planComing(plan) : answers.started(plan, begun.request);
    return { message, request: begun.request, repeated: begun.kind === 'delivered-before' };
  }

  async function busy(plan: Plan, conflict: Busy, since: number): Promise<Refused> {
    const left = Math.max(since + answerMs - Date.now(), 200);
    const link = within(left, given.linkTo(conflict.request, left)).catch(() => null);
    return inTheWay(plan, conflict, await link);
  }

  async function review(who: Who, place: string | null, plan: Plan | null) {
    if (!plan) return admission.whyNot(who, place);
    const admitted = await admission.admit(who, place, plan);
    if ('part' in admitted) return admitted;
    const conflict = await store.conflictOf(plan);
    if (!conflict) return null;
    return inTheWay(plan, conflict, await given.linkNow(conflict.request).catch(() => null));
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

/** A pair that is under way is at fault where the replica is made; only a source can wait to be made one. */
function inTheWay(plan: Plan, conflict: Busy, link: string | null): Refused {
  const part = conflict.conflict === 'source-under-way' ? 'source' : 'replica';
  return { part, message: answers.busy(plan, conflict, link) };
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
