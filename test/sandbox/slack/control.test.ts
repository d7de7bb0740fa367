import type { App } from '@slack/bolt';
import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  connectWorkspace,
  type RemoteWorkspace,
  type Workspace,
} from '../../../sandbox/slack/index.ts';
import { bolt, run, start } from './bot.ts';

let workspace: Workspace;
let remote: RemoteWorkspace;
let app: App;

beforeEach(async () => {
  workspace = await start();
  remote = await connectWorkspace(workspace.url);
  app = bolt(workspace);
});
afterEach(async () => {
  remote.disconnect();
  await app.stop();
  await workspace.stop();
});

it('does from another process what it does in this one', async () => {
  app.command('/replicate', async ({ ack, respond }) => {
    await ack('first');
    await respond({ text: 'second', response_type: 'in_channel' });
  });
  await run(app);
  expect(remote.botToken).toBe(workspace.botToken);
  const typed = await remote.type('maya', 'replication', '/replicate a b');
  expect(typed.shown).toBe('first');
  const second = await remote.waitFor(async (at) =>
    (await at.see('sam', 'replication')).find((one) => one.text === 'second'),
  );
  expect(second.ephemeral).toBe(false);
  await remote.faults.set('auth.test', { status: 503 });
  await expect(app.client.auth.test()).rejects.toMatchObject({ statusCode: 503 });
  await expect(remote.see('nobody', 'replication')).rejects.toThrow('nobody');
  await remote.faults.clear();
});

it('gives a response URL five uses and thirty minutes', async () => {
  app.command('/replicate', async ({ ack }) => ack());
  await run(app);
  const use = async (url = '') => {
    const response = await fetch(url, { method: 'POST', body: JSON.stringify({ text: 'a' }) });
    return response.status;
  };
  const first = await workspace.type('maya', 'replication', '/replicate a');
  const uses: number[] = [];
  for (let n = 0; n < 6; n += 1) uses.push(await use(first.responseUrl));
  expect(uses).toEqual([200, 200, 200, 200, 200, 404]);
  const second = await workspace.type('maya', 'replication', '/replicate b');
  await workspace.advance(30 * 60_000 + 1);
  expect(await use(second.responseUrl)).toBe(404);
});

it('lets a client press a button that an update has taken away', async () => {
  const pressed: unknown[] = [];
  app.action('go', async ({ ack, action, respond }) => {
    await ack();
    pressed.push(action.type === 'button' && action.value);
    await respond({ text: 'too late', replace_original: false });
  });
  await run(app);
  const channel = 'C0REP';
  const { ts = '' } = await app.client.chat.postMessage({
    channel,
    text: 'a',
    blocks: [
      {
        type: 'actions',
        elements: [
          { type: 'button', action_id: 'go', value: 'v', text: { type: 'plain_text', text: 'Go' } },
        ],
      },
    ],
  });
  await app.client.chat.update({ channel, ts, text: 'done' });
  await expect(workspace.press('sam', { channel, ts }, 'Go')).rejects.toThrow('no Go');
  await workspace.press('sam', { channel, ts }, 'Go', { stale: true });
  expect(pressed).toEqual(['v']);
  await workspace.waitFor(async (at) =>
    (await at.see('sam', channel)).find((one) => one.ephemeral && one.text === 'too late'),
  );
});
