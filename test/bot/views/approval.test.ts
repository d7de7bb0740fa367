import type { ActionsBlock, Button } from '@slack/types';
import { describe, expect, it } from 'vitest';
import { type Message, renderRequest } from '../../../src/bot/views/index.ts';
import { owners } from '../../jobs/requests.ts';
import { type LogName, stateOf } from './logs.ts';
import { buttonsOf, read } from './valid.ts';

const approvers = ['U0NY1', 'U0SF1', 'S0NY'];

function messageOf(name: LogName, key: string, of = approvers): Message | undefined {
  const { replies } = renderRequest(stateOf(name), {
    owners: { ...owners, replica: of },
    layout: 'plan',
  });
  return replies.find((each) => each.key === key)?.message;
}

function consent(name: LogName, owners = approvers): Message {
  const message = messageOf(name, 'consent', owners);
  if (!message) throw new Error('the approval is not asked');
  return message;
}

function actionsOf({ blocks }: Message): ActionsBlock | undefined {
  return blocks.find((block) => block.type === 'actions');
}

function buttons(message: Message): Button[] {
  return (actionsOf(message)?.elements ?? []).filter((each) => each.type === 'button');
}

describe('the approval', () => {
  it('calls on the owners of the replica, but not on the requester', () => {
    const words = read(consent('waitingForConsent'));
    expect(words).toMatch(/@noor @ny-owners: @maya asks for your consent/);
  });

  it('calls on "owners" where the requester is the only one that it knows of', () => {
    expect(read(consent('waitingForConsent', ['U0SF1']))).toMatch(
      /Owners of \/mapr\/newyork\/activity: @maya asks/,
    );
  });

  it('names from, to, requester and expiry, and the commands that follow', () => {
    const words = read(consent('waitingForConsent'));
    for (const part of [
      /From\n\/mapr\/sanf/,
      /To\n\/mapr\/newyork/,
      /Asked for by\n@maya/,
      /Expires\nSep 22/,
    ]) {
      expect(words).toMatch(part);
    }
    expect(words).toContain('maprcli stream upstream add -path /mapr/newyork/activity');
  });

  it('of a set-up into a stream that is there says what feeds it already, and that it stays as it is', () => {
    const words = read(consent('joining'));
    expect(words).toMatch(
      /is there, and stays as it is, with its topics, .* It is fed by \/mapr\/tokyo\/activity already/,
    );
    expect(words).toMatch(/has been registered at the source, paused\. A denial.* undoes that/);
    expect(words).not.toContain('stream create');
  });

  it('of both directions says so in its heading, in words and before it is pressed', () => {
    const words = read(consent('bothWays'));
    expect(words).toMatch(/^May messages go both ways between sanfrancisco and newyork\?/);
    expect(words).toMatch(/Messages are to go both ways: .* Approving agrees to both\./);
    expect(words).toContain(
      'maprcli stream replica add -path /mapr/newyork/activity -replica /mapr/sanfrancisco/activity',
    );
    const [approve] = buttons(consent('bothWays'));
    expect(approve?.confirm?.text?.text).toMatch(/will each have every message of the other/);
  });

  it('is shown in the channel as well', () => {
    const { replies } = renderRequest(stateOf('waitingForConsent'), {
      owners: { ...owners, replica: approvers },
      layout: 'plan',
    });
    expect(replies.filter(({ broadcast }) => broadcast).map(({ key }) => key)).toEqual(['consent']);
  });

  it('has buttons that carry the id of the request and nothing else, and say what they do', () => {
    const [approve, deny] = buttons(consent('waitingForConsent'));
    expect(approve).toMatchObject({ action_id: 'approve', value: 'abcd2345', style: 'primary' });
    expect(deny).toMatchObject({ action_id: 'deny', value: 'abcd2345', style: 'danger' });
    expect(approve?.accessibility_label).toBe('Approve replication to /mapr/newyork/activity');
    expect(approve?.confirm?.text?.text).toMatch(
      /\/mapr\/newyork\/activity will accept every message of \/mapr\/sanfrancisco\/activity/,
    );
  });

  it('has another block id with every version', () => {
    expect(actionsOf(consent('waitingForConsent'))?.block_id).not.toBe(
      actionsOf(consent('reminded'))?.block_id,
    );
  });

  it.each<[LogName, RegExp]>([
    ['granted', /Approved by @noor, Sep 21/],
    [
      'denied',
      /Denied by @noor, .*Reason: not before the .audit. <!here>\nWhat the request had made is undone\./,
    ],
    ['undoing', /is being undone/],
    ['left', /is undone, but for what is left to a person/],
    ['expired', /Expired Sep 22.*nobody had answered/],
  ])('says afterwards who decided and when, without buttons: %s', (name, words) => {
    const message = consent(name);
    expect(buttonsOf(message)).toEqual([]);
    expect(read(message)).toMatch(words);
    expect(read(message)).toMatch(/Asked for by\n@maya/);
  });
});

describe('the reminder', () => {
  it('calls on the owners once more', () => {
    expect(messageOf('waitingForConsent', 'reminder')).toBeUndefined();
    const message = messageOf('reminded', 'reminder');
    expect(message && read(message)).toMatch(/@noor @ny-owners A reminder: .* still waits/);
  });

  it('stays once it has been sent, and then calls on nobody', () => {
    const message = messageOf('grantedAfterReminder', 'reminder');
    expect(message && read(message)).toMatch(/no longer waited for/);
    expect(message?.text).not.toContain('<@');
    expect(messageOf('granted', 'reminder')).toBeUndefined();
  });
});
