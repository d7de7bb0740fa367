/** What is asked for becomes a request: checked, signed and written down, or refused with nothing begun. */

import type { KeyObject } from 'node:crypto';
import type { Settings } from '../config.ts';
import { type Busy, fedTwice, holdsReplica, type Pair } from '../jobs/conflict.ts';
import { newRequestId } from '../jobs/ids.ts';
import { isDryRun, type Plan, type Procedure, setsUp } from '../jobs/plan.ts';
import type { Replications } from '../jobs/replications.ts';
import { signRequest } from '../jobs/signing.ts';
import type { NewRequest, Store } from '../jobs/store.ts';
import { isUnread, orUnread } from '../jobs/unread.ts';
import { within } from '../jobs/within.ts';
import type { OptionChange } from '../mapr/replica-edit.ts';
import { traceBegun } from '../tracing/span.ts';
import {
  type AdmissionSettings,
  createAdmission,
  type Party,
  type Refused,
  type Who,
} from './admission.ts';
import type { Answer, Asked } from './ask.ts';
import * as answers from './views/answers.ts';

/** What somebody wants done. */
export interface Wish {
  readonly procedure: Procedure;
  readonly plan: Plan;
  /** What an edit is to change. */
  readonly change: OptionChange | null;
}

export interface Begin {
  /** All of it or nothing. Several that are to be set up together are told of on one card. */
  begin(asked: Asked, wishes: readonly Wish[]): Promise<Answer>;
  /** Why it would be refused as things are, or null. Changes nothing. */
  review(who: Who, place: string | null, wish: Wish | null): Promise<Refused | null>;
}

export interface BeginSettings extends AdmissionSettings {
  readonly settings: Pick<Settings, 'consent'>;
  readonly store: Pick<Store, 'begin' | 'conflictOf' | 'read'>;
  readonly replications: Pick<Replications, 'find'>;
  readonly signingKey: KeyObject;
  /** The link to a request's card, as soon as it is there; null where it is not within so many milliseconds. */
  readonly linkTo: (request: string, withinMs: number) => Promise<string | null>;
  /** The same, of what is there already. */
  readonly linkNow: (request: string) => Promise<string | null>;
}

/**
 * Slack waits three seconds for an answer: so long may people and channel be looked up, which
 * leaves the store its time. Past this the command is refused rather than lost.
 */
export const lookUpMs = 1_000;
/** For the whole answer: what is left of it may be spent on the link to another request. */
const answerMs = 2_600;

export function createBegin(given: BeginSettings): Begin {
  const { settings, store, replications, signingKey } = given;
  const admission = createAdmission(given);
  return { begin, review };

  async function begin(asked: Asked, wishes: readonly Wish[]): Promise<Answer> {
    const since = Date.now();
    const looks = wishes.map(({ plan, procedure }) =>
      admission.admit(asked, asked.channel, plan, procedure),
    );
    const parties = await within(Promise.all(looks), lookUpMs);
    for (const party of parties) if ('part' in party) return { requests: [], ...party };
    const twice = fedTwice(
      wishes[0]?.procedure ?? 'plan',
      wishes.map(({ plan }) => plan),
    );
    if (twice) return { requests: [], part: 'source', message: answers.fedTwice(twice) };
    for (const wish of wishes) {
      const conflict = await inTheWayOf(wish);
      if (conflict) return { requests: [], ...(await busy(wish.plan, conflict, since)) };
    }
    const ids = wishes.map(newRequestId);
    const events = wishes.map(async (wish, index) => {
      const about = setsUp(wish.procedure) ? null : await replications.find(wish.plan);
      const together = ids.length > 1 && setsUp(wish.procedure) ? ids : [];
      const known = { request: ids[index] as string, about: about?.request ?? null, together };
      return requested(asked, wish, parties[index] as Party, known);
    });
    const begun = await store.begin(await Promise.all(events), asked.delivery);
    if (begun.kind === 'busy') {
      return { requests: [], ...(await busy(begun.pair, begun, since)) };
    }
    const { requests, kind } = begun;
    if (kind === 'begun') {
      for (const [index, request] of requests.entries()) {
        const procedure = wishes[index]?.procedure ?? 'plan';
        traceBegun(request, 'request', { 'replicate.procedure': procedure }, since);
      }
    }
    return {
      message: answers.started(wishes, requests),
      requests,
      repeated: kind === 'delivered-before',
    };
  }

  async function review(who: Who, place: string | null, wish: Wish | null) {
    if (!wish) return admission.whyNot(who, place);
    const party = await admission.admit(who, place, wish.plan, wish.procedure);
    if ('part' in party) return party;
    const conflict = holdsReplica(wish.procedure)
      ? await store.conflictOf(wish.plan)
      : await inTheWayOf(wish);
    if (!conflict) return null;
    return inTheWay(wish.plan, conflict, await given.linkNow(conflict.request).catch(() => null));
  }

  /**
   * What holds its replica finds out as it begins. A dry run has to know who is at work there: what its
   * looks find is that request's. What ends a flow waits for nobody but for the set-up, which is cancelled instead.
   */
  async function inTheWayOf({ plan, procedure }: Wish): Promise<Busy | null> {
    if (holdsReplica(procedure)) return null;
    const conflict = await store.conflictOf(plan);
    if (!conflict || isDryRun(procedure)) return conflict;
    const other = await orUnread(store.read(conflict.request));
    // It holds a replica, and so may be the set-up; only a version that can read it knows.
    if (isUnread(other)) return { ...conflict, conflict: other };
    return other && setsUp(other.procedure) ? conflict : null;
  }

  async function busy(plan: Pair, conflict: Busy, since: number): Promise<Refused> {
    const left = Math.max(since + answerMs - Date.now(), 200);
    const link = within(given.linkTo(conflict.request, left), left).catch(() => null);
    return inTheWay(plan, conflict, await link);
  }

  function requested(
    { channel, team }: Asked,
    { procedure, plan, change }: Wish,
    { requester, speaksFor }: Party,
    { request, about, together }: { request: string; about: string | null; together: string[] },
  ): NewRequest {
    const at = Date.now();
    const signed = { request, procedure, plan, change, requester, speaksFor, team, at };
    const { expiresMs, remindMs } = settings.consent;
    const named = procedure === 'replicate' || procedure === 'plan' ? {} : { procedure };
    return {
      type: 'requested',
      request,
      dryRun: isDryRun(procedure),
      ...named,
      plan,
      ...(change ? { change } : {}),
      requester,
      ...(speaksFor === 'source' ? {} : { speaksFor }),
      ...(about === null ? {} : { about }),
      ...(together.length === 0 ? {} : { batch: together }),
      channel,
      team,
      consent: { expires: expiresMs, remind: remindMs },
      signature: signRequest(signingKey, signed),
      at,
    };
  }
}

/** A pair that is under way is at fault where the replica is made; only a source can wait to be made one. */
function inTheWay(plan: Pair, conflict: Busy, link: string | null): Refused {
  const ofSource = ['source-under-way', 'source-is-source'].includes(conflict.conflict);
  const part = ofSource ? 'source' : 'replica';
  return { part, message: answers.busy(plan, conflict, link) };
}
