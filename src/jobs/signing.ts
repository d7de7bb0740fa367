/**
 * What the bot signs and the worker checks: that an owner of the source asked for this plan, and
 * that another person, an owner of the replica's side, agreed to it. Whoever can write to Redis
 * but does not hold the bot's key can make neither; nor a seal, which the audit checks.
 */

import { type KeyObject, sign, verify } from 'node:crypto';
import type { OptionChange } from '../mapr/replica-edit.ts';
import type { Person, UndoCause } from './events.ts';
import type { Plan, Procedure, Side } from './plan.ts';
import { createRecent, type Recent } from './recent.ts';

export interface SignedRequest {
  readonly request: string;
  readonly procedure: Procedure;
  readonly plan: Plan;
  readonly change: OptionChange | null;
  readonly requester: Person;
  readonly speaksFor: Side | null;
  readonly team: string;
  /** When it was asked for: milliseconds since 1970, UTC. */
  readonly at: number;
}

export interface SignedConsent {
  readonly request: string;
  /** Whose owner agreed. */
  readonly side: Side;
  readonly plan: Plan;
  readonly requester: Person;
  readonly approver: Person;
  /** When it was agreed to: milliseconds since 1970, UTC. */
  readonly at: number;
}

export interface SignedUndo {
  readonly request: string;
  readonly cause: UndoCause;
  /** Null where the clock decided. */
  readonly by: Person | null;
  /** When it was decided: milliseconds since 1970, UTC. */
  readonly at: number;
}

/** How far the bot has seen a request's log: see seal.ts. */
export interface SignedSeal {
  readonly request: string;
  readonly version: number;
  /** Of the entry with that version. */
  readonly hash: string;
}

export function signSeal(key: KeyObject, what: SignedSeal): string {
  return signature(key, sealText(what));
}

export function sealIsSigned(key: KeyObject, what: SignedSeal, by: string): boolean {
  return isSigned(key, sealText(what), by);
}

export function signUndo(key: KeyObject, what: SignedUndo): string {
  return signature(key, undoText(what));
}

export function undoIsSigned(key: KeyObject, what: SignedUndo, by: string): boolean {
  return isSigned(key, undoText(what), by);
}

export function signRequest(key: KeyObject, what: SignedRequest): string {
  return signature(key, requestText(what));
}

export function requestIsSigned(key: KeyObject, what: SignedRequest, by: string): boolean {
  return isSigned(key, requestText(what), by);
}

export function signConsent(key: KeyObject, what: SignedConsent): string {
  return signature(key, consentText(what));
}

export function consentIsSigned(key: KeyObject, what: SignedConsent, by: string): boolean {
  return isSigned(key, consentText(what), by);
}

function signature(key: KeyObject, text: string): string {
  return sign(null, Buffer.from(text), key).toString('base64url');
}

/** Signatures that were found good, by key: each step of a request rests on the same ones, and a look at one takes 0.1 ms. */
const good = new WeakMap<KeyObject, Recent<true>>();
const mostGood = 1_000;

function isSigned(key: KeyObject, text: string, by: string): boolean {
  const known = good.get(key) ?? createRecent<true>(mostGood);
  good.set(key, known);
  const what = `${by} ${text}`;
  if (known.find(what)) return true;
  if (!verify(null, Buffer.from(text), key, Buffer.from(by, 'base64url'))) return false;
  known.keep(what, true);
  return true;
}

// Lists in a fixed order, under a heading of their own: two things can never read alike.
function requestText(signed: SignedRequest): string {
  const { request, procedure, plan, change, requester, speaksFor, team, at } = signed;
  const rest = [...planText(plan), requester.user, requester.via, team, at];
  // What the source's owner asks for has been signed this way since before there was anything else.
  const first = (procedure === 'replicate' || procedure === 'plan') && speaksFor === 'source';
  if (first)
    return JSON.stringify(['replicate-bot/request/1', request, procedure === 'plan', ...rest]);
  const { throttle, synchronous, encrypt, compression } = change ?? {};
  const changed = [throttle, synchronous, encrypt, compression].map((to) => to ?? null);
  return JSON.stringify([
    'replicate-bot/request/2',
    request,
    procedure,
    speaksFor,
    changed,
    ...rest,
  ]);
}

function consentText({ request, side, plan, requester, approver, at }: SignedConsent): string {
  return JSON.stringify([
    side === 'replica' ? 'replicate-bot/consent/1' : 'replicate-bot/consent-source/1',
    request,
    ...planText(plan),
    requester.user,
    requester.via,
    approver.user,
    approver.via,
    at,
  ]);
}

function undoText({ request, cause, by, at }: SignedUndo): string {
  return JSON.stringify([
    'replicate-bot/undo/1',
    request,
    cause,
    by?.user ?? null,
    by?.via ?? null,
    at,
  ]);
}

function sealText({ request, version, hash }: SignedSeal): string {
  return JSON.stringify(['replicate-bot/seal/1', request, version, hash]);
}

function planText({ source, replica, options }: Plan): unknown[] {
  const { throttle, synchronous, encrypt, compression } = options;
  return [source, replica, throttle, synchronous, encrypt, compression];
}
