import { describe, expect, it } from 'vitest';
import { checkView } from '../../../sandbox/slack/block-kit/view.ts';
import * as answers from '../../../src/bot/views/answers.ts';
import { reasonIn } from '../../../src/bot/views/deny.ts';
import { help } from '../../../src/bot/views/help.ts';
import { denyModal, renderDryRun } from '../../../src/bot/views/index.ts';
import * as trail from '../../../src/bot/views/trail.ts';
import type { Busy, Conflict } from '../../../src/jobs/conflict.ts';
import { fold } from '../../../src/jobs/fold.ts';
import { activity, done, logOf, requested } from '../../jobs/requests.ts';
import { fault, stateOf } from './logs.ts';
import { faultsOf, read } from './valid.ts';

const clusters = ['sanfrancisco', 'newyork'];
const busy = (conflict: Conflict): Busy => ({ kind: 'busy', request: 'abcd2345', conflict });
const proven = {
  request: 'abcd2345',
  entries: 7,
  sealed: 7,
  hash: 'x',
  ended: true,
  newer: [],
  faults: [],
};

describe('private answers', () => {
  it.each([
    ['help', help(clusters), /\/replicate sanfrancisco\/activity newyork/],
    [
      'started',
      answers.started([{ procedure: 'replicate', plan: activity, change: null }], ['abcd2345']),
      /request abcd2345/,
    ],
    [
      'busy',
      answers.busy(activity, busy('same-pair'), 'https://x.example/p1'),
      /is under way already\. See its thread\. Nothing was started/,
    ],
    [
      'busy elsewhere',
      answers.busy(activity, busy('opposite'), null),
      /opposite direction is under way.*request abcd2345 in this workspace/,
    ],
    [
      'no owner',
      answers.ownsNeither(activity, ['U0SF1']),
      /You own neither side of .*Its owners: @maya/,
    ],
    [
      'nobody else',
      answers.nobodyElseCouldApprove(activity.replica, []),
      /none are set.*Nothing was started/,
    ],
    ['Redis away', answers.nothingStarted(), /nothing was started/],
    ['help on audit', help(clusters), /\/replicate audit/],
    [
      'a trail',
      trail.trailPosted('abcd2345', 'https://x.example/p1', proven),
      /its thread. 7 entries, nothing/,
    ],
    [
      'a trail under way',
      trail.trailPosted('abcd2345', 'https://x.example/p1', { ...proven, ended: false }),
      /7 entries, whole up to entry 7/,
    ],
    [
      'a trail that was changed',
      trail.trailPosted('abcd2345', 'https://x.example/p1', {
        ...proven,
        faults: ['entry 3 was changed', 'x'],
      }),
      /not as it was written: entry 3 was changed, and 1 more/,
    ],
    ['no thread', trail.trailWithoutThread('abcd2345'), /replicate-bot audit abcd2345/],
    ['refused', trail.trailRefused('abcd2345', 'not_in_channel'), /not_in_channel/],
    ['no answer', trail.trailRefused('abcd2345', null), /before you ask again/],
    ['no such request', trail.noTrail('unknown-request', 'abcd2345'), /no request abcd2345/],
    ['a guest', trail.noTrail('guest', 'abcd2345'), /Guests cannot ask for this/],
  ])('%s', (_, message, words) => {
    expect(faultsOf(message)).toEqual([]);
    expect(read(message)).toMatch(words);
  });

  it('a late click is told who decided, and how it stands', () => {
    const words = read(answers.refused('already-decided', stateOf('denied')));
    expect(words).toMatch(/decided already\.\n.*: Denied\.\nDenied by @noor.*: not before/);
  });

  it('people of other workspaces are told nothing of the request', () => {
    expect(read(answers.refused('elsewhere', stateOf('reminded')))).toBe(
      'This is not available to people of other workspaces.',
    );
  });
});

describe('the form of a denial', () => {
  it('wants a reason, and carries the id of the request and the side, and nothing else', () => {
    const view = denyModal(stateOf('waitingForConsent'), 'replica');
    expect(checkView(view, 'modal', {})).toEqual([]);
    expect(view).toMatchObject({ callback_id: 'deny', private_metadata: 'abcd2345 replica' });
    expect(view.blocks.at(-1)).toMatchObject({ element: { min_length: 3, max_length: 500 } });
    expect(view.blocks.at(-1)).not.toHaveProperty('optional', true);
  });

  it('is read without the blanks around the reason', () => {
    expect(reasonIn({ state: { values: { reason: { reason: { value: ' no ' } } } } })).toBe('no');
  });
});

describe('the dry run', () => {
  const looks = [...done('preflight-source'), ...done('preflight-replica')];

  it('is told when both looks have been made, with the commands of every step', () => {
    const begun = [requested({ dryRun: true }), ...done('preflight-source')];
    expect(renderDryRun(fold(logOf(...begun)))).toBeNull();
    const log = logOf(requested({ dryRun: true }), ...looks, { type: 'ended', outcome: 'planned' });
    const message = renderDryRun(fold(log));
    const words = message ? read(message) : '';
    expect(words).toContain('Nothing stands in the way.');
    expect(words).toContain('4. maprcli stream upstream add -path /mapr/newyork/activity');
    expect(message?.text).toContain('Nothing was changed.');
  });

  it('says what it could not find out', () => {
    const failure = { type: 'step.failed', step: 'preflight-source', failure: fault } as const;
    const message = renderDryRun(fold(logOf(requested({ dryRun: true }), failure)));
    expect(message && read(message)).toMatch(/could not be asked: The cluster newyork does not/);
  });
});
