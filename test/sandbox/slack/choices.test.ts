import type { App } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { checkView } from '../../../sandbox/slack/block-kit/view.ts';
import type { Workspace } from '../../../sandbox/slack/index.ts';
import { bolt, later, run, start } from './bot.ts';

const plain = (text: string) => ({ type: 'plain_text', text }) as const;

const form: ModalView = {
  type: 'modal',
  callback_id: 'form',
  title: plain('Form'),
  submit: plain('Go'),
  blocks: [
    {
      type: 'input',
      block_id: 'stream',
      label: plain('Stream'),
      dispatch_action: true,
      element: { type: 'external_select', action_id: 'stream', min_query_length: 0 },
    },
    {
      type: 'input',
      block_id: 'where',
      label: plain('Channel'),
      optional: true,
      element: {
        type: 'conversations_select',
        action_id: 'where',
        default_to_current_conversation: true,
        filter: { include: ['public', 'private'], exclude_external_shared_channels: true },
      },
    },
    { type: 'section', block_id: 'words', text: plain('Words') },
  ],
};

let workspace: Workspace;
let app: App;

beforeEach(async () => {
  workspace = await start({ timing: { ackMs: 2_000 } });
  app = bolt(workspace);
  app.shortcut('form', async ({ ack, body, client }) => {
    await ack();
    await client.views.open({ trigger_id: body.trigger_id, view: form });
  });
});
afterEach(async () => {
  await app.stop();
  await workspace.stop();
});

async function open(over?: string) {
  await run(app);
  await workspace.shortcut('maya', 'form', over === undefined ? {} : { over });
  return workspace.waitFor((at) => at.viewOf('maya'));
}

it('asks the app for choices, tells it nothing of the other fields, and takes only what is offered', async () => {
  const asked: unknown[] = [];
  app.options('stream', async ({ ack, options }) => {
    asked.push(options);
    const { value } = options;
    await ack({ options: [`/${value}`].map((path) => ({ text: plain(path), value: path })) });
  });
  const picked = later<unknown>();
  app.action('stream', async ({ ack, body }) => {
    await ack();
    picked.resolve(body);
  });
  const { id } = await open('replication');
  expect(await workspace.offers('maya', 'modal', 'Stream', 'a')).toEqual([{ text: '/a' }]);
  expect(asked[0]).toMatchObject({
    type: 'block_suggestion',
    action_id: 'stream',
    block_id: 'stream',
    value: 'a',
    user: { id: 'U0SF1' },
    container: { type: 'view', view_id: id },
    view: { id, callback_id: 'form', state: { values: {} } },
  });
  await expect(workspace.press('maya', 'modal', 'stream', { pick: 'b' })).rejects.toThrow(
    'There is no b among /b',
  );
  expect((await workspace.submit('maya', 'current', {})).outcome).toBe('invalid');
});

it('sends a pick where the input dispatches, keeps it where not, and the whole at the end', async () => {
  const picked = later<object>();
  const given = later<object>();
  app.options('stream', async ({ ack, options }) => {
    await ack({ options: [{ text: plain(options.value), value: 'x' }] });
  });
  app.action('stream', async ({ ack, body }) => {
    await ack();
    picked.resolve(body);
  });
  app.view('form', async ({ ack, view }) => {
    await ack();
    given.resolve(view.state.values);
  });
  await open();
  const { outcome } = await workspace.press('maya', 'modal', 'where', { pick: '#replication' });
  expect(outcome).toBe('kept');
  await workspace.press('maya', 'modal', 'stream', { pick: 'y' });
  const option = { text: plain('y'), value: 'x' };
  const where = { type: 'conversations_select', selected_conversation: 'C0REP' };
  expect(await picked.promise).toMatchObject({
    view: {
      state: { values: { stream: { stream: { selected_option: option } }, where: { where } } },
    },
    actions: [{ action_id: 'stream', selected_option: option }],
  });
  await workspace.submit('maya', 'current', {});
  expect(await given.promise).toMatchObject({ where: { where } });
});

it('begins a menu of conversations with the one before the eyes, where it lists that', async () => {
  await open('replication');
  const state = later<object>();
  app.view('form', async ({ ack, view }) => {
    await ack({ response_action: 'errors', errors: { words: 'not an input' } });
    state.resolve(view.state.values);
  });
  app.options('stream', async ({ ack }) => ack({ options: [{ text: plain('a'), value: 'a' }] }));
  // An error at what is not an input is none that the client can show.
  expect(await workspace.submit('maya', 'current', { stream: 'a' })).toMatchObject({
    outcome: 'dispatch_failed',
  });
  expect(await state.promise).toMatchObject({
    where: { where: { selected_conversation: 'C0REP' } },
  });
  await expect(workspace.press('sam', 'modal', 'where', { pick: 'replication' })).rejects.toThrow(
    'sam has no modal open',
  );
});

it('offers nobody a channel that they do not see, nor one that the filter leaves out', async () => {
  await workspace.stop();
  workspace = await start({
    channels: [
      { id: 'C0PRIV', name: 'secret', private: true, members: ['sam'] },
      { id: 'C0EXT', name: 'shared', extShared: true },
    ],
  });
  app = bolt(workspace);
  app.shortcut('form', async ({ ack, body, client }) => {
    await ack();
    await client.views.open({ trigger_id: body.trigger_id, view: form });
  });
  await open('shared');
  for (const pick of ['secret', 'shared']) {
    await expect(workspace.press('maya', 'modal', 'where', { pick })).rejects.toThrow(
      `maya is not offered ${pick}`,
    );
  }
});

it('knows what Slack asks of these menus', () => {
  expect(checkView(form, 'modal', {})).toEqual([]);
  const empty = structuredClone(form) as unknown as { blocks: { element: { filter: object } }[] };
  if (empty.blocks[1]) empty.blocks[1].element.filter = {};
  expect(checkView(empty, 'modal', {})).toHaveLength(1);
});
