import type { App } from '@slack/bolt';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Workspace } from '../../../sandbox/slack/index.ts';
import { bolt, later, run, start } from './bot.ts';

let workspace: Workspace;
let app: App;
const channel = 'C0REP';

beforeEach(async () => {
  workspace = await start({
    scopes: ['chat:write', 'channels:history', 'app_mentions:read'],
    commands: [{ command: '/replicate', escape: true }],
  });
  app = bolt(workspace);
});
afterEach(async () => {
  await app.stop();
  await workspace.stop();
});

it('sends every field of a slash command as a string', async () => {
  const body = later<object>();
  app.command('/replicate', async ({ ack, body: given }) => {
    await ack();
    body.resolve(given);
  });
  await run(app);
  await workspace.type('maya', channel, '/replicate to  @sam in #elsewhere');
  expect(await body.promise).toMatchObject({
    team_id: 'T0LOCAL',
    team_domain: 'local',
    channel_id: channel,
    channel_name: 'replication',
    user_id: 'U0SF1',
    user_name: 'maya',
    command: '/replicate',
    text: 'to  <@U0NY1|sam> in <#C0PUB|elsewhere>',
    api_app_id: 'A0REPLICATE',
    is_enterprise_install: 'false',
    response_url: expect.stringContaining('/hooks/commands/'),
    trigger_id: expect.any(String),
  });
});

it('sends who clicked, from which workspace, on what, and what was picked', async () => {
  const body = later<object>();
  app.action('side', async ({ ack, body: given }) => {
    await ack();
    body.resolve(given);
  });
  await run(app);
  const metadata = { event_type: 'card', event_payload: { id: 'r1' } };
  const { ts = '' } = await app.client.chat.postMessage({
    channel,
    text: 'Which?',
    metadata,
    blocks: [
      {
        type: 'actions',
        block_id: 'b1',
        elements: [
          {
            type: 'static_select',
            action_id: 'side',
            options: [{ text: { type: 'plain_text', text: 'Source' }, value: 'src' }],
          },
        ],
      },
    ],
  });
  await workspace.press('otto', { channel, ts }, 'side', { pick: 'Source' });
  const option = { text: { type: 'plain_text', text: 'Source' }, value: 'src' };
  expect(await body.promise).toMatchObject({
    type: 'block_actions',
    user: { id: 'U0OTHER', username: 'otto', name: 'otto', team_id: 'T0OTHER' },
    team: { id: 'T0LOCAL', domain: 'local' },
    container: { type: 'message', message_ts: ts, channel_id: channel, is_ephemeral: false },
    channel: { id: channel, name: 'replication' },
    message: { ts, text: 'Which?', bot_id: 'B0BOT', metadata },
    state: { values: { b1: { side: { type: 'static_select', selected_option: option } } } },
    actions: [{ action_id: 'side', block_id: 'b1', selected_option: option }],
    response_url: expect.stringContaining('/hooks/actions/'),
  });
});

it('sends shortcuts on messages, and mentions', async () => {
  const shortcut = later<object>();
  const mention = later<string>();
  app.shortcut('retry', async ({ ack, body }) => {
    await ack();
    shortcut.resolve(body);
  });
  app.event('app_mention', async ({ event }) => mention.resolve(event.text));
  await run(app);
  const said = await workspace.say('maya', channel, '@replicate help');
  expect(await mention.promise).toBe('<@U0BOT> help');
  await workspace.messageShortcut('sam', said, 'retry');
  expect(await shortcut.promise).toMatchObject({
    type: 'message_action',
    callback_id: 'retry',
    message: { text: '<@U0BOT> help', user: 'U0SF1' },
  });
});
