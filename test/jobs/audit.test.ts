import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { audit } from '../../src/jobs/audit.ts';
import type { Entry } from '../../src/jobs/chain.ts';
import { formatVersion } from '../../src/jobs/events.ts';
import { signSeal } from '../../src/jobs/signing.ts';
import type { NewEvent } from '../../src/jobs/store.ts';
import { parseTrail, printTrail, type Trail } from '../../src/jobs/trail.ts';
import { begunAt, maya, noor, requested } from './requests.ts';
import {
  approvedBy,
  chained,
  privateKey,
  publicKey,
  request,
  signedRequest,
  textsOf,
  trailOf,
  undoBy,
  wholeLife,
} from './trails.ts';

const whole = trailOf(wholeLife);
const count = whole.entries.length;
const stranger = generateKeyPairSync('ed25519').privateKey;

function faults(trail: Trail): readonly string[] {
  return audit(trail, publicKey).faults;
}

function withEntries(change: (entries: Entry[]) => readonly Entry[]): Trail {
  return { ...whole, entries: change([...whole.entries]) };
}

function changed(version: number, to: Partial<Entry>): Trail {
  return withEntries((entries) =>
    entries.map((entry) => (entry.version === version ? { ...entry, ...to } : entry)),
  );
}

describe('a trail that is whole', () => {
  it('is proven', () => {
    expect(audit(whole, publicKey)).toEqual({
      request,
      entries: count,
      sealed: count,
      hash: whole.entries.at(-1)?.hash,
      ended: true,
      newer: [],
      faults: [],
    });
  });

  it('is proven while it is under way, though its newest entries are not sealed yet', () => {
    const { sealed, entries, ended, ...rest } = audit(trailOf(wholeLife.slice(0, 9), 7), publicKey);
    expect({ sealed, entries, ended, faults: rest.faults }).toEqual({
      sealed: 7,
      entries: 9,
      ended: false,
      faults: [],
    });
  });

  it('is not proven by another key', () => {
    const other = generateKeyPairSync('ed25519').publicKey;
    expect(audit(whole, other).faults).toContain("the seal does not carry the bot's signature");
  });
});

describe('a trail that a newer version has written to', () => {
  const texts = textsOf(wholeLife);
  const later = JSON.stringify({ v: formatVersion + 1, type: 'consent.granted', at: begunAt });
  const noted = JSON.stringify({ type: 'step.noted', step: 'create', at: begunAt });

  /** Sealed as the bot of that version has. */
  function sealed(written: readonly string[]): Trail {
    const entries = chained(written);
    const { version, hash } = entries.at(-1) as Entry;
    const signature = signSeal(privateKey, { request, version, hash });
    return { request, entries, seal: { version, hash, signature } };
  }

  it.each([
    ['a kind of event more', texts.toSpliced(4, 0, noted), [5]],
    ['its consent', texts.map((text) => (text.includes('consent.granted') ? later : text)), null],
    ['its end', [...texts.slice(0, -1), later], [count]],
    ['something after its end', [...texts, later], [count + 1]],
    ['all of it', texts.map(() => later), texts.map((_, index) => index + 1)],
  ])('is told as that, and is no fault: %s', (_, written, newer) => {
    const found = audit(sealed(written), publicKey);
    const own = written.indexOf(later) + 1;
    expect({ newer: found.newer, faults: found.faults }).toEqual({
      newer: newer ?? [own],
      faults: [],
    });
  });

  it('is at fault all the same where it was changed, or an entry of it is damaged', () => {
    const trail = sealed(texts.toSpliced(4, 0, noted));
    const entries = trail.entries.with(6, { ...(trail.entries[6] as Entry), text: noted });
    expect(faults({ ...trail, entries })).toEqual(['entry 7 was changed']);
    expect(faults(sealed(texts.toSpliced(4, 0, '{"type":"step.noted"}')))).toEqual([
      'entry 5 cannot be read',
    ]);
  });
});

describe('what was done to a trail is told, and where:', () => {
  const event = '{"type":"consent.reminded","at":1}';

  it.each<[string, Trail, string[]]>([
    ['a changed event', changed(7, { text: event }), ['entry 7 was changed']],
    ['a changed hash', changed(7, { hash: 'x' }), ['entry 7 was changed']],
    [
      'one that no one can read',
      changed(7, { text: '{' }),
      ['entry 7 was changed', 'entry 7 cannot be read'],
    ],
    ['one left out', withEntries((all) => all.toSpliced(6, 1)), ['entry 7 is missing']],
    ['several left out', withEntries((all) => all.toSpliced(6, 3)), ['entries 7 to 9 are missing']],
    [
      'one put in',
      withEntries((all) => all.toSpliced(6, 0, { version: 7, hash: 'x', text: event })),
      ['entry 7 is there twice, or not in its place', 'entry 7 was changed'],
    ],
    [
      'the beginning cut off',
      withEntries((all) => all.slice(3)),
      ['entries 1 to 3 are missing', 'it does not begin with a request'],
    ],
    [
      'the end cut off',
      withEntries((all) => all.slice(0, 12)),
      [`entries after 12 are missing: the seal is of entry ${count}`],
    ],
    [
      'all of it',
      withEntries(() => []),
      ['it has no entries', `entries after 0 are missing: the seal is of entry ${count}`],
    ],
    [
      'the chain made anew after a change',
      withEntries((all) => chained(all.map(({ text }) => text).with(6, event))),
      [
        `entry ${count} is not the one that was sealed: entries up to it were changed, and the chain made anew`,
      ],
    ],
    ['the seal dropped', { ...whole, seal: null }, ['the seal is missing']],
    [
      'the seal moved to another entry',
      { ...whole, seal: { ...(whole.seal as NonNullable<Trail['seal']>), version: 12 } },
      ["the seal does not carry the bot's signature"],
    ],
    [
      'an end that is not sealed',
      trailOf(wholeLife, 12),
      [`it has ended, but is sealed only to entry 12 of ${count}`],
    ],
  ])('%s', (_, trail, told) => {
    expect(faults(trail)).toEqual(expect.arrayContaining(told));
    expect(faults(trail).length).toBeLessThanOrEqual(told.length + 1);
  });

  it("another request's log and seal", () => {
    expect(faults({ ...whole, request: 'zzzz2345' })).toEqual([
      'entry 1 was changed',
      `entry 1 is of request ${request}`,
      "the seal does not carry the bot's signature",
    ]);
  });
});

describe('a log that the bot never would have sealed', () => {
  const signature = "does not carry the bot's signature";
  const middle = wholeLife.findIndex(({ type }) => type === 'consent.granted');
  const asked = wholeLife.slice(0, middle);
  const acting: NewEvent = { type: 'step.acting', step: 'authorize', command: 'upstream add' };

  it.each<[string, readonly NewEvent[], string]>([
    [
      'a request that nobody signed',
      [requested()],
      "entry 1: the request does not carry the bot's signature",
    ],
    [
      'a request that was signed for other options',
      [{ ...signedRequest(), dryRun: true }],
      'entry 1: the request does not',
    ],
    [
      'a consent under another key',
      [...asked, approvedBy(noor, stranger)],
      `entry ${middle + 1}: the consent ${signature}`,
    ],
    [
      'a consent of the one who asked',
      [...asked, approvedBy(maya)],
      `entry ${middle + 1}: the person who approved is the one who asked`,
    ],
    [
      'an undo under another key',
      [...asked, undoBy(noor, stranger)],
      `entry ${middle + 1}: the undo ${signature}`,
    ],
    ['a change without a consent', [...asked, acting], `entry ${middle + 1}: authorize without`],
    ['a second beginning', [...asked, signedRequest()], `entry ${middle + 1} begins it anew`],
    [
      'something after the end',
      [...wholeLife, { type: 'consent.reminded' }],
      `entry ${count + 1} was written after the end`,
    ],
  ])('%s', (_, events, told) => {
    expect(faults(trailOf(events))).toEqual([expect.stringContaining(told)]);
  });
});

describe('whatever is done to a sealed log', () => {
  const place = fc.nat(count - 1);
  const text = fc.oneof(
    fc.constantFrom(...textsOf(wholeLife)),
    fc.json(),
    fc.constant(JSON.stringify({ type: 'consent.reminded', at: begunAt })),
  );
  const number = (entries: readonly Entry[]) =>
    entries.map((entry, index) => ({ ...entry, version: index + 1 }));
  const anew = (entries: readonly Entry[]) => chained(entries.map((entry) => entry.text));

  type Tamper = (entries: readonly Entry[]) => readonly Entry[];
  const to =
    (at: number, change: Partial<Entry>): Tamper =>
    (all) =>
      all.map((each, index) => (index === at ? { ...each, ...change } : each));
  const swap =
    (a: number, b: number): Tamper =>
    (all) => {
      const [one, other] = [all[a], all[b]];
      return one && other ? all.with(a, other).with(b, one) : all;
    };
  const cut =
    (from: number, until: number): Tamper =>
    (all) => [...all.slice(0, from), ...all.slice(until)];
  const put =
    (at: number, entry: Entry | undefined): Tamper =>
    (all) =>
      entry ? all.toSpliced(at, 0, entry) : all;

  const tampering: fc.Arbitrary<Tamper> = fc.oneof(
    fc.tuple(place, text).map(([at, text]) => to(at, { text })),
    fc.tuple(place, fc.string()).map(([at, hash]) => to(at, { hash })),
    fc.tuple(place, place).map(([a, b]) => swap(a, b)),
    place.map((at) => cut(at, at + 1)),
    place.map((at) => cut(at, count)),
    place.map((at) => cut(0, at + 1)),
    fc.tuple(place, text).map(([at, text]) => put(at, { version: at + 1, hash: '', text })),
    fc.tuple(place, place).map(([at, from]) => put(at, whole.entries[from])),
  );

  it('is found, however much of it: also where all is numbered and chained anew', () => {
    const property = fc.property(
      fc.array(tampering, { minLength: 1, maxLength: 3 }),
      fc.subarray([number, anew]),
      (steps, tidy) => {
        const entries = [...steps, ...tidy].reduce<readonly Entry[]>(
          (all, step) => step(all),
          whole.entries,
        );
        fc.pre(JSON.stringify(entries) !== JSON.stringify(whole.entries));
        expect(faults({ ...whole, entries })).not.toEqual([]);
      },
    );
    fc.assert(property, { numRuns: 1_000 });
  });
});

describe('a trail in JSON lines', () => {
  it('reads as what was written, byte for byte', () => {
    const odd = ' {"type" : "x\u2028" }';
    const trail = withEntries((entries) => entries.with(4, { version: 5, hash: '', text: odd }));
    expect(parseTrail(printTrail(trail))).toEqual(trail);
    expect(printTrail(whole).split('\n')).toHaveLength(count + 2);
    expect(parseTrail(printTrail({ ...whole, seal: null }))).toEqual({ ...whole, seal: null });
  });

  it.each([
    ['is empty', '', /line 1/],
    ['is something else', '{"a":1}\n', /line 1/],
    ['lacks its end', printTrail(whole).split('\n').slice(0, 12).join('\n'), /ends at entry 11/],
    ['breaks off within a line', printTrail(whole).slice(0, -9), new RegExp(`line ${count + 1}`)],
  ])('is refused where it %s', (_, text, told) => {
    expect(() => parseTrail(text)).toThrow(told);
  });
});
