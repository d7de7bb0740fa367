import { WebClient } from '@slack/web-api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Workspace, WorkspaceOptions } from '../../../sandbox/slack/index.ts';
import { start } from './bot.ts';

let workspace: Workspace;
let client: WebClient;

async function begin(options: Partial<WorkspaceOptions> = {}) {
  workspace = await start(options);
  client = as(workspace.botToken);
}
function as(token: string): WebClient {
  const slackApiUrl = workspace.apiUrl;
  const retryConfig = { retries: 0 };
  return new WebClient(token, { slackApiUrl, retryConfig, rejectRateLimitedCalls: true });
}
const failsWith = (error: string) =>
  expect.objectContaining({ data: expect.objectContaining({ error }) });

beforeEach(() => begin());
afterEach(() => workspace.stop());

describe('tokens and scopes', () => {
  it('knows its own token, and no other', async () => {
    expect(await client.auth.test()).toMatchObject({ user_id: 'U0BOT', team_id: 'T0LOCAL' });
    await expect(as('xoxb-wrong').auth.test()).rejects.toEqual(failsWith('invalid_auth'));
    await expect(as('').auth.test()).rejects.toEqual(failsWith('not_authed'));
    await expect(as('xapp-wrong').apps.connections.open()).rejects.toEqual(
      failsWith('invalid_auth'),
    );
  });

  it('says which scope is missing', async () => {
    await expect(client.team.info()).rejects.toMatchObject({
      data: { error: 'missing_scope', needed: 'team:read' },
    });
    const { response_metadata } = await client.auth.test();
    expect(response_metadata?.scopes).toContain('chat:write');
  });
});

describe('messages', () => {
  const channel = 'C0REP';

  it('threads, broadcasts, and keeps metadata for those who ask', async () => {
    const metadata = { event_type: 'card', event_payload: { id: 'r1' } };
    const { ts = '' } = await client.chat.postMessage({ channel, text: 'root', metadata });
    const reply = { channel, text: 'reply', thread_ts: ts, reply_broadcast: true } as const;
    await client.chat.postMessage(reply);
    const bare = await client.conversations.replies({ channel, ts });
    expect(bare.messages?.map((one) => one.text)).toEqual(['root', 'reply']);
    expect(bare.messages?.[0]?.metadata).toBeUndefined();
    expect(bare.messages?.[0]?.reply_count).toBe(1);
    const all = await client.conversations.replies({ channel, ts, include_all_metadata: true });
    expect(all.messages?.[0]?.metadata).toEqual(metadata);
    const top = await workspace.see('maya', channel);
    expect(top.map((one) => [one.text, one.broadcast])).toEqual([
      ['root', false],
      ['reply', true],
    ]);
    expect(await workspace.thread('maya', channel, ts)).toHaveLength(2);
  });

  it('takes the blocks away when only text is given', async () => {
    const blocks = [{ type: 'divider' as const }];
    const { ts = '' } = await client.chat.postMessage({ channel, text: 'a', blocks });
    await client.chat.update({ channel, ts, text: 'b' });
    const [message] = await workspace.see('maya', channel);
    expect(message).toMatchObject({ text: 'b', blocks: [], edited: true });
  });

  it('refuses as Slack refuses', async () => {
    const post = (more: object) => client.chat.postMessage({ channel, text: 'a', ...more });
    await expect(post({ channel: 'C0NONE' })).rejects.toEqual(failsWith('channel_not_found'));
    await expect(post({ channel: 'C0PRIV' })).rejects.toEqual(failsWith('channel_not_found'));
    await expect(post({ channel: 'C0PUB' })).rejects.toEqual(failsWith('not_in_channel'));
    const { ts = '' } = await post({});
    const update = (more: object) => client.chat.update({ channel, ts, text: 'b', ...more });
    await expect(update({ ts: '1.1' })).rejects.toEqual(failsWith('message_not_found'));
    await expect(update({ text: 'x'.repeat(4001) })).rejects.toEqual(failsWith('msg_too_long'));
    await expect(update({ reply_broadcast: true })).rejects.toEqual(
      failsWith('no_dual_broadcast_content_update'),
    );
    const said = await workspace.say('maya', channel, 'mine');
    await expect(update({ ts: said.ts })).rejects.toEqual(failsWith('cant_update_message'));
    const stranger = { channel, user: 'U0NONE', text: 'a' };
    await expect(client.chat.postEphemeral(stranger)).rejects.toEqual(
      failsWith('user_not_in_channel'),
    );
    await workspace.deleteMessage('ada', { channel, ts });
    await expect(update({})).rejects.toEqual(failsWith('message_not_found'));
    await workspace.archive(channel);
    await expect(post({})).rejects.toEqual(failsWith('is_archived'));
    await workspace.unarchive(channel);
    await workspace.removeBot(channel);
    await expect(post({})).rejects.toEqual(failsWith('not_in_channel'));
  });

  it('says what is wrong with blocks', async () => {
    const blocks = [
      { type: 'header' as const, text: { type: 'plain_text' as const, text: 'x'.repeat(151) } },
    ];
    await expect(client.chat.postMessage({ channel, text: 'a', blocks })).rejects.toMatchObject({
      data: {
        error: 'invalid_blocks',
        response_metadata: {
          messages: ['[ERROR] must be less than 151 characters [json-pointer:/blocks/0/text/text]'],
        },
      },
    });
    const long = Array.from({ length: 6 }, () => ({
      type: 'section' as const,
      text: { type: 'mrkdwn' as const, text: 'x'.repeat(2900) },
    }));
    await expect(client.chat.postMessage({ channel, text: 'a', blocks: long })).rejects.toEqual(
      failsWith('msg_blocks_too_long'),
    );
  });

  it('knows plans, or is told not to', async () => {
    const blocks = [
      {
        type: 'plan' as const,
        title: 'Plan',
        tasks: [{ task_id: '1', title: 'Create', status: 'pending' }],
      },
    ];
    const post = () => client.chat.postMessage({ channel, text: 'a', blocks });
    await post();
    await workspace.stop();
    await begin({ supportsPlan: false });
    await expect(post()).rejects.toEqual(failsWith('invalid_blocks'));
  });

  it('gives every message a ts of its own, later than the one before', async () => {
    const sent = await Promise.all(
      ['a', 'b', 'c'].map((text) => client.chat.postMessage({ channel, text })),
    );
    const ts = sent.map((one) => one.ts ?? '');
    expect(new Set(ts).size).toBe(3);
    expect(ts.every((one) => /^\d{10}\.\d{6}$/.test(one))).toBe(true);
  });

  it('opens a DM and posts to a person', async () => {
    const { channel: dm } = await client.conversations.open({ users: 'U0SF1' });
    await client.chat.postMessage({ channel: 'U0SF1', text: 'psst' });
    expect(dm?.id).toBe(await workspace.dm('maya'));
    expect((await workspace.see('maya', '@bot'))[0]?.text).toBe('psst');
    await expect(workspace.see('sam', dm?.id ?? '')).rejects.toThrow('cannot see');
  });

  it('takes a file in three steps', async () => {
    await workspace.stop();
    await begin({ scopes: ['files:write', 'chat:write'] });
    await client.filesUploadV2({ channel_id: channel, filename: 'log.txt', content: 'line' });
    expect(await workspace.files(channel)).toMatchObject([{ name: 'log.txt', content: 'line' }]);
  });
});

describe('people', () => {
  it('tells guests, strangers and other workspaces apart', async () => {
    const user = async (id: string) => (await client.users.info({ user: id })).user;
    expect(await user('U0SF1')).toMatchObject({ is_restricted: false, team_id: 'T0LOCAL' });
    expect(await user('U0GUEST')).toMatchObject({ is_restricted: true });
    expect(await user('U0OTHER')).toMatchObject({ team_id: 'T0OTHER', is_stranger: false });
    await workspace.changePerson('sam', { deleted: true });
    expect(await user('U0NY1')).toMatchObject({ deleted: true });
  });

  it('lists the members of a user group that is not disabled', async () => {
    const list = () => client.usergroups.users.list({ usergroup: 'S0NY' });
    expect((await list()).users).toEqual(['U0NY1']);
    await workspace.changeUserGroup('@ny-owners', { disabled: true });
    await expect(list()).rejects.toEqual(failsWith('no_such_subteam'));
  });
});

describe('rate limits', () => {
  it('allows a short burst and then one post a second a channel', async () => {
    const post = () => client.chat.postMessage({ channel: 'C0REP', text: 'a' });
    for (let n = 0; n < 5; n += 1) await post();
    await expect(post()).rejects.toMatchObject({ retryAfter: 1 });
    await workspace.advance(1000);
    await post();
    await expect(post()).rejects.toMatchObject({ retryAfter: 1 });
  });

  it('can be scaled and switched off', async () => {
    await workspace.stop();
    await begin({ rateLimits: 'off' });
    for (let n = 0; n < 8; n += 1) await client.chat.postMessage({ channel: 'C0REP', text: 'a' });
  });
});
