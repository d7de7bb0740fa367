import type { App } from '@slack/bolt';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { plain, type Workspace } from '../../../sandbox/slack/index.ts';
import { bolt, run, start } from './bot.ts';

describe('a Bolt app in a local workspace', () => {
  let workspace: Workspace;
  let app: App;

  beforeEach(async () => {
    workspace = await start();
    app = bolt(workspace);
  });
  afterEach(async () => {
    await app.stop();
    await workspace.stop();
  });

  it('answers a command, asks, is clicked, and edits its message', async () => {
    app.command('/replicate', async ({ ack, command, client }) => {
      await ack({ response_type: 'ephemeral', text: `Got ${command.text}` });
      await client.chat.postMessage({
        channel: command.channel_id,
        text: 'Approve?',
        blocks: [
          {
            type: 'section',
            text: { type: 'mrkdwn', text: `*Approve?* <@${command.user_id}> asks` },
          },
          {
            type: 'actions',
            elements: [
              {
                type: 'button',
                action_id: 'approve',
                text: { type: 'plain_text', text: 'Approve' },
                value: 'r1',
                confirm: {
                  title: { type: 'plain_text', text: 'Sure?' },
                  text: { type: 'plain_text', text: 'It will start.' },
                  confirm: { type: 'plain_text', text: 'Yes' },
                  deny: { type: 'plain_text', text: 'No' },
                },
              },
            ],
          },
        ],
      });
    });
    app.action({ type: 'block_actions', action_id: 'approve' }, async ({ ack, body, client }) => {
      await ack();
      const channel = body.channel?.id ?? '';
      const ts = body.message?.ts ?? '';
      await client.chat.update({ channel, ts, text: `Approved by <@${body.user.id}>` });
      await client.chat.postEphemeral({ channel, user: body.user.id, text: 'Thanks' });
    });
    await run(app);

    const typed = await workspace.type('maya', '#replication', '/replicate a b');
    expect(typed).toMatchObject({ outcome: 'acknowledged', shown: 'Got a b' });

    const card = await workspace.waitFor(async (at) =>
      (await at.see('sam', 'replication')).find((one) => one.blocks.length > 0),
    );
    expect(plain(card)).toBe('Approve? @maya asks\n[Approve]');

    const asked = await workspace.press('sam', card, 'Approve');
    expect(asked).toMatchObject({ outcome: 'asked', dialog: { title: 'Sure?', confirm: 'Yes' } });
    await workspace.press('sam', card, 'Approve', { confirm: true });
    const thanks = await workspace.waitFor(async (at) =>
      (await at.see('sam', 'replication')).find((one) => one.ephemeral),
    );
    expect(thanks.text).toBe('Thanks');

    const [first] = (await workspace.see('maya', 'replication')).filter((one) => !one.ephemeral);
    expect(first && plain(first)).toBe('Approved by @sam');
    expect(first?.edited).toBe(true);
    await expect(workspace.press('sam', card, 'Approve')).rejects.toThrow('nothing');
  });
});
