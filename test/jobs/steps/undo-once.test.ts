import { describe, expect, it } from 'vitest';
import { fold } from '../../../src/jobs/fold.ts';
import type { StepContext } from '../../../src/jobs/step.ts';
import { mayStillBeMade } from '../../../src/jobs/steps/undo-once.ts';
import type { NewEvent } from '../../../src/jobs/store.ts';
import { logOf, requested } from '../requests.ts';

const commandMs = 60_000;

/** The undo of a registration whose command was begun on node1 some time ago, as `worker` takes it up. */
function undoing(worker: string, agoMs: number, ...since: NewEvent[]): StepContext {
  const state = fold(
    logOf(
      requested(),
      { type: 'step.started', step: 'register', run: 'first', worker: 'node1/7' },
      { type: 'step.acting', step: 'register', command: 'replica add', at: Date.now() - agoMs },
      ...since,
      { type: 'undo.started', cause: 'cancelled', by: null, signature: '' },
      { type: 'step.started', step: 'register', run: 'undo', worker },
    ),
  );
  return { step: state.steps.register, worker, timing: { commandMs } } as StepContext;
}

const ended: NewEvent = {
  type: 'step.ran',
  step: 'register',
  purpose: 'act',
  command: 'replica add',
  exitCode: 0,
  answer: '',
  durationMs: 1,
};

describe('A command was cut off on another host', () => {
  it('an undo waits until it must have come to its end', () => {
    const wait = mayStillBeMade(undoing('node2/1', 20_000));
    expect(wait).toMatchObject({ kind: 'wait', why: expect.stringContaining('node1') });
    expect(wait?.kind === 'wait' && wait.ms).toBeGreaterThan(commandMs - 20_000);
  });

  it('an undo goes on when it must have', () => {
    expect(mayStillBeMade(undoing('node2/1', commandMs + 20_000))).toBeNull();
  });

  it('an undo goes on where its end was seen', () => {
    expect(mayStillBeMade(undoing('node2/1', 20_000, ended))).toBeNull();
  });

  it('an undo on its own host looks for its process instead', () => {
    expect(mayStillBeMade(undoing('node1/8', 20_000))).toBeNull();
  });
});
