/** A command becomes what it asks for: a request, a decision on one, or an answer. */

import type { Plan, SetUp } from '../jobs/plan.ts';
import { type Store, Unsure } from '../jobs/store.ts';
import { unreadIn } from '../jobs/unread.ts';
import { within } from '../jobs/within.ts';
import type { Part, Refused, Who } from './admission.ts';
import type { PostTrail } from './audit.ts';
import { type BeginSettings, createBegin, lookUpMs, type Wish } from './begin.ts';
import type { Click, Decide, Decision } from './decide.ts';
import { type Operation, parseCommand, type Query, type RequestVerb } from './grammar.ts';
import type { Queries } from './queries.ts';
import * as answers from './views/answers.ts';
import { help } from './views/help.ts';
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
  /** The requests that were begun or changed, or had been by the same delivery. */
  readonly requests: readonly string[];
  /** What takes longer than Slack waits for an answer: begun after it, and told the person alone. */
  readonly later?: () => Promise<Message | null>;
  /** What it was refused for, where a form has a field for that. */
  readonly part?: Part;
  /** The same delivery had come before, and been answered. */
  readonly repeated?: boolean;
  /** Nothing was typed: the form is to be opened. */
  readonly form?: boolean;
  /** What is to be confirmed first, with its consequences before their eyes. */
  readonly confirm?: Wish;
}

export interface Ask {
  /** A command as it was typed. */
  command(typed: Typed): Promise<Answer>;
  /** The same for what needs no reading: a form's. */
  begin(asked: Asked, wishes: readonly Wish[]): Promise<Answer>;
  /**
   * Why it would be refused as things are, or null. Changes nothing.
   * @param place where it is to be told; null where no channel is chosen yet
   * @param plan null where it is not known yet
   */
  review(who: Who, place: string | null, plan: Plan | null, setUp: SetUp): Promise<Refused | null>;
}

export interface AskSettings extends BeginSettings {
  readonly clusters: readonly string[];
  readonly store: Pick<Store, 'begin' | 'conflictOf' | 'read'>;
  readonly decide: Pick<Decide, 'cancel' | 'retry' | 'rollBack'>;
  readonly postTrail: PostTrail;
  readonly queries: Queries;
}

/** So long may a decision take, with the look at who decides. */
const decideMs = 2_600;

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
  const unread = unreadIn(error);
  if (unread) return answers.ofUnread(unread);
  return error instanceof Unsure ? answers.maybeStarted() : answers.nothingStarted();
}

export function createAsk(given: AskSettings): Ask {
  const { clusters, store, decide, team, postTrail, queries } = given;
  const { begin, review } = createBegin(given);

  return {
    command,
    begin,
    review: (who, place, plan, procedure) => {
      const wish = plan && { procedure, plan, change: null };
      return within(review(who, place, wish), lookUpMs);
    },
  };

  async function command(asked: Typed): Promise<Answer> {
    if (asked.team !== team()) return told(answers.otherWorkspace());
    const command = parseCommand(asked.text, clusters);
    switch (command.kind) {
      case 'form':
        return { message: null, requests: [], form: true };
      case 'help':
        return told(help(clusters, command.about));
      case 'misunderstood':
        return told(answers.notUnderstood(command));
      case 'list':
      case 'status':
      case 'history':
      case 'owners':
        return query(asked, command);
      case 'audit': {
        const click = clickOf(asked, command.request);
        return { message: null, requests: [], later: () => postTrail(click, asked.delivery) };
      }
      case 'cancel':
      case 'retry':
      case 'rollback':
        return decided(asked, command.kind, command.request);
      case 'plan':
      case 'replicate':
      case 'autosetup':
      case 'plan-autosetup':
      case 'join':
      case 'plan-join':
      case 'multi-master':
      case 'plan-multi-master':
        return begin(
          asked,
          command.plans.map((plan) => ({ procedure: command.kind, plan, change: null })),
        );
      case 'pause':
      case 'resume':
      case 'edit':
      case 'remove':
      case 'watch':
      case 'unwatch':
        return operate(asked, command);
    }
  }

  /** A look at a cluster takes its time. */
  async function query(asked: Asked, what: Query): Promise<Answer> {
    const refused = await within(review(asked, null, null), lookUpMs);
    if (refused) return { requests: [], ...refused };
    return { message: null, requests: [], later: () => queries(what) };
  }

  async function decided(
    asked: Asked,
    verb: Exclude<RequestVerb, 'audit'>,
    request: string,
  ): Promise<Answer> {
    const click = clickOf(asked, request);
    const take: Record<typeof verb, (click: Click) => Promise<Decision>> = {
      cancel: decide.cancel,
      retry: decide.retry,
      rollback: decide.rollBack,
    };
    const decision = await within(take[verb](click), decideMs).catch((error) => {
      // A log that cannot be read is not written to either.
      throw unreadIn(error) ? error : new Undecided(error);
    });
    if (decision.kind === 'refused') return told(answers.refused(decision.why, decision.state));
    return { message: answers.decided(verb, decision.state), requests: [request] };
  }

  /** Named by its streams, or by a request of it. */
  async function operate(asked: Asked, { kind, target, change }: Operation): Promise<Answer> {
    const plan = 'plan' in target ? target.plan : (await store.read(target.request))?.plan;
    if (!plan) return told(answers.refused('unknown-request', null));
    const wish = { procedure: kind, plan, change };
    if (kind !== 'remove') return begin(asked, [wish]);
    const refused = await within(review(asked, asked.channel, wish), lookUpMs);
    return refused ? { requests: [], ...refused } : { ...told(null), confirm: wish };
  }
}

/** What is typed about a request stands for a press of a button of it. */
function clickOf({ user, team, channel }: Asked, request: string): Click {
  return { request, user, team, channel };
}

function told(message: Message | null): Answer {
  return { message, requests: [] };
}
