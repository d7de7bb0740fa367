/**
 * Whether a trail is what was written: nothing in it changed, moved, put in or left out, every
 * decision signed, and all of it sealed. Pure; what a proof rests on stands in docs/audit.md.
 */

import type { KeyObject } from 'node:crypto';
import { consentsBefore } from './admission.ts';
import { type Entry, genesis, link } from './chain.ts';
import { type Event, type EventOf, procedureOf, readEvent, sideOf, speaksFor } from './events.ts';
import type { Side } from './plan.ts';
import { consentIsSigned, requestIsSigned, sealIsSigned, undoIsSigned } from './signing.ts';
import type { Trail } from './trail.ts';
import { isUnread, type Unread, whyUnread } from './unread.ts';

export interface Audit {
  readonly request: string;
  /** How many entries the trail has. */
  readonly entries: number;
  /** The entry that the seal is of: newer ones are chained, but nobody has signed them yet. */
  readonly sealed: number;
  readonly hash: string;
  readonly ended: boolean;
  /** The entries that a newer version has written: what they say, only that one can prove. */
  readonly newer: readonly number[];
  /** What is wrong, and where; none of a trail that is proven. */
  readonly faults: readonly string[];
}

interface Read extends Entry {
  readonly event: Event | Unread;
}

/** @param key the public one of the bot that signed */
export function audit(trail: Trail, key: KeyObject): Audit {
  const { request, seal } = trail;
  const entries = trail.entries.map((entry) => ({
    ...entry,
    event: readEvent(entry) ?? whyUnread(entry.text),
  }));
  const last = entries.at(-1);
  return {
    request,
    entries: entries.length,
    sealed: seal?.version ?? 0,
    hash: last?.hash ?? '',
    ended: hasEnded(entries),
    newer: entries.filter(({ event }) => event === 'newer').map(({ version }) => version),
    faults: [
      ...(last ? [] : ['it has no entries']),
      ...faultsOfPlaces(entries),
      ...faultsOfChain(request, entries),
      ...faultsOfEvents(request, entries),
      ...faultsOfDecisions(entries, key),
      ...faultsOfSeal(trail, hasEnded(entries), key),
    ],
  };
}

function hasEnded(entries: readonly Read[]): boolean {
  return entries.some(({ event }) => typeOf(event) === 'ended');
}

/** Whether a request has ended, and its seal is not yet at its end: a bot moves it there within moments. */
export function awaitsSeal({ seal, entries }: Trail): boolean {
  const last = entries.at(-1);
  if (!seal || !last || seal.version >= last.version) return false;
  return readEvent(last)?.type === 'ended';
}

function typeOf(event: Event | Unread): Event['type'] | null {
  return isUnread(event) ? null : event.type;
}

function faultsOfPlaces(entries: readonly Entry[]): string[] {
  let next = 1;
  return entries.flatMap(({ version }) => {
    const expected = next;
    next = Math.max(next, version + 1);
    if (version === expected) return [];
    if (version < expected) return [`entry ${version} is there twice, or not in its place`];
    const lost = version - 1;
    return [
      lost === expected ? `entry ${lost} is missing` : `entries ${expected} to ${lost} are missing`,
    ];
  });
}

function faultsOfChain(request: string, entries: readonly Entry[]): string[] {
  let version = 0;
  // After one that was changed: what stands there, and what ought to. The next was chained to either.
  let heads = [genesis(request)];
  return entries.flatMap((entry) => {
    // What it was chained to is not there, which has been said.
    const isNext = entry.version === version + 1;
    const hashes = heads.map((head) => link(head, entry.text));
    version = entry.version;
    if (!isNext || hashes.includes(entry.hash)) {
      heads = [entry.hash];
      return [];
    }
    heads = [entry.hash, ...hashes.slice(0, 1)];
    return [`entry ${version} was changed`];
  });
}

function faultsOfEvents(request: string, entries: readonly Read[]): string[] {
  const end = entries.findIndex(({ event }) => typeOf(event) === 'ended');
  return entries.flatMap(({ version, event }, index) => {
    if (event === 'newer') return [];
    if (event === 'damaged') return [`entry ${version} cannot be read`];
    if ((index === 0) !== (event.type === 'requested')) {
      return [index === 0 ? 'it does not begin with a request' : `entry ${version} begins it anew`];
    }
    if (event.type === 'requested' && event.request !== request) {
      return [`entry ${version} is of request ${event.request}`];
    }
    return end >= 0 && index > end ? [`entry ${version} was written after the end`] : [];
  });
}

/** Each decision is signed, and nothing that rests on the consent was changed without it. */
function faultsOfDecisions(entries: readonly Read[], key: KeyObject): string[] {
  const first = entries[0]?.event;
  if (!first || isUnread(first) || first.type !== 'requested') return [];
  const agreed = new Map<Side, string>();
  // What a newer version has written may be a consent.
  let mayHaveAgreed = false;
  const asked = { procedure: procedureOf(first), speaksFor: speaksFor(first) };
  return entries.flatMap(({ version, event }) => {
    if (event === 'newer') mayHaveAgreed = true;
    if (isUnread(event)) return [];
    switch (event.type) {
      case 'requested':
        if (isSigned(event, key)) return [];
        return [`entry ${version}: the request does not carry the bot's signature`];
      case 'consent.granted':
        agreed.set(sideOf(event), event.approver.user);
        if (!isAgreed(first, event, key)) {
          return [`entry ${version}: the consent does not carry the bot's signature`];
        }
        if (event.approver.user === first.requester.user) {
          return [`entry ${version}: the person who approved is the one who asked`];
        }
        if (agreed.get('source') !== agreed.get('replica')) return [];
        return [`entry ${version}: one person approved for both sides`];
      case 'undo.started':
        if (undoIsSigned(key, { ...event, request: first.request }, event.signature)) return [];
        return [`entry ${version}: the undo does not carry the bot's signature`];
      case 'step.acting':
        if (mayHaveAgreed) return [];
        if (consentsBefore(asked, event.step).every((side) => agreed.has(side))) return [];
        return [`entry ${version}: ${event.step} without a consent`];
      default:
        return [];
    }
  });
}

function isSigned(event: EventOf<'requested'>, key: KeyObject): boolean {
  const { change = null, signature } = event;
  const what = { ...event, procedure: procedureOf(event), speaksFor: speaksFor(event), change };
  return requestIsSigned(key, what, signature);
}

function isAgreed(
  { request, plan, requester }: EventOf<'requested'>,
  event: EventOf<'consent.granted'>,
  key: KeyObject,
): boolean {
  const { approver, at, signature } = event;
  const what = { request, side: sideOf(event), plan, requester, approver, at };
  return consentIsSigned(key, what, signature);
}

function faultsOfSeal({ request, seal, entries }: Trail, ended: boolean, key: KeyObject): string[] {
  if (!seal) return ['the seal is missing'];
  const { version, hash, signature } = seal;
  if (!sealIsSigned(key, { request, version, hash }, signature)) {
    return ["the seal does not carry the bot's signature"];
  }
  const last = entries.at(-1)?.version ?? 0;
  if (version > last) {
    return [`entries after ${last} are missing: the seal is of entry ${version}`];
  }
  if (entries.find((entry) => entry.version === version)?.hash !== hash) {
    return [
      `entry ${version} is not the one that was sealed: entries up to it were changed, and the chain made anew`,
    ];
  }
  if (!ended || version === last) return [];
  return [`it has ended, but is sealed only to entry ${version} of ${last}`];
}
