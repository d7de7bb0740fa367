import { describe, expect, it } from 'vitest';
import { fold } from '../../../src/jobs/fold.ts';
import type { StepContext } from '../../../src/jobs/step.ts';
import { prepare } from '../../../src/jobs/steps/prepare.ts';
import type { NewEvent } from '../../../src/jobs/store.ts';
import { show } from '../../../src/mapr/command.ts';
import { activity, done, logOf, requested } from '../requests.ts';

const { source, replica } = activity;
const ordered = `maprcli stream replica autosetup -path ${source} -replica ${replica} -directcopy true`;

function ran(ok: boolean): NewEvent {
  return {
    type: 'step.ran',
    step: 'autosetup',
    purpose: 'act',
    command: ordered,
    exitCode: ok ? 0 : null,
    ok,
    answer: '',
    durationMs: 1,
  };
}

/**
 * The undo on the replica's side, once the order to the cluster has been taken back.
 * @param ok whether the order was seen to end well
 * @param streams what each look for the replica finds, one after the other; the last one, again and again
 */
async function undoing(ok: boolean, streams: readonly boolean[]) {
  const state = fold(
    logOf(
      requested({ procedure: 'autosetup' }),
      ...done('prepare'),
      { type: 'step.acting', step: 'autosetup', command: ordered },
      ran(ok),
      { type: 'undo.started', cause: 'cancelled', by: null, signature: '' },
      { type: 'undo.done', step: 'autosetup', summary: 'gone' },
    ),
  );
  const looks = [...streams];
  const undone: string[] = [];
  const context = {
    plan: state.plan,
    state,
    step: state.steps.prepare,
    timing: { settleMs: 1 },
    signal: new AbortController().signal,
    awaitOrphan: async () => undefined,
    offsets: async () => ({}),
    async look(command: { args: readonly string[] }) {
      const line = show({ program: 'maprcli', args: command.args });
      if (line.includes('upstream list'))
        return undone.length > 0 ? [] : [{ cluster: 'sanfrancisco', stream: '/activity' }];
      if (line.includes('replica list')) return [];
      if (line.includes(source)) return {};
      return (looks.length > 1 ? looks.shift() : looks[0]) ? {} : null;
    },
    prove: async () => null,
    async undo(command: { args: readonly string[] }) {
      undone.push(show({ program: 'maprcli', args: command.args }));
    },
  };
  const result = await prepare.undo?.(context as unknown as StepContext);
  return { result, undone };
}

const both = [
  `maprcli stream upstream remove -path ${replica} -upstream ${source}`,
  `maprcli stream delete -path ${replica}`,
];

describe('what the cluster has made on the side of the replica', () => {
  it('is taken away', async () => {
    const { result, undone } = await undoing(true, [true]);
    expect(result).toMatchObject({ kind: 'undone' });
    expect(undone).toEqual(both);
  });

  it('is looked for a second time: a gateway may be at it when the order is taken back', async () => {
    expect((await undoing(true, [false, true])).undone).toEqual(both);
    const { result, undone } = await undoing(true, [false]);
    expect(result).toMatchObject({
      kind: 'undone',
      summary: expect.stringMatching(/gone already/),
    });
    expect(undone).toEqual([]);
  });

  it('is left to people where nobody saw the order end well', async () => {
    const { result, undone } = await undoing(false, [true]);
    expect(result).toMatchObject({ kind: 'left', command: both[1] });
    expect(undone).toEqual([]);
  });
});
