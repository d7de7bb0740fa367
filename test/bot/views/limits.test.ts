import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkView } from '../../../sandbox/slack/block-kit/view.ts';
import type { Why } from '../../../src/bot/decide.ts';
import * as answers from '../../../src/bot/views/answers.ts';
import { denyModal, notice, renderDryRun, renderRequest } from '../../../src/bot/views/index.ts';
import { removalModal } from '../../../src/bot/views/removal.ts';
import * as trail from '../../../src/bot/views/trail.ts';
import { askedSide, type RequestState } from '../../../src/jobs/state.ts';
import { owners } from '../../jobs/requests.ts';
import { anyLife, anyState } from './arbitrary.ts';
import { logNames, stateOf } from './logs.ts';
import { buttonsOf, faultsOf } from './valid.ts';

const layouts = ['plan', 'plain'] as const;
const entries = owners.replica;

function messagesOf(state: RequestState, layout: (typeof layouts)[number]) {
  const { card, replies, decisions } = renderRequest(state, { owners, layout });
  return [card, ...[...replies, ...decisions].map(({ message }) => message)];
}

describe.each(layouts)('in the layout "%s"', (layout) => {
  it.each(logNames)('%s: Slack takes every message', (name) => {
    expect(messagesOf(stateOf(name), layout).flatMap(faultsOf)).toEqual([]);
  });

  it('Slack takes whatever a log could add up to, and no button outlives its request', () => {
    fc.assert(
      fc.property(anyState, (state) => {
        const messages = messagesOf(state, layout);
        expect(messages.flatMap(faultsOf)).toEqual([]);
        if (state.phase === 'ended') expect(messages.flatMap(buttonsOf)).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });
});

const whys: readonly Why[] = ['already-decided', 'expired', 'ended', 'not-involved', 'own-request'];
const conflicts = ['same-pair', 'same-replica', 'opposite', 'source-under-way'] as const;

/** What is told to one person alone of a request, or of one that is not to be. */
function privateOf(state: RequestState) {
  const { plan, id } = state;
  return [
    ...whys.map((why) => answers.refused(why, state)),
    ...conflicts.map((conflict) =>
      answers.busy(plan, { kind: 'busy', request: id, conflict }, 'https://x.example/p1'),
    ),
    answers.started([state], [id]),
    answers.started([{ ...state, procedure: 'plan' }], [id]),
    answers.started(
      Array.from({ length: 20 }, () => state),
      Array.from({ length: 20 }, () => id),
    ),
    answers.started(
      Array.from({ length: 20 }, () => ({ ...state, procedure: 'plan' as const })),
      Array.from({ length: 20 }, () => id),
    ),
    answers.decided('cancel', state),
    answers.decided('retry', state),
    answers.ownsNeither(plan, entries),
    answers.nobodyElseCouldApprove(plan.replica, entries),
    trail.trailWithoutThread(id),
    notice(state, 'is_archived'),
  ];
}

it('the form, the dry run and the private answers are taken as well', () => {
  fc.assert(
    fc.property(anyState, (state) => {
      const answer = answers.refused('already-decided', state);
      expect(privateOf(state).flatMap(faultsOf)).toEqual([]);
      const dryRun = renderDryRun(state);
      expect([answer, ...(dryRun ? [dryRun] : [])].flatMap(faultsOf)).toEqual([]);
      expect(checkView(denyModal(state, 'replica'), 'modal', {})).toEqual([]);
      expect(checkView(removalModal(state.plan, 'C0'), 'modal', {})).toEqual([]);
      expect(checkView(answers.asModal(answer), 'modal', {})).toEqual([]);
    }),
    { numRuns: 60 },
  );
});

it('a reply, once there, stays; and buttons are there only while they hold', () => {
  fc.assert(
    fc.property(anyLife, (states) => {
      let before: string[] = [];
      for (const state of states) {
        const { card, replies } = renderRequest(state, { owners, layout: 'plan' });
        const keys = replies.map(({ key }) => key);
        expect(keys).toEqual(expect.arrayContaining(before));
        expect(new Set(keys).size).toBe(keys.length);
        before = keys;

        const open = askedSide(state) !== null;
        expect(replies.flatMap(({ message }) => buttonsOf(message))).toEqual(
          open ? ['approve', 'deny'] : [],
        );
        const expected = { failed: ['retry', 'rollback'], 'undo-failed': ['retry'] };
        expect(buttonsOf(card)).toEqual(
          state.phase in expected ? expected[state.phase as keyof typeof expected] : [],
        );
      }
    }),
    { numRuns: 300 },
  );
});
