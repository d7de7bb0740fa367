import { describe, expect, it } from 'vitest';
import { fold } from '../../src/jobs/fold.ts';
import { toUndo } from '../../src/jobs/state.ts';
import { done, logOf, noor, requested, untilConsent } from './requests.ts';

describe('fold', () => {
  it('is the same whether the events are added up at once or one by one', () => {
    const events = logOf(...untilConsent());
    const [first, ...rest] = events;
    if (!first) throw new Error('a log has a first event');
    const oneByOne = rest.reduce((state, event) => fold([event], state), fold([first]));
    expect(oneByOne).toEqual(fold(events));
    expect(oneByOne.version).toBe(events.length);
    expect(oneByOne.head).toBe(events.at(-1)?.hash);
  });

  it('refuses a log that does not begin at the beginning', () => {
    expect(() => fold(logOf({ type: 'consent.reminded' }))).toThrow(/begins with "requested"/);
    expect(() => fold(logOf(requested(), requested()))).toThrow(/twice/);
    expect(() => fold([])).toThrow(/without events/);
  });
});

it('counts and chains also what was written after the end, which changes nothing', () => {
  const events = logOf(requested(), { type: 'ended', outcome: 'refused' }, ...done('create'));
  const state = fold(events);
  expect(state).toMatchObject({ version: events.length, head: events.at(-1)?.hash });
  expect(state.steps.create.status).toBe('pending');
});

describe('what is to be undone', () => {
  it('is what was begun, the last first', () => {
    const state = fold(logOf(...untilConsent()));
    expect(toUndo(state)).toEqual(['register', 'create']);
  });

  it('is not what was turned down', () => {
    const state = fold(
      logOf(
        requested(),
        ...done('create', true),
        { type: 'step.acting', step: 'register', command: 'replica add' },
        { type: 'step.act-refused', step: 'register' },
      ),
    );
    expect(toUndo(state)).toEqual(['create']);
  });

  it('is, of a set-up by the cluster, the order first, and then what was made of it on the other side', () => {
    const begun = [requested({ procedure: 'autosetup' }), ...done('prepare')];
    expect(toUndo(fold(logOf(...begun)))).toEqual([]);
    const ordered = [...begun, ...done('autosetup', true)];
    expect(toUndo(fold(logOf(...ordered)))).toEqual(['autosetup', 'prepare']);
    const refused = { type: 'step.act-refused', step: 'autosetup' } as const;
    const acting = { type: 'step.acting', step: 'autosetup', command: 'autosetup' } as const;
    expect(toUndo(fold(logOf(...begun, acting, refused)))).toEqual([]);
  });

  it('shrinks as it is undone, or left to people', () => {
    const state = fold(
      logOf(
        ...untilConsent(),
        { type: 'consent.denied', by: noor, reason: 'no' },
        { type: 'undo.started', signature: 'signed', cause: 'denied', by: noor },
        { type: 'undo.done', step: 'register', summary: 'removed' },
      ),
    );
    expect(toUndo(state)).toEqual(['create']);
    const left = fold(
      logOf({ type: 'undo.left', step: 'create', why: 'it has data', command: 'maprcli …' }),
      state,
    );
    expect(toUndo(left)).toEqual([]);
    expect(left.steps.create.left?.command).toBe('maprcli …');
  });
});
