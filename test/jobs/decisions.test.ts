import { describe, expect, it } from 'vitest';
import {
  approve,
  cancel,
  deny,
  endUndo,
  passTime,
  Refusal,
  retry,
  rollBack,
  wakeAt,
} from '../../src/jobs/decisions.ts';
import { fold } from '../../src/jobs/fold.ts';
import { toUndo } from '../../src/jobs/state.ts';
import { begunAt, done, logOf, maya, noor, requested, untilConsent } from './requests.ts';

const waiting = fold(logOf(...untilConsent()));
const sign = () => 'signed';
const later = begunAt + 3_600_000;
const failure = { message: 'no', cluster: 'newyork', command: null, answer: null, remedy: 'mend' };

function reasonOf(decide: () => unknown): string {
  try {
    decide();
  } catch (error) {
    if (error instanceof Refusal) return error.reason;
    throw error;
  }
  return 'taken';
}

describe('the consent', () => {
  it('is given by another person', () => {
    expect(approve(waiting, 'replica', noor, later, 'signed')).toEqual([
      { type: 'consent.granted', approver: noor, signature: 'signed', at: later },
    ]);
  });

  it("refuses the requester's own approval", () => {
    expect(reasonOf(() => approve(waiting, 'replica', maya, later, 'signed'))).toBe('own-request');
  });

  it("refuses the requester's own denial", () => {
    expect(reasonOf(() => deny(waiting, 'replica', maya, later, 'changed my mind', sign))).toBe(
      'own-request',
    );
  });

  it('is refused to the second of two who click at once', () => {
    const granted = fold(
      logOf({ type: 'consent.granted', approver: noor, signature: 'signed' }),
      waiting,
    );
    const second = { user: 'U0NY2', via: 'U0NY2' };
    expect(reasonOf(() => approve(granted, 'replica', second, later, 'signed'))).toBe(
      'already-decided',
    );
    expect(reasonOf(() => deny(granted, 'replica', second, later, 'too late', sign))).toBe(
      'already-decided',
    );
  });

  it('is refused once it has expired, even before the clock has said so', () => {
    expect(reasonOf(() => approve(waiting, 'replica', noor, begunAt + 86_400_000, 'signed'))).toBe(
      'expired',
    );
  });

  it('is refused before it has been asked', () => {
    const fresh = fold(logOf(requested()));
    expect(reasonOf(() => approve(fresh, 'replica', noor, later, 'signed'))).toBe('not-asked-yet');
  });

  it('denied, begins the undo in the same breath', () => {
    expect(
      deny(waiting, 'replica', noor, later, 'not now', sign).map((event) => event.type),
    ).toEqual(['consent.denied', 'undo.started']);
  });
});

describe('the clock', () => {
  const fresh = fold(logOf(...untilConsent().slice(0, -1)));

  it('asks, and says when it reminds and expires', () => {
    const [asked] = passTime(fresh, 'replica', later, sign);
    expect(asked).toMatchObject({
      type: 'consent.asked',
      expires: later + 86_400_000,
      remind: later + 14_400_000,
    });
  });

  it('says nothing before its time', () => {
    expect(passTime(waiting, 'replica', later, sign)).toEqual([]);
    expect(wakeAt(waiting, 'replica')).toBe(begunAt + 14_400_000);
  });

  it('reminds once, then waits for the expiry', () => {
    expect(passTime(waiting, 'replica', begunAt + 14_400_000, sign)).toEqual([
      { type: 'consent.reminded' },
    ]);
    const reminded = fold(logOf({ type: 'consent.reminded' }), waiting);
    expect(passTime(reminded, 'replica', begunAt + 14_400_001, sign)).toEqual([]);
    expect(wakeAt(reminded, 'replica')).toBe(begunAt + 86_400_000);
  });

  it('expires, and begins the undo', () => {
    expect(
      passTime(waiting, 'replica', begunAt + 86_400_000, sign).map((event) => event.type),
    ).toEqual(['consent.expired', 'undo.started']);
  });
});

describe('after a failure', () => {
  const failed = fold(
    logOf(requested(), ...done('preflight-source'), ...done('preflight-replica'), {
      type: 'step.failed',
      step: 'create',
      failure,
    }),
  );

  it('a retry clears the failure and lets the plan go on', () => {
    const again = fold(logOf(...retry(failed, maya)), failed);
    expect(again.phase).toBe('running');
    expect(again.steps.create).toMatchObject({ status: 'pending', failure: null });
  });

  it('a rollback of nothing ends at once', () => {
    const events = rollBack(failed, maya, later, sign);
    expect(events.map((event) => event.type)).toEqual(['undo.started', 'ended']);
    expect(fold(logOf(...events), failed).outcome).toBe('rolled-back');
  });

  it('neither is to be had where nothing failed', () => {
    expect(reasonOf(() => retry(waiting, maya))).toBe('nothing-failed');
    expect(reasonOf(() => rollBack(waiting, maya, later, sign))).toBe('nothing-failed');
  });
});

describe('a cancel', () => {
  const cancelled = (state: typeof waiting) =>
    fold(logOf(...cancel(state, maya, later, sign)), state);

  it('before anything was made ends at once', () => {
    const fresh = fold(logOf(requested(), ...done('preflight-source')));
    const state = cancelled(fresh);
    expect(state).toMatchObject({ phase: 'ended', outcome: 'cancelled' });
  });

  it('withdraws the question, so that nobody can answer it any more', () => {
    const state = cancelled(waiting);
    expect(state).toMatchObject({ phase: 'undoing', consents: { replica: { kind: 'withdrawn' } } });
    expect(reasonOf(() => approve(state, 'replica', noor, later, 'signed'))).toBe(
      'already-decided',
    );
    expect(passTime(state, 'replica', later + 86_400_000, sign)).toEqual([]);
    expect(wakeAt(state, 'replica')).toBeNull();
  });

  it('stops the step that is under way, and has it undone if it may have changed something', () => {
    const acting = logOf(
      requested(),
      { type: 'step.started', step: 'create', run: 'r', worker: 'w' },
      { type: 'step.acting', step: 'create', command: 'maprcli stream create' },
    );
    const state = cancelled(fold(acting));
    expect(state.steps.create.status).toBe('stopped');
    expect(toUndo(state)).toEqual(['create']);
    // The command was turned down after all: nothing is left to undo, and whoever finds it so ends it.
    expect(endUndo(state)).toEqual([]);
    const refused = fold(logOf({ type: 'step.act-refused', step: 'create' }), state);
    expect(endUndo(refused)).toEqual([{ type: 'ended', outcome: 'cancelled' }]);
  });

  it('of a request that has stopped takes the place of a rollback', () => {
    const failed = fold(logOf({ type: 'step.failed', step: 'create', failure }), waiting);
    expect(cancelled(failed)).toMatchObject({ phase: 'undoing', undo: { cause: 'cancelled' } });
  });

  it('is refused once it is being undone, or over', () => {
    const undoing = cancelled(waiting);
    expect(reasonOf(() => cancel(undoing, noor, later, sign))).toBe('already-decided');
    const over = fold(logOf({ type: 'ended', outcome: 'done' }), waiting);
    expect(reasonOf(() => cancel(over, maya, later, sign))).toBe('ended');
  });
});
