import type { App } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Workspace } from '../../../sandbox/slack/index.ts';
import { bolt, later, run, start } from './bot.ts';

const reason: ModalView = {
  type: 'modal',
  callback_id: 'deny',
  private_metadata: 'r1',
  notify_on_close: true,
  title: { type: 'plain_text', text: 'Deny' },
  submit: { type: 'plain_text', text: 'Deny' },
  blocks: [
    {
      type: 'input',
      block_id: 'why',
      label: { type: 'plain_text', text: 'Reason' },
      element: { type: 'plain_text_input', action_id: 'reason', min_length: 3 },
    },
  ],
};

let workspace: Workspace;
let app: App;

beforeEach(async () => {
  workspace = await start();
  app = bolt(workspace);
  app.command('/replicate', async ({ ack, body, client }) => {
    await ack();
    await client.views.open({ trigger_id: body.trigger_id, view: reason });
  });
});
afterEach(async () => {
  await app.stop();
  await workspace.stop();
});

async function open() {
  await run(app);
  await workspace.type('maya', 'replication', '/replicate deny');
  return workspace.waitFor((at) => at.viewOf('maya'));
}

it('shows a modal, keeps back an empty form, and shows the errors of the app', async () => {
  app.view('deny', async ({ ack, view }) => {
    const words = view.state.values['why']?.['reason']?.value ?? '';
    if (words === 'because') await ack({ response_action: 'errors', errors: { why: 'Say more' } });
    else await ack();
  });
  const view = await open();
  expect(view).toMatchObject({ title: 'Deny', privateMetadata: 'r1', callbackId: 'deny' });
  expect(await workspace.submit('maya', view.id, {})).toEqual({
    outcome: 'invalid',
    errors: { why: 'Please complete this required field.' },
  });
  expect((await workspace.submit('maya', 'current', { reason: 'no' })).outcome).toBe('invalid');
  expect(await workspace.submit('maya', 'current', { reason: 'because' })).toMatchObject({
    outcome: 'errors',
    errors: { why: 'Say more' },
  });
  expect((await workspace.viewOf('maya'))?.errors).toEqual({ why: 'Say more' });
  const done = await workspace.submit('maya', 'current', { Reason: 'wrong path' });
  expect(done.outcome).toBe('closed');
  expect(await workspace.viewOf('maya')).toBeUndefined();
});

it('tells the app of a closed modal that asked for it', async () => {
  const closed = later<string>();
  app.view({ type: 'view_closed', callback_id: 'deny' }, async ({ ack, view }) => {
    await ack();
    closed.resolve(view.private_metadata);
  });
  await open();
  await workspace.close('maya');
  expect(await closed.promise).toBe('r1');
});

it('lets the app answer with another view', async () => {
  app.view('deny', async ({ ack }) => {
    await ack({ response_action: 'update', view: { ...reason, callback_id: 'second' } });
  });
  await open();
  const answered = await workspace.submit('maya', 'current', { reason: 'wrong path' });
  expect(answered).toMatchObject({ outcome: 'open', view: { callbackId: 'second' } });
});

it('publishes a Home tab when it is opened, and presses in it carry the view', async () => {
  const pressed = later<string>();
  app.event('app_home_opened', async ({ event, client }) => {
    await client.views.publish({
      user_id: event.user,
      view: {
        type: 'home',
        blocks: [
          {
            type: 'actions',
            elements: [
              { type: 'button', action_id: 'go', text: { type: 'plain_text', text: 'Go' } },
            ],
          },
        ],
      },
    });
  });
  app.action('go', async ({ ack, body }) => {
    await ack();
    if (body.type === 'block_actions') pressed.resolve(body.view?.type ?? '');
  });
  await run(app);
  await workspace.openHome('sam');
  await workspace.waitFor((at) => at.home('sam'));
  await workspace.press('sam', 'home', 'Go');
  expect(await pressed.promise).toBe('home');
});

it('refuses a trigger id that was used, and one that is too old', async () => {
  await run(app);
  const { triggerId = '' } = await workspace.type('maya', 'replication', '/replicate deny');
  await workspace.waitFor((at) => at.viewOf('maya'));
  const again = app.client.views.open({ trigger_id: triggerId, view: reason });
  await expect(again).rejects.toMatchObject({ data: { error: 'exchanged_trigger_id' } });
  const late = await workspace.shortcut('maya', 'unknown');
  await workspace.advance(3001);
  const old = app.client.views.open({ trigger_id: late.triggerId ?? '', view: reason });
  await expect(old).rejects.toMatchObject({ data: { error: 'expired_trigger_id' } });
});
