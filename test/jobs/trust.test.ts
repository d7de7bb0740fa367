import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { fold } from '../../src/jobs/fold.ts';
import { signConsent, signUndo } from '../../src/jobs/signing.ts';
import { distrustOfConsents, distrustOfRequester, distrustOfUndo } from '../../src/jobs/trust.ts';
import { activity, begunAt, logOf, maya, noor, untilConsent } from './requests.ts';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const day = 24 * 3_600_000;
const settings = {
  clusters: {
    sanfrancisco: { owners: [maya.user], paths: [] },
    newyork: { owners: [noor.user, 'S0NY'], paths: [] },
  },
};

function granted(approver = noor, at = begunAt + 60_000) {
  const signed = {
    request: 'abcd2345',
    side: 'replica',
    plan: activity,
    requester: maya,
    approver,
    at,
  } as const;
  const signature = signConsent(privateKey, signed);
  return fold(logOf(...untilConsent(), { type: 'consent.granted', approver, signature, at }));
}

describe('a worker trusts a consent', () => {
  const distrust = (state = granted(), now = begunAt + day) =>
    distrustOfConsents(state, 'authorize', publicKey, settings, now);

  it('that the bot signed, of an owner of the replica', () => {
    expect(distrust()).toBeNull();
    expect(distrust(granted({ user: 'U0X', via: 'S0NY' }))).toBeNull();
  });

  it.each([
    ['that nobody gave', fold(logOf(...untilConsent())), /nobody has approved/],
    ['of the person who asked', granted(maya), /is the one who asked/],
    ['of somebody who is no owner', granted({ user: 'U0X', via: 'U0X' }), /not an owner of/],
    ['of an owner under another name', granted({ user: 'U0X', via: noor.user }), /not an owner of/],
  ])('but not one %s', (_, state, words) => {
    expect(distrust(state)).toMatch(words);
  });

  it('but not for ever: an old log cannot be run again', () => {
    expect(distrust(granted(), begunAt + 30 * day)).toBeNull();
    expect(distrust(granted(), begunAt + 31 * day)).toMatch(/more than 30 days old/);
    // Nor one from the future: its time would never run out.
    expect(distrust(granted(noor, begunAt + 400 * day))).toMatch(/more than 30 days old/);
  });
});

describe('a worker trusts', () => {
  it('a requester who owns the source', () => {
    expect(distrustOfRequester(granted(), settings)).toBeNull();
    const others = { clusters: { ...settings.clusters, sanfrancisco: { owners: [], paths: [] } } };
    expect(distrustOfRequester(granted(), others)).toMatch(/not an owner of/);
  });

  it('an undo as it was signed', () => {
    const undo = { request: 'abcd2345', cause: 'cancelled', by: maya, at: begunAt } as const;
    const signature = signUndo(privateKey, undo);
    const state = (change: object) =>
      fold(logOf({ type: 'undo.started', ...undo, signature, ...change }), granted());
    expect(distrustOfUndo(state({}), publicKey)).toBeNull();
    expect(distrustOfUndo(state({ cause: 'denied' }), publicKey)).toMatch(/signature/);
    expect(distrustOfUndo(state({ by: noor }), publicKey)).toMatch(/signature/);
    expect(distrustOfUndo(granted(), publicKey)).toMatch(/nobody has decided/);
  });
});
