/** Trails as the bot writes and signs them, for the tests. */

import { generateKeyPairSync } from 'node:crypto';
import { type Entry, genesis, link } from '../../src/jobs/chain.ts';
import { signConsent, signRequest, signSeal, signUndo } from '../../src/jobs/signing.ts';
import type { NewEvent } from '../../src/jobs/store.ts';
import type { Trail } from '../../src/jobs/trail.ts';
import { activity, begunAt, done, maya, noor, requested, untilConsent } from './requests.ts';

export const { privateKey, publicKey } = generateKeyPairSync('ed25519');
export const request = requested().request;

const agreed = { request, plan: activity, requester: maya };

export function signedRequest(): NewEvent & { type: 'requested' } {
  const signed = { ...agreed, team: 'T0LOCAL', at: begunAt };
  return requested({
    signature: signRequest(privateKey, {
      ...signed,
      procedure: 'replicate',
      change: null,
      speaksFor: 'source',
    }),
  });
}

export function approvedBy(approver: typeof noor, key = privateKey): NewEvent {
  const at = begunAt + 60_000;
  const signature = signConsent(key, { ...agreed, side: 'replica', approver, at });
  return { type: 'consent.granted', approver, at, signature };
}

export function undoBy(by: typeof noor, key = privateKey): NewEvent {
  const undo = { cause: 'rolled-back', by, at: begunAt + 90_000 } as const;
  return { type: 'undo.started', ...undo, signature: signUndo(key, { request, ...undo }) };
}

const [, ...untilAsked] = untilConsent();

/** A request with a consent and an undo, from its beginning to its end. */
export const wholeLife: readonly NewEvent[] = [
  signedRequest(),
  ...untilAsked,
  approvedBy(noor),
  ...done('authorize', true),
  undoBy(noor),
  { type: 'undo.done', step: 'authorize', summary: 'removed' },
  { type: 'ended', outcome: 'rolled-back' },
];

/** Entries with these texts, chained as the store does. */
export function chained(texts: readonly string[]): Entry[] {
  let hash = genesis(request);
  return texts.map((text, index) => {
    hash = link(hash, text);
    return { version: index + 1, hash, text };
  });
}

export function textsOf(events: readonly NewEvent[]): string[] {
  return events.map((event, index) => JSON.stringify({ at: begunAt + index * 1000, ...event }));
}

/** @param upTo the entry that is sealed; the last one where it is not given */
export function trailOf(events: readonly NewEvent[], upTo?: number): Trail {
  const entries = chained(textsOf(events));
  const { version, hash } = entries.at((upTo ?? 0) - 1) as Entry;
  const signature = signSeal(privateKey, { request, version, hash });
  return { request, entries, seal: { version, hash, signature } };
}
