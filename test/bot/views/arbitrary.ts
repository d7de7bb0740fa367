/** Logs that never were, and logs that could be. */

import fc from 'fast-check';
import { approve, cancel, deny, passTime, retry, rollBack } from '../../../src/jobs/decisions.ts';
import type { Event, Failure } from '../../../src/jobs/events.ts';
import { outcomes, undoCauses } from '../../../src/jobs/events.ts';
import { fold } from '../../../src/jobs/fold.ts';
import { afterStep, afterUndo } from '../../../src/jobs/outcome.ts';
import { type ClusterStepName, isClusterStep, rowOf, stepNames } from '../../../src/jobs/plan.ts';
import { type RequestState, rowsOf, sidesAsked, toUndo } from '../../../src/jobs/state.ts';
import type { NewEvent } from '../../../src/jobs/store.ts';
import { parseStreamPath } from '../../../src/mapr/path.ts';
import { begunAt, lee, logOf, maya, noor, requested, untilConsent } from '../../jobs/requests.ts';

/** What clusters and people may write: marks, mentions, fences, other scripts, and far too much of it. */
export const words = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 80 }),
  fc.constantFrom('', '```', '`', '<!channel>', '&&&&', '*_~', '\u202e\u0000', '\ud800', ':tada:'),
  fc
    .tuple(
      fc.constantFrom('x', '&', '<', '`', '"', '\n', '\u0001', '界', '😀', '\ud800'),
      fc.nat(6_000),
    )
    .map(([unit, times]) => unit.repeat(times)),
);
const step = fc.constantFrom(...stepNames);
const person = fc.constantFrom(maya, noor, { user: 'W0<x>', via: 'S0NY' });
const time = fc.oneof(fc.nat(10 ** 12), fc.constantFrom(-1, 10 ** 300));
const failure: fc.Arbitrary<Failure> = fc.record({
  message: words,
  cluster: words,
  command: fc.option(words),
  answer: fc.option(words),
  remedy: words,
});
const findings = fc.array(fc.record({ ok: fc.boolean(), what: words, remedy: fc.option(words) }), {
  maxLength: 8,
});
const segment = fc
  .stringMatching(/^[A-Za-z0-9_.][A-Za-z0-9_.-]{0,200}$/)
  .filter((s) => !/^\.+$/.test(s));
export const path = fc
  .array(segment, { minLength: 2, maxLength: 4 })
  .map((parts) => parseStreamPath(`/mapr/${parts.join('/')}`));
export const options = fc.record({
  throttle: fc.boolean(),
  synchronous: fc.boolean(),
  encrypt: fc.boolean(),
  compression: fc.option(fc.constantFrom('off' as const, 'lz4' as const, 'zlib' as const)),
});
const plan = fc.record({ source: path, replica: path, options });
const purpose = fc.constantFrom('look' as const, 'act' as const, 'prove' as const, 'undo' as const);
const type = <T extends string>(name: T) => fc.constant(name);
/** As an event says it: the replica's where it says nothing. */
const of = fc.constantFrom({}, { side: 'source' as const });
const ofConsent = (
  fields: Record<string, fc.Arbitrary<unknown>>,
): fc.Arbitrary<Record<string, unknown>> =>
  fc.tuple(fc.record(fields), of).map(([event, side]) => ({ ...event, ...side }));
const wanted = fc.oneof(
  fc.constantFrom({}, { dryRun: true }),
  fc.record({
    procedure: fc.constantFrom(
      'pause' as const,
      'resume' as const,
      'remove' as const,
      'autosetup' as const,
      'join' as const,
      'multi-master' as const,
    ),
    speaksFor: fc.constantFrom('source' as const, 'replica' as const, null),
  }),
  fc.record({
    procedure: fc.constant('edit' as const),
    speaksFor: fc.constantFrom('source' as const, 'replica' as const, null),
    change: fc.constantFrom({ throttle: true }, { encrypt: false, compression: 'lz4' as const }),
  }),
  fc.constantFrom({ speaksFor: 'replica' as const }, { speaksFor: null }),
);

const body = fc.oneof(
  fc.record({ type: type('step.started'), step, run: words, worker: words }),
  fc.record({
    type: type('step.ran'),
    step,
    purpose,
    command: words,
    exitCode: fc.option(fc.nat(255)),
    answer: words,
    durationMs: fc.nat(),
  }),
  fc.record({ type: type('step.acting'), step, command: words }),
  fc.record({ type: type('step.act-refused'), step }),
  fc.record({ type: type('step.waiting'), step, why: words, until: time, fault: fc.boolean() }),
  fc.record({
    type: type('step.progress'),
    step: fc.constantFrom(...stepNames, ...Array<'load'>(20).fill('load')),
    done: fc.double({ noNaN: true }),
    total: fc.double({ noNaN: true }),
    bytes: fc.double({ noNaN: true }),
  }),
  fc.record({
    type: type('step.progress'),
    step: type('copying'),
    done: fc.nat(100),
    total: fc.constantFrom(0, 100),
    bytes: fc.constant(0),
    state: words,
  }),
  fc.record({ type: type('step.done'), step, summary: words, findings }),
  fc.record({ type: type('step.failed'), step, failure }),
  ofConsent({ type: type('consent.asked'), expires: time, remind: fc.option(time) }),
  ofConsent({ type: type('consent.reminded') }),
  ofConsent({ type: type('consent.granted'), approver: person, signature: words }),
  ofConsent({ type: type('consent.denied'), by: person, reason: words }),
  ofConsent({ type: type('consent.expired') }),
  fc.record({ type: type('retried'), by: person }),
  fc.record({
    type: type('undo.started'),
    signature: fc.constant('signed'),
    cause: fc.constantFrom(...undoCauses),
    by: fc.option(person),
  }),
  fc.record({ type: type('undo.acting'), step, command: words }),
  fc.record({ type: type('undo.done'), step, summary: words }),
  fc.record({ type: type('undo.left'), step, why: words, command: words }),
  fc.record({ type: type('undo.failed'), step, failure }),
);
const ended = fc.record({ type: type('ended'), outcome: fc.constantFrom(...outcomes) });

/** Any events in any order, as no log will ever have them. */
export const anyState: fc.Arbitrary<RequestState> = fc
  .tuple(
    plan,
    wanted,
    fc.array(fc.tuple(body, time), { maxLength: 60 }),
    fc.option(fc.tuple(ended, time)),
  )
  .map(([plan, what, events, end]) =>
    fold(
      [{ ...requested({ plan, ...what }), at: begunAt, hash: '' }].concat(
        [...events, ...(end ? [end] : [])].map(
          ([event, at]) => ({ ...event, at, hash: '' }) as never,
        ),
      ) as Event[],
    ),
  );

/** The states of a request's life, from its beginning or from its consent on, by the rules of the procedure. */
export const anyLife: fc.Arbitrary<readonly RequestState[]> = fc
  .tuple(
    fc.oneof(
      fc.constant(untilConsent()),
      wanted.filter((what) => !('dryRun' in what)).map((what) => [requested(what)]),
    ),
    fc.array(fc.nat(99), { minLength: 20, maxLength: 60, size: 'max' }),
  )
  .map(([beginning, choices]) => {
    const events = logOf(...beginning);
    let at = events.at(-1)?.at ?? begunAt;
    const lives = [fold(events)];
    for (const choice of choices) {
      const now = lives.at(-1) as RequestState;
      // Now and then past the reminder, and past the expiry.
      at += choice < 4 ? 30 * 3_600_000 : choice < 12 ? 5 * 3_600_000 : 1_000;
      const next = nextEvents(now, choice, at);
      if (next.length > 0)
        lives.push(fold(next.map((each) => ({ at, hash: '', ...each })) as Event[], now));
    }
    return lives;
  });

const sign = () => 'signed';

function nextEvents(state: RequestState, choice: number, at: number): readonly NewEvent[] {
  switch (state.phase) {
    case 'ended':
      return [];
    case 'failed':
      return choice < 50 ? retry(state, maya) : rollBack(state, noor, at, sign);
    case 'undo-failed':
      return retry(state, maya);
    case 'undoing':
      return undoNext(state, choice);
    case 'running':
      return runNext(state, choice, at);
  }
}

const broken: Failure = {
  message: 'No.',
  cluster: 'x',
  command: null,
  answer: null,
  remedy: 'Mend.',
};

function undoNext(state: RequestState, choice: number): readonly NewEvent[] {
  const name = toUndo(state)[0] as ClusterStepName;
  if (choice < 20) return [{ type: 'undo.failed', step: name, failure: broken }];
  if (choice < 30) return afterUndo(state, name, { kind: 'left', why: 'full', command: 'do it' });
  return afterUndo(state, name, { kind: 'undone', summary: 'gone' });
}

function runNext(state: RequestState, choice: number, at: number): readonly NewEvent[] {
  if (choice === 99) return cancel(state, maya, at, sign);
  const ready = rowsOf(state).find(
    ({ name, after }) =>
      state.steps[name].status !== 'done' &&
      after.every((before) => state.steps[before].status === 'done'),
  )?.name;
  if (!ready) return [];
  if (!isClusterStep(ready)) return consentNext(state, choice, at);
  const { status } = state.steps[ready];
  if (status === 'pending') return [{ type: 'step.started', step: ready, run: 'r', worker: 'w' }];
  if (choice < 15) return [{ type: 'step.failed', step: ready, failure: broken }];
  if (choice < 25)
    return [{ type: 'step.waiting', step: ready, why: 'it', until: at + 1, fault: true }];
  const acting: NewEvent[] = rowOf(ready).undoable
    ? [{ type: 'step.acting', step: ready, command: 'do it' }]
    : [];
  return [...acting, ...afterStep(state, ready, { kind: 'done', summary: 'well' })];
}

function consentNext(state: RequestState, choice: number, at: number): readonly NewEvent[] {
  const side = sidesAsked(state).find((each) => state.consents[each].kind !== 'granted');
  if (!side) return [];
  const byTheClock = passTime(state, side, at, sign);
  if (byTheClock.length > 0 || state.consents[side].kind !== 'asked') return byTheClock;
  if (choice < 10) return [];
  const by = side === 'source' ? lee : noor;
  return choice < 60 ? approve(state, side, by, at, 's') : deny(state, side, by, at, 'no', sign);
}
