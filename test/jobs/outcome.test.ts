import { describe, expect, it } from 'vitest';
import { fold } from '../../src/jobs/fold.ts';
import { afterFailure, afterStep, afterUndo } from '../../src/jobs/outcome.ts';
import { isOwn, toUndo } from '../../src/jobs/state.ts';
import type { NewEvent } from '../../src/jobs/store.ts';
import { done, logOf, maya, noor, requested, untilConsent } from './requests.ts';

const against = { ok: false, what: 'no gateway', remedy: 'start one' };
const fine = { ok: true, what: 'a ticket', remedy: null };

function types(events: readonly NewEvent[]): string[] {
  return events.map((event) => (event.type === 'ended' ? `ended ${event.outcome}` : event.type));
}

describe('the second of two looks', () => {
  const started = (dryRun = false) =>
    fold(logOf(requested({ dryRun }), ...done('preflight-replica')));
  const result = (...findings: (typeof against | typeof fine)[]) =>
    ({ kind: 'done', summary: '', findings }) as const;

  it('refuses the request where either found something against it', () => {
    expect(types(afterStep(started(), 'preflight-source', result(against)))).toEqual([
      'step.done',
      'ended refused',
    ]);
    const first = fold(
      logOf(requested(), {
        type: 'step.done',
        step: 'preflight-replica',
        summary: '',
        findings: [against],
      }),
    );
    expect(types(afterStep(first, 'preflight-source', result(fine)))).toContain('ended refused');
  });

  it('lets it go on where neither did', () => {
    expect(types(afterStep(started(), 'preflight-source', result(fine)))).toEqual(['step.done']);
  });

  it('ends a dry run, whatever was found', () => {
    expect(types(afterStep(started(true), 'preflight-source', result(against)))).toEqual([
      'step.done',
      'ended planned',
    ]);
  });

  it('is waited for by the first', () => {
    const fresh = fold(logOf(requested()));
    expect(types(afterStep(fresh, 'preflight-source', result(against)))).toEqual(['step.done']);
  });
});

describe('the last step', () => {
  it('ends the request', () => {
    const state = fold(logOf(...untilConsent()));
    expect(types(afterStep(state, 'confirm', { kind: 'done', summary: '' }))).toEqual([
      'step.done',
      'ended done',
    ]);
  });
});

describe('the last thing to undo', () => {
  it('ends the request as it was decided', () => {
    const undoing = fold(
      logOf(...untilConsent(), {
        type: 'undo.started',
        cause: 'denied',
        by: noor,
        signature: 'signed',
      }),
    );
    const undone = { kind: 'undone', summary: 'gone' } as const;
    expect(types(afterUndo(undoing, 'register', undone))).toEqual(['undo.done']);
    const registered = fold(logOf({ type: 'undo.done', step: 'register', summary: '' }), undoing);
    expect(types(afterUndo(registered, 'create', undone))).toEqual(['undo.done', 'ended denied']);
  });
});

describe('a failure for good', () => {
  const failure = { message: 'no', cluster: 'x', command: null, answer: null, remedy: 'mend' };

  it('waits for people, and that of a dry run for nobody', () => {
    expect(types(afterFailure(fold(logOf(requested())), 'create', false, failure))).toEqual([
      'step.failed',
    ]);
    const dry = fold(logOf(requested({ dryRun: true })));
    expect(types(afterFailure(dry, 'preflight-source', false, failure))).toEqual([
      'step.failed',
      'ended refused',
    ]);
  });
});

describe('of a dry run', () => {
  it('nothing is undone, whatever somebody has written into its log', () => {
    const forged = { type: 'step.acting', step: 'create', command: 'stream create' } as const;
    expect(toUndo(fold(logOf(requested({ dryRun: true }), forged)))).toEqual([]);
  });
});

describe('whose work it is', () => {
  const acting = { type: 'step.acting', step: 'create', command: 'stream create' } as const;
  const no = { type: 'step.act-refused', step: 'create' } as const;
  const effectOf = (...events: NewEvent[]) =>
    fold(logOf(requested(), ...events)).steps.create.effect;

  it.each([
    ["this request's, once it has begun", 'intended', [acting]],
    ["not this request's, once it was turned down", 'refused', [acting, no]],
    ["this request's again, once it has begun again", 'intended', [acting, no, acting]],
    [
      'unclear, where one was turned down after another that never told its end',
      'unclear',
      [acting, acting, no],
    ],
  ] as const)('is %s', (_, effect, events) => {
    expect(effectOf(...events)).toBe(effect);
  });

  const ran = { type: 'step.ran', step: 'create', purpose: 'act', command: 'x' } as const;
  const end = (exitCode: number | null): NewEvent => ({
    ...ran,
    answer: '',
    durationMs: 1,
    exitCode,
  });

  it.each<[string, boolean, NewEvent[]]>([
    ['ended well', true, [acting, end(0)]],
    ['lost its worker', true, [acting]],
    ['timed out', false, [acting, end(null)]],
    [
      'timed out, and was found in place when the step was tried again',
      false,
      [acting, end(null), ...done('create')],
    ],
    ['lost its worker, and was found in place by the next', true, [acting, ...done('create')]],
    ['was turned down', false, [acting, end(1), no]],
    ['was turned down after one that lost its worker', false, [acting, acting, end(1), no]],
    ['never began', false, []],
  ])('counts for an undo as its own where its command %s: %s', (_, own, events) => {
    expect(isOwn(fold(logOf(requested(), ...events)).steps.create)).toBe(own);
  });

  it('is undone where it is unclear, too: a person is told of it', () => {
    expect(toUndo(fold(logOf(requested(), acting, acting, no)))).toEqual(['create']);
  });
});

describe('a request that has ended', () => {
  it('stays ended, whoever writes on', () => {
    const state = fold(
      logOf(
        ...untilConsent(),
        { type: 'ended', outcome: 'done' },
        { type: 'undo.started', cause: 'rolled-back', by: maya, signature: 'forged' },
      ),
    );
    expect(state.phase).toBe('ended');
    expect(state.outcome).toBe('done');
  });
});
