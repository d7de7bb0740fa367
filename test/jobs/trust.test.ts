import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { consentsBefore } from '../../src/jobs/admission.ts';
import { fold } from '../../src/jobs/fold.ts';
import { signConsent, signUndo } from '../../src/jobs/signing.ts';
import type { RequestState } from '../../src/jobs/state.ts';
import { distrustOfConsents, distrustOfRequester, distrustOfUndo } from '../../src/jobs/trust.ts';
import { activity, begunAt, lee, logOf, maya, noor, requested, untilConsent } from './requests.ts';

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

describe("Where the request is nobody's consent, both sides have to agree", () => {
  const owners = {
    clusters: {
      sanfrancisco: { owners: [maya.user, lee.user, noor.user], paths: [] },
      newyork: { owners: [noor.user], paths: [] },
    },
  };
  const stranger = { user: 'U0X', via: 'U0X' };
  const asked = { requester: stranger, speaksFor: null };

  function agreed(...consents: readonly (readonly ['source' | 'replica', typeof maya])[]) {
    const at = begunAt + 60_000;
    const events = consents.map(([side, approver]) => {
      const signed = {
        request: 'abcd2345',
        side,
        plan: activity,
        requester: stranger,
        approver,
        at,
      };
      const signature = signConsent(privateKey, signed);
      const of = side === 'source' ? { side } : {};
      return { type: 'consent.granted', ...of, approver, signature, at } as const;
    });
    return fold(logOf(requested(asked), ...events));
  }
  const distrust = (state: RequestState, step: 'create' | 'register' | 'authorize' | 'load') =>
    distrustOfConsents(state, step, publicKey, owners, begunAt + day);

  it('the source before anything is changed, the replica before it takes anything', () => {
    expect(distrust(agreed(), 'create')).toMatch(/nobody has approved the request for the source/);
    expect(distrust(agreed(['source', lee]), 'create')).toBeNull();
    expect(distrust(agreed(['source', lee]), 'register')).toBeNull();
    expect(distrust(agreed(['source', lee]), 'authorize')).toMatch(/for the replica/);
    expect(distrust(agreed(['source', lee], ['replica', noor]), 'load')).toBeNull();
    expect(distrust(agreed(['replica', noor]), 'authorize')).toMatch(/for the source/);
  });

  it('by two people', () => {
    const one = agreed(['source', noor], ['replica', noor]);
    expect(distrust(one, 'authorize')).toMatch(/is the one who approved for the source/);
    expect(distrust(agreed(['source', stranger]), 'create')).toMatch(/is the one who asked/);
  });

  it('and a consent for one side is none for the other', () => {
    const state = agreed(['source', lee], ['replica', noor]);
    const { source, replica } = state.consents;
    const turned = { ...state, consents: { source: replica, replica: source } };
    expect(distrust(turned, 'create')).toMatch(/signature/);
  });

  it('nobody pauses what they do not own', () => {
    const state = fold(logOf(requested({ ...asked, procedure: 'pause' })));
    expect(distrustOfRequester(state, owners)).toMatch(/nobody speaks for either side/);
    expect(distrustOfRequester(agreed(), owners)).toBeNull();
    const replica = fold(
      logOf(requested({ requester: maya, speaksFor: 'replica', procedure: 'pause' })),
    );
    expect(distrustOfRequester(replica, owners)).toMatch(/not an owner of .*newyork/);
  });
});

it('before a set-up by the cluster, both sides have agreed: the order adds the upstream itself', () => {
  for (const step of ['prepare', 'autosetup', 'copying', 'confirm'] as const) {
    const request = { procedure: 'autosetup', speaksFor: 'source' } as const;
    expect(consentsBefore(request, step)).toEqual(['replica']);
    expect([...consentsBefore({ ...request, speaksFor: null }, step)].sort()).toEqual([
      'replica',
      'source',
    ]);
  }
});

it('before either direction of a set-up in both, both sides have agreed', () => {
  for (const step of [
    'register-back',
    'authorize-back',
    'resume',
    'resume-back',
    'confirm-back',
  ] as const) {
    const request = { procedure: 'multi-master', speaksFor: 'source' } as const;
    expect(consentsBefore(request, step)).toEqual(['replica']);
    expect(consentsBefore({ ...request, speaksFor: null }, step)).toEqual(['source', 'replica']);
  }
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
