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

interface Given {
  /** Whether the order was seen to end well. */
  readonly ok?: boolean;
  /** Whose the stream was found to be, when it was found first; null: it was not seen before. */
  readonly origin?: 'cluster' | 'unknown' | null;
  /** What each look for the replica finds, one after the other; the last one, again and again. */
  readonly streams?: readonly boolean[];
  readonly listsSource?: boolean;
  readonly messages?: number;
  /** Whether the replica has a replica of its own. */
  readonly feeds?: boolean;
  /** Whether an undo was cut off. */
  readonly again?: boolean;
}

/** The undo on the replica's side, once the order to the cluster has been taken back. */
async function undoing(given: Given) {
  const { ok = true, origin = 'cluster', streams = [true], messages = 0 } = given;
  const seen = { type: 'step.progress', step: 'copying', done: 0, total: 100, bytes: 0 } as const;
  const state = fold(
    logOf(
      requested({ procedure: 'autosetup' }),
      ...done('prepare'),
      { type: 'step.acting', step: 'autosetup', command: ordered },
      ran(ok),
      ...(origin ? [{ ...seen, origin }] : []),
      { type: 'undo.started', cause: 'cancelled', by: null, signature: '' },
      { type: 'undo.done', step: 'autosetup', summary: 'gone' },
      ...(given.again ? [{ type: 'undo.acting', step: 'prepare', command: 'any' } as const] : []),
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
    offsets: async () => ({ clicks: [messages - 1] }),
    async look(command: { args: readonly string[] }) {
      const line = show({ program: 'maprcli', args: command.args });
      if (line.includes('upstream list')) {
        const isListed = (given.listsSource ?? true) && undone.length === 0;
        return isListed ? [{ cluster: 'sanfrancisco', stream: '/activity' }] : [];
      }
      if (line.includes(`replica list -path ${replica}`)) {
        return given.feeds ? [{ cluster: 'jaffa', stream: '/fed' }] : [];
      }
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

const removal = `maprcli stream upstream remove -path ${replica} -upstream ${source}`;
const deletion = `maprcli stream delete -path ${replica}`;

describe('what the cluster has made on the side of the replica', () => {
  it('is taken away, with its upstream, in one command', async () => {
    const { result, undone } = await undoing({});
    expect(result).toMatchObject({ kind: 'undone' });
    expect(undone).toEqual([deletion]);
  });

  it('is looked for a second time: a gateway may be at it when the order is taken back', async () => {
    expect((await undoing({ streams: [false, true] })).undone).toEqual([deletion]);
    const { result, undone } = await undoing({ streams: [false] });
    expect(result).toMatchObject({
      kind: 'undone',
      summary: expect.stringMatching(/gone already/),
    });
    expect(undone).toEqual([]);
  });

  it('takes no more messages from the source, and is left to people where it holds some', async () => {
    const { result, undone } = await undoing({ messages: 7 });
    const why = expect.stringMatching(/holds 7 messages/);
    expect(result).toMatchObject({ kind: 'left', why, command: deletion });
    expect(undone).toEqual([removal]);
    const again = await undoing({ messages: 7, listsSource: false, again: true });
    expect(again).toMatchObject({ result: { kind: 'left', why }, undone: [] });
  });

  it('is left to people where somebody replicates from it, though it is empty', async () => {
    const { result, undone } = await undoing({ feeds: true });
    const why = expect.stringMatching(/lists \/fed of jaffa as a replica/);
    expect(result).toMatchObject({ kind: 'left', why, command: deletion });
    expect(undone).toEqual([removal]);
  });

  it('is left to people where nobody saw the order end well', async () => {
    const { result, undone } = await undoing({ ok: false });
    expect(result).toMatchObject({ kind: 'left', command: deletion });
    expect(undone).toEqual([]);
  });

  it.each(['unknown', null] as const)(
    'is left to people as it is where nobody saw the cluster make it (%s)',
    async (origin) => {
      const { result, undone } = await undoing({ origin });
      const why = expect.stringContaining(removal);
      expect(result).toMatchObject({ kind: 'left', why, command: deletion });
      expect(undone).toEqual([]);
    },
  );

  it('is left to people where it lists the source no more, also when an undo was begun before', async () => {
    for (const again of [false, true]) {
      const { result, undone } = await undoing({ listsSource: false, again });
      expect(result).toMatchObject({ kind: 'left', command: deletion });
      expect(undone).toEqual([]);
    }
  });
});
