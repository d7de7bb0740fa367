/** A click becomes a decision: who pressed is looked up afresh, and the log decides who was first. */

import type { KeyObject } from 'node:crypto';
import {
  approve,
  cancel,
  deny,
  Refusal,
  type RefusalReason,
  retry,
  rollBack,
} from '../jobs/decisions.ts';
import type { Person } from '../jobs/events.ts';
import type { Side } from '../jobs/plan.ts';
import { type SignedUndo, signConsent, signUndo } from '../jobs/signing.ts';
import { askedSide, type RequestState, sidesAsked } from '../jobs/state.ts';
import type { Store } from '../jobs/store.ts';
import { traced } from '../tracing/span.ts';
import type { People, Standing } from './people.ts';

export interface Click {
  readonly request: string;
  readonly user: string;
  /** The workspace that the click comes from. */
  readonly team: string;
  /** Where it was pressed. */
  readonly channel: string;
  /** Whose consent the message asks that it was pressed in; where that is not told, the one that is waited for. */
  readonly side?: Side;
  /** When it came, in milliseconds since 1970: who may do what is not looked up for each of many decisions of one click. */
  readonly at?: number;
}

export type Why =
  | RefusalReason
  | Exclude<Standing, 'good'>
  | 'not-source-owner'
  | 'not-replica-owner'
  | 'not-involved'
  | 'unknown-request';

export type Decision =
  | { readonly kind: 'taken'; readonly state: RequestState }
  | { readonly kind: 'refused'; readonly why: Why; readonly state: RequestState | null };

export interface Decide {
  /** Whether this person may decide on the consent now; asked before the form for a reason opens. */
  mayDecide(click: Click): Promise<Decision>;
  approve(click: Click): Promise<Decision>;
  deny(click: Click, reason: string): Promise<Decision>;
  /** Whether this person may have the request's trail. */
  mayAudit(click: Click): Promise<Decision>;
  retry(click: Click): Promise<Decision>;
  rollBack(click: Click): Promise<Decision>;
  cancel(click: Click): Promise<Decision>;
}

export interface DecideSettings {
  readonly store: Store;
  readonly people: People;
  readonly signingKey: KeyObject;
  /** The workspace that the bot belongs to. */
  readonly team: () => string;
}

/** Whose consent a click decides on. */
export function sideOf(state: RequestState, { side }: Click): Side {
  return side ?? askedSide(state) ?? sidesAsked(state).at(-1) ?? 'replica';
}

class Refused extends Error {
  readonly why: Why;

  constructor(why: Why) {
    super(`refused: ${why}`);
    this.why = why;
  }
}

export function createDecide(given: DecideSettings): Decide {
  const { store, people, signingKey, team } = given;
  /** Afresh: nothing that was known before the click. */
  const since = ({ at = Date.now() }: Click) => ({ since: at });
  const sign = (undo: SignedUndo) => signUndo(signingKey, undo);

  return {
    mayDecide: (click) =>
      deciding('may decide', click, async (state) => {
        const { side, person } = await asOwner(state, click);
        // The reason is not known yet; everything else is what the denial itself will check.
        deny(state, side, person, Date.now(), 'not given yet', () => '');
        return state;
      }),
    approve: (click) =>
      deciding(
        'approve',
        click,
        async (before) => {
          const { side, person: approver } = await asOwner(before, click);
          return append(before, (state) => {
            const at = Date.now();
            const { id, plan, requester } = state;
            const signed = { request: id, side, plan, requester, approver, at };
            return approve(state, side, approver, at, signConsent(signingKey, signed));
          });
        },
        (state) => {
          const consent = state.consents[sideOf(state, click)];
          return consent.kind === 'granted' && consent.approver.user === click.user;
        },
      ),
    deny: (click, reason) =>
      deciding(
        'deny',
        click,
        async (before) => {
          const { side, person: by } = await asOwner(before, click);
          return append(before, (state) => deny(state, side, by, Date.now(), reason, sign));
        },
        (state) => {
          const consent = state.consents[sideOf(state, click)];
          return consent.kind === 'denied' && consent.by.user === click.user;
        },
      ),
    mayAudit: (click) =>
      deciding('may audit', click, async (state) => {
        await asInvolved(state, click);
        return state;
      }),
    retry: (click) =>
      deciding(
        'retry',
        click,
        async (before) => {
          const by = await asInvolved(before, click);
          return append(before, (state) => retry(state, by));
        },
        ({ retried }) => retried?.by.user === click.user,
      ),
    rollBack: (click) =>
      deciding('roll back', click, async (before) => {
        const by = await asInvolved(before, click);
        return append(before, (state) => rollBack(state, by, Date.now(), sign));
      }),
    cancel: (click) =>
      deciding('cancel', click, async (before) => {
        const by = await asInvolved(before, click);
        return append(before, (state) => cancel(state, by, Date.now(), sign));
      }),
  };

  function deciding(
    what: string,
    click: Click,
    decide: (state: RequestState) => Promise<RequestState>,
    isDone?: (state: RequestState) => boolean,
  ): Promise<Decision> {
    return traced(click.request, what, {}, async (note) => {
      const decision = await decideOnce(click, decide, isDone);
      note({ 'replicate.outcome': decision.kind === 'refused' ? decision.why : decision.kind });
      return decision;
    });
  }

  /** @param isDone whether this person has decided just so: Slack may deliver one click twice */
  async function decideOnce(
    click: Click,
    decide: (state: RequestState) => Promise<RequestState>,
    isDone: (state: RequestState) => boolean = () => false,
  ): Promise<Decision> {
    const state = await store.read(click.request);
    if (!state) return { kind: 'refused', why: 'unknown-request', state };
    try {
      return { kind: 'taken', state: await decide(state) };
    } catch (error) {
      if (error instanceof Refused) return { kind: 'refused', why: error.why, state };
      if (error instanceof Refusal) {
        if (isDone(error.state)) return { kind: 'taken', state: error.state };
        return { kind: 'refused', why: error.reason, state: error.state };
      }
      throw error;
    }
  }

  /** On what was read before the person was looked up: where the log has moved since, what came is read, and decided on again. */
  async function append(before: RequestState, decide: Parameters<Store['append']>[1]) {
    return (await store.append(before, decide)).state;
  }

  /** The owner that they decide as, and for which side. What else speaks against it, the decision itself tells. */
  async function asOwner(
    state: RequestState,
    click: Click,
  ): Promise<{ side: Side; person: Person }> {
    const side = sideOf(state, click);
    // Side by side: a form has to open within Slack's three seconds.
    const [, person] = await Promise.all([
      mustBeInGoodStanding(click),
      people.asOwner(click.user, people.ownersOn(side, state.plan), since(click)),
    ]);
    if (click.user === state.requester.user) throw new Refused('own-request');
    if (!person) throw new Refused(side === 'source' ? 'not-source-owner' : 'not-replica-owner');
    return { side, person };
  }

  /** The requester, or an owner of either side. */
  async function asInvolved(state: RequestState, click: Click): Promise<Person> {
    await mustBeInGoodStanding(click);
    const person = await people.asInvolved(click.user, state, since(click));
    if (!person) throw new Refused('not-involved');
    return person;
  }

  async function mustBeInGoodStanding(click: Click): Promise<void> {
    if (click.team !== team()) throw new Refused('elsewhere');
    const standing = await people.standing(click.user, since(click));
    if (standing !== 'good') throw new Refused(standing);
  }
}
