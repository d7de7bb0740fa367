import { describe, expect, it } from 'vitest';
import { renderRequest } from '../../../src/bot/views/index.ts';
import { fold } from '../../../src/jobs/fold.ts';
import { logOf, owners, setUpRows } from '../../jobs/requests.ts';
import { type LogName, logNames, logs, ran, stateOf } from './logs.ts';
import { buttonsOf, read } from './valid.ts';

function render(name: LogName, layout: 'plan' | 'plain' = 'plan') {
  return renderRequest(stateOf(name), { owners, layout });
}

function reply(name: LogName, key: string) {
  const found = render(name).replies.find((each) => each.key === key);
  if (!found) throw new Error(`no reply "${key}"`);
  return found;
}

describe('the card', () => {
  it('says from where to where, who asked, and which request it is', () => {
    const card = read(render('fresh').card);
    expect(card).toContain('activity: sanfrancisco → newyork');
    expect(card).toContain('/mapr/sanfrancisco/activity → /mapr/newyork/activity');
    expect(card).toMatch(/Asked for by @maya, .* · request abcd2345/);
  });

  it.each<[LogName, RegExp]>([
    ['fresh', /for a worker of sanfrancisco to take up “Look at the source”/],
    ['running', /1\. Create the replica: under way/],
    ['waitingForConsent', /Waits since .* for an owner of the replica's side.*expires/],
    [
      'loading',
      /▓{10}░{10} 52 % · 1\.2 M of 2\.3 M messages, 2\.4 GB of about 4\.6 GB · 20,000 a second, about 55 s left/,
    ],
    ['copying', /▓{8}░{12} 42 % · COPY_IN_RECOVER · Err: no gateway of <newyork>/],
    ['waitingForGateways', /Waits since .* for the gateways\. Looks again /],
    ['granted', /Approved by @noor/],
    ['failed', /✕ 1\. Create the replica has failed on newyork\./],
    ['failed', /Command: maprcli stream create .*\nWhat to do: Start the CLDB/],
    ['failed', /Could not connect <to> CLDB & gave up/],
    ['retried', /Tried again by @maya/],
    ['rollingBack', /Roll back asked for by @maya/],
    ['undoFailed', /✕ The undo of 1\. Create the replica has failed on newyork\./],
    ['rolledBack', /Rolled back by @maya/],
    ['undoing', /2\. Register the replica, paused: being undone/],
    ['undoing', /Denied by @noor.*: not before the .audit. <!here>/],
    ['left', /! .*holds 3 messages\. Yours to decide: maprcli stream delete/],
    ['expired', /Consent of the replica's owner: expired/],
    ['cancelledAtConsent', /Consent of the replica's owner: no longer asked/],
    ['cancelledAtConsent', /Cancelled by @maya/],
    ['cancelledInTheCopy', /6\. Load the replica: stopped/],
    ['cancelledInTheCopy', /Cancelled by @noor(.|\n)*Yours to decide: maprcli stream delete/],
    ['cancelledAfterFailure', /Cancelled(.|\n)*1\. Create the replica: undone/],
    ['refused', /Refused; nothing was changed/],
    ['refused', /✕ There is a stream at the path\. What to do: Ask for another path\./],
    ['done', /Replicating(.|\n)*Set up /],
  ])('%s: %s', (name, words) => {
    for (const layout of ['plan', 'plain'] as const) {
      expect(read(render(name, layout).card)).toMatch(words);
    }
  });

  it.each(logNames)('%s: its text alone tells how it stands', (name) => {
    expect(render(name).card.text).toMatch(
      /^Replication of activity: sanfrancisco → newyork: \S.*\./,
    );
  });

  it('offers Retry and Roll back where a step has failed, and says what a rollback undoes', () => {
    const { card } = render('failed');
    expect(buttonsOf(card)).toEqual(['retry', 'rollback']);
    expect(JSON.stringify(card.blocks)).toContain('Undone, in this order: “Create the replica”.');
    expect(buttonsOf(render('undoFailed').card)).toEqual(['retry']);
  });
});

describe('the thread', () => {
  it('has a reply for every row of the plan, in its order, and the outcome last', () => {
    const rows = setUpRows.flatMap(({ name }) =>
      name === 'consent' ? [name, 'approved'] : [`step ${name}`],
    );
    expect(render('done').replies.map(({ key }) => key)).toEqual([...rows, 'outcome']);
  });

  it('shows each command as one would type it, with what it answered', () => {
    const words = read(reply('failed', 'step create').message);
    expect(words).toContain('$ maprcli stream create -path /mapr/newyork/activity\nERROR (10009)');
    expect(words).toContain('(exit code 1)');
  });

  it('leaves out the first of many commands, and says so', () => {
    const many = Array.from({ length: 11 }, (_, index) =>
      ran('create', 'look', `look ${index}`, 'x'),
    );
    const state = fold(
      logOf(...logs.running, ...many, { type: 'step.done', step: 'create', summary: 'ok' }),
    );
    const { replies } = renderRequest(state, { owners, layout: 'plan' });
    const words = replies
      .filter(({ key }) => key === 'step create')
      .map(({ message }) => read(message));
    expect(words[0]).toContain('3 earlier commands are left out here');
    expect(words[0]).not.toContain('$ look 2\n');
    expect(words[0]).toContain('$ look 10');
  });

  it('tells the requester of every stop in a message of its own', () => {
    const keys = (name: LogName) =>
      render(name)
        .replies.map(({ key }) => key)
        .filter((key) => key.startsWith('stopped'));
    expect(keys('failed')).toEqual(['stopped 1']);
    expect(keys('cancelledAfterFailure')).toEqual(['stopped 1']);
    expect(keys('cancelledInTheCopy')).toEqual([]);
    expect(keys('failedAgain')).toEqual(['stopped 1', 'stopped 2']);
    expect(read(reply('failedAgain', 'stopped 1').message)).toMatch(/had stopped here/);
    expect(read(reply('failedAgain', 'stopped 2').message)).toMatch(
      /^@maya .*Stopped: a step has failed/,
    );
  });

  it('says nothing of our own machinery', () => {
    for (const name of logNames) {
      const { card, replies } = render(name);
      const words = [card, ...replies.map(({ message }) => message)].map(read).join('\n');
      expect(words).not.toMatch(/\b(flow|job|event|queue)s?\b/i);
    }
  });

  it.each<LogName>(['done', 'denied', 'expired', 'refused', 'rolledBack', 'cancelledInTheCopy'])(
    'ends with the outcome, for the requester: %s',
    (name) => {
      expect(read(reply(name, 'outcome').message)).toMatch(
        /^@maya [A-Z][a-z ;]+: activity: sanfrancisco → newyork/,
      );
    },
  );
});
