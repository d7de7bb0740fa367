import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  consentIsSigned,
  requestIsSigned,
  sealIsSigned,
  signConsent,
  signRequest,
  signSeal,
} from '../../src/jobs/signing.ts';
import { parseStreamPath } from '../../src/mapr/path.ts';
import { activity, begunAt, maya, noor } from './requests.ts';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const consent = {
  side: 'replica',
  request: 'abcd2345',
  plan: activity,
  requester: maya,
  approver: noor,
  at: begunAt,
} as const;
const request = {
  request: 'abcd2345',
  procedure: 'replicate',
  change: null,
  speaksFor: 'source',
  plan: activity,
  requester: maya,
  team: 'T0LOCAL',
  at: begunAt,
} as const;
const elsewhere = { ...activity, replica: parseStreamPath('/mapr/newyork/other') };
const encrypted = { ...activity, options: { ...activity.options, encrypt: true } };

describe('a consent', () => {
  const signature = signConsent(privateKey, consent);

  it('holds as it was signed', () => {
    expect(consentIsSigned(publicKey, consent, signature)).toBe(true);
  });

  it.each([
    ['another request', { ...consent, request: 'zzzz9999' }],
    ['another replica', { ...consent, plan: elsewhere }],
    ['other options', { ...consent, plan: encrypted }],
    ['another requester', { ...consent, requester: noor }],
    ['another approver', { ...consent, approver: maya }],
    ['another group to speak for', { ...consent, approver: { ...noor, via: 'S0NY' } }],
    ['another time', { ...consent, at: begunAt + 1 }],
    ['the other side', { ...consent, side: 'source' } as const],
  ])('does not hold for %s', (_, changed) => {
    expect(consentIsSigned(publicKey, changed, signature)).toBe(false);
  });

  it('does not hold under another key, nor with a signature that is none', () => {
    const other = generateKeyPairSync('ed25519');
    expect(consentIsSigned(other.publicKey, consent, signature)).toBe(false);
    expect(consentIsSigned(publicKey, consent, '')).toBe(false);
    expect(consentIsSigned(publicKey, consent, 'bm90IGEgc2lnbmF0dXJl')).toBe(false);
  });
});

describe('a request', () => {
  const signature = signRequest(privateKey, request);

  it('holds as it was signed', () => {
    expect(requestIsSigned(publicKey, request, signature)).toBe(true);
  });

  it.each([
    ['another source', { ...request, plan: { ...activity, source: elsewhere.replica } }],
    ['a dry run made real', { ...request, procedure: 'plan' } as const],
    ['the cluster to do it', { ...request, procedure: 'autosetup' } as const],
    ['both directions', { ...request, procedure: 'multi-master' } as const],
    ['a stream that is there', { ...request, procedure: 'join' } as const],
    ['another procedure', { ...request, procedure: 'resume' } as const],
    ['another side to speak for', { ...request, speaksFor: 'replica' } as const],
    ['nobody to speak for', { ...request, speaksFor: null }],
    ['another requester', { ...request, requester: noor }],
    ['another workspace', { ...request, team: 'T0OTHER' }],
  ])('does not hold for %s', (_, changed) => {
    expect(requestIsSigned(publicKey, changed, signature)).toBe(false);
  });

  it('is no consent', () => {
    expect(consentIsSigned(publicKey, consent, signature)).toBe(false);
  });
});

describe('a seal', () => {
  const seal = { request: 'abcd2345', version: 7, hash: 'x' };
  const signature = signSeal(privateKey, seal);

  it('holds as it was signed', () => {
    expect(sealIsSigned(publicKey, seal, signature)).toBe(true);
  });

  it.each([
    ['another request', { ...seal, request: 'zzzz9999' }],
    ['another entry', { ...seal, version: 8 }],
    ['another hash', { ...seal, hash: 'y' }],
  ])('does not hold for %s', (_, changed) => {
    expect(sealIsSigned(publicKey, changed, signature)).toBe(false);
  });
});
