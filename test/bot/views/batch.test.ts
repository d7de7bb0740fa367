import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkView } from '../../../sandbox/slack/block-kit/view.ts';
import { batchDenied, batchDenyModal } from '../../../src/bot/views/batch/deny.ts';
import { renderBatch } from '../../../src/bot/views/batch/index.ts';
import { renderRequest } from '../../../src/bot/views/index.ts';
import { fold } from '../../../src/jobs/fold.ts';
import type { RequestState } from '../../../src/jobs/state.ts';
import { parseStreamPath } from '../../../src/mapr/path.ts';
import { begunAt, lee, logOf, noor, owners, requested, untilConsent } from '../../jobs/requests.ts';
import { anyLife, anyState } from './arbitrary.ts';
import { buttonsOf, faultsOf, read } from './valid.ts';

const ids = Array.from({ length: 20 }, (_, index) => `batch${String(index).padStart(3, '0')}`);

/** One of a batch: the events of a log, with its own streams. */
function member(index: number, log = untilConsent(), of = 3): RequestState {
  const [first, ...more] = log;
  const path = (cluster: string) => parseStreamPath(`/mapr/${cluster}/stream${index}`);
  const plan = { ...requested().plan, source: path('sanfrancisco'), replica: path('newyork') };
  const request = ids[index] ?? '';
  const begun = { ...(first ?? requested()), request, plan, batch: ids.slice(0, of) };
  return fold(logOf(begun as ReturnType<typeof requested>, ...more));
}

const together = (states: readonly RequestState[]) =>
  states.map((state, index) => ({
    ...state,
    id: ids[index] ?? '',
    batch: ids.slice(0, states.length),
  }));

const render = (states: readonly RequestState[]) => renderBatch(states, (_, side) => owners[side]);

function messagesOf(states: readonly RequestState[]) {
  const { card, replies, decisions } = render(states);
  return [card, ...[...replies, ...decisions].map(({ message }) => message)];
}

const granted = { type: 'consent.granted', approver: noor, signature: 'signed' } as const;
const denied = { type: 'consent.denied', by: noor, reason: 'Not this one.' } as const;
const before = untilConsent().slice(0, -1);

function question(states: readonly RequestState[]) {
  return render(states).replies.find(({ key }) => key === 'consent')?.message;
}

describe('the card', () => {
  it('counts, and names each with where it stands', () => {
    const card = read(
      render([
        member(0),
        member(1, [...untilConsent(), { type: 'ended', outcome: 'done' }]),
        member(2, before),
      ]).card,
    );
    expect(card).toContain('3 streams: sanfrancisco → newyork');
    expect(card).toContain('1 replicating · 1 under way · 1 waiting for an approval');
    expect(card).toMatch(/stream0.*Waits for the approval of an owner of the replica/);
    expect(card).toMatch(/stream1.*Replicating/);
  });

  it('has nothing of its own to press, and its requests tell of nothing else than themselves', () => {
    const state = member(0);
    expect(buttonsOf(render([state]).card)).toEqual([]);
    const { replies, decisions } = renderRequest(state, { owners, layout: 'plan' });
    expect([replies, decisions]).toEqual([[], []]);
  });
});

describe('the question', () => {
  it('is there once all have got as far, or stand still', () => {
    expect(question([member(0), member(1, before)])).toBeUndefined();
    expect(question([member(0), member(1)])).toBeDefined();
    const fault = {
      type: 'step.waiting',
      step: 'register',
      why: 'x',
      until: 1,
      fault: true,
    } as const;
    expect(question([member(0), member(1, [...before.slice(0, -2), fault])])).toBeDefined();
  });

  it('lists those that wait, each ticked, and gives way to what was decided', () => {
    const asked = question([member(0), member(1), member(2)]);
    expect(asked && buttonsOf(asked)).toEqual(['ticks', 'approve_ticked', 'deny_all']);
    const text = asked ? read(asked) : '';
    for (const name of ['stream0', 'stream1', 'stream2']) expect(text).toContain(name);

    const partly = question([
      member(0),
      member(1, [...untilConsent(), granted]),
      member(2, [...untilConsent(), denied]),
    ]);
    const more = partly ? read(partly) : '';
    expect(more).toMatch(/Approved by @noor.*stream1/);
    expect(more).toMatch(/Denied by @noor.*Not this one.*stream2/);
    expect(JSON.stringify(partly?.blocks)).toContain(`"value":"${ids[0]}"`);
    expect(JSON.stringify(partly?.blocks)).not.toContain(`"value":"${ids[1]}"`);

    const over = question([0, 1, 2].map((index) => member(index, [...untilConsent(), granted])));
    expect(over && buttonsOf(over)).toEqual([]);
    expect(over && read(over)).toMatch(/Approved by @noor.*stream0.*stream1.*stream2/);
  });

  it('says where messages go both ways', () => {
    const both = [0, 1].map((index) => {
      const [first, ...more] = untilConsent();
      return member(index, [
        { ...first, procedure: 'multi-master' } as ReturnType<typeof requested>,
        ...more,
      ]);
    });
    const asked = question(both);
    expect(asked && read(asked)).toMatch(/both ways between[\s\S]*Approving agrees to both/);
    const plainly = question([member(0), member(1)]);
    expect(plainly && read(plainly)).not.toMatch(/both ways/);
  });

  it('begins anew with the ticks where the list is another one', () => {
    const blocks = (states: readonly RequestState[]) =>
      (question(states)?.blocks ?? []).flatMap(({ block_id }) => block_id ?? []);
    const three = blocks([member(0), member(1), member(2)]);
    const two = blocks([member(0), member(1), member(2, [...untilConsent(), granted])]);
    expect(three).toHaveLength(2);
    for (const block of two) expect(three).not.toContain(block);
  });

  it('stays where one goes on that stood still as the others were asked about', () => {
    const failure = { message: 'No.', cluster: 'x', command: null, answer: null, remedy: 'Mend.' };
    const stopped = [
      ...before.slice(0, 1),
      { type: 'step.failed', step: 'preflight-source', failure } as const,
    ];
    const again = [...stopped, { type: 'retried', by: lee } as const];
    expect(question([member(0), member(1, before.slice(0, 1))])).toBeUndefined();
    expect(question([member(0), member(1, stopped)])).toBeDefined();
    expect(question([member(0), member(1, again)])).toBeDefined();
  });

  it('asks each side in its turn', () => {
    const asks = { ...requested(), requester: lee, speaksFor: null };
    const looked = [asks, ...untilConsent().slice(1, 7)];
    const source = {
      type: 'consent.asked',
      side: 'source',
      expires: begunAt + 1,
      remind: null,
    } as const;
    const keys = render([0, 1].map((index) => member(index, [...looked, source]))).replies;
    expect(keys.map(({ key }) => key)).toEqual(['consent-source']);
  });
});

it('the requester is told once, when nothing is waited for any more', () => {
  const waits = [member(0, [...untilConsent(), granted]), member(1)];
  expect(render(waits).decisions).toEqual([]);
  const [told] = render([
    member(0, [...untilConsent(), granted]),
    member(1, [...untilConsent(), denied]),
  ]).decisions;
  expect(told && read(told.message)).toMatch(
    /Approved by @noor.*stream0[\s\S]*Denied by @noor.*stream1/,
  );
});

it('the end is told with how each has ended', () => {
  const end = (index: number, outcome: 'done' | 'denied') =>
    member(index, [...untilConsent(), { type: 'ended', outcome }]);
  const last = (states: readonly RequestState[]) =>
    render(states).replies.find(({ key }) => key === 'batch outcome')?.message;
  expect(last([end(0, 'done'), member(1)])).toBeUndefined();
  const told = last([end(0, 'done'), end(1, 'denied'), end(2, 'done')]);
  expect(told && read(told)).toMatch(
    /Replicating.*\(2\): stream0, stream2[\s\S]*Denied \(1\): stream1/,
  );
});

it('Slack takes whatever the logs of twenty could add up to', () => {
  fc.assert(
    fc.property(fc.array(anyState, { minLength: 2, maxLength: 20 }), (states) => {
      const batch = together(states);
      expect(messagesOf(batch).flatMap(faultsOf)).toEqual([]);
      const modal = batchDenyModal({ request: ids[0] ?? '', side: 'source' }, batch);
      expect(checkView(modal, 'modal', {})).toEqual([]);
      const shown = batch.map(({ id }) => id);
      expect(batchDenied(modal as { private_metadata: string })).toEqual({
        request: ids[0],
        side: 'source',
        shown,
      });
    }),
    { numRuns: 60 },
  );
});

it('a reply, once there, stays', () => {
  fc.assert(
    fc.property(fc.array(anyLife, { minLength: 2, maxLength: 3 }), (lives) => {
      const longest = Math.max(...lives.map(({ length }) => length));
      let keys: string[] = [];
      for (let at = 0; at < longest; at++) {
        const now = together(
          lives.map((life) => life[Math.min(at, life.length - 1)] as RequestState),
        );
        const next = render(now).replies.map(({ key }) => key);
        expect(next).toEqual(expect.arrayContaining(keys));
        keys = next;
      }
    }),
    { numRuns: 150 },
  );
});

it('The question of both directions says so of each, and before it is pressed', () => {
  const [first, ...rest] = untilConsent();
  const both = [{ ...(first ?? requested()), procedure: 'multi-master' as const }, ...rest];
  const asked = question([
    member(0, both as ReturnType<typeof untilConsent>),
    member(1, both as ReturnType<typeof untilConsent>),
  ]);
  expect(asked && faultsOf(asked)).toEqual([]);
  const words = asked ? read(asked) : '';
  expect(words).toMatch(
    /^May messages go both ways between sanfrancisco and newyork\? \(2 streams\)/,
  );
  expect(words.match(/Approving agrees to both/g)).toHaveLength(2);
  expect(JSON.stringify(asked?.blocks)).toContain('what is written there comes back');
});
