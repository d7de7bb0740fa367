import type { App } from '@slack/bolt';
import type { HomeView, KnownBlock, ModalView } from '@slack/types';
import { expect, it } from 'vitest';
import { createClusters } from '../../../sandbox/clusters/index.ts';
import { story } from '../../../sandbox/demo/begin.ts';
import { servePage } from '../../../sandbox/page/server/serve.ts';
import { people, room } from '../../../sandbox/site.ts';
import { startWorkspace, type Workspace } from '../../../sandbox/slack/index.ts';
import { bolt, later, run } from '../slack/bot.ts';
import { barriers, client, describePage, type Served, type } from './visit.ts';

interface Sampler extends Served {
  readonly slack: Workspace;
  readonly app: App;
}

const plain = (text: string) => ({ type: 'plain_text', text }) as const;
const option = (value: string) => ({ text: plain(value.toUpperCase()), value });
const offers = {
  commands: [{ command: '/replicate', description: 'Opens a form', hint: '[words]' }],
  shortcuts: [
    { name: 'A form', type: 'global', callbackId: 'everywhere', description: 'From anywhere' },
    { name: 'About this', type: 'message', callbackId: 'here', description: 'Of one message' },
  ],
  home: true,
  writable: false,
} as const;

/** An app of its own, which sends what a test wants to see. */
async function serve(): Promise<Sampler> {
  const slack = await startWorkspace({
    people: Object.values(people),
    channels: [{ ...room, members: Object.values(people).map(({ id }) => id) }],
  });
  const clusters = await createClusters({ clusters: ['sanfrancisco', 'newyork'] });
  const page = await servePage({ slack, clusters }, { story, offers });
  const app = bolt(slack);
  await run(app);
  return {
    slack,
    app,
    url: page.url,
    async stop() {
      await page.stop();
      await app.stop();
      await slack.stop();
      await clusters.cleanup();
    },
  };
}

function input(block_id: string, element: object, more: object = {}): KnownBlock {
  const label = plain(`The ${block_id}`);
  return { type: 'input', block_id, label, element, ...more } as KnownBlock;
}

function form(blocks: readonly KnownBlock[]): ModalView {
  return {
    type: 'modal',
    callback_id: 'form',
    title: plain('A form'),
    submit: plain('Go'),
    blocks: [...blocks],
  };
}

describePage('what an app sends, on the page', serve, ({ open, served }) => {
  it('is a form with every kind of field, which says what is wrong with them', async () => {
    const { app } = served();
    const sent = later<unknown>();
    app.command('/replicate', async ({ ack, body, client: web }) => {
      await ack();
      const fields = [
        input('name', { type: 'plain_text_input', action_id: 'a', min_length: 3 }),
        input(
          'why',
          { type: 'plain_text_input', action_id: 'a', multiline: true },
          { optional: true },
        ),
        input('cluster', {
          type: 'static_select',
          action_id: 'a',
          option_groups: [{ label: plain('Coast'), options: [option('sf'), option('ny')] }],
        }),
        input('owner', { type: 'users_select', action_id: 'a' }),
        input('mode', {
          type: 'radio_buttons',
          action_id: 'a',
          options: [{ ...option('sync'), description: plain('Waits for it') }, option('async')],
        }),
        input('extras', {
          type: 'checkboxes',
          action_id: 'a',
          options: [option('throttle'), option('encrypt')],
          initial_options: [option('throttle')],
        }),
        input('topics', {
          type: 'multi_static_select',
          action_id: 'a',
          options: [option('clicks'), option('views')],
        }),
        input('day', { type: 'datepicker', action_id: 'a', initial_date: '2026-11-23' }),
        input('count', { type: 'number_input', action_id: 'a', is_decimal_allowed: false }),
      ];
      await web.views.open({ trigger_id: body.trigger_id, view: form(fields) });
    });
    app.view('form', async ({ ack, view }) => {
      const values = Object.fromEntries(
        Object.entries(view.state.values).map(([block, of]) => [block, of['a']]),
      );
      if (values['name']?.value === 'taken') {
        return ack({ response_action: 'errors', errors: { name: 'It is taken.' } });
      }
      await ack();
      sent.resolve(values);
    });
    const tab = await open();
    const maya = client(tab, 'Maya Ortiz');
    await type(maya, '/replicate');
    const dialog = maya.getByRole('dialog', { name: 'A form' });
    await dialog.getByRole('button', { name: 'Go' }).click();
    await dialog.getByText('Please complete this required field.').first().waitFor();

    const name = dialog.getByRole('textbox', { name: 'The name' });
    await name.fill('taken');
    await dialog.getByRole('combobox', { name: 'The cluster' }).selectOption({ label: 'NY' });
    await dialog
      .getByRole('combobox', { name: 'The owner' })
      .selectOption({ label: 'Noor Haddad' });
    await dialog.getByRole('radio', { name: /^SYNC/ }).check();
    await dialog.getByRole('checkbox', { name: 'THROTTLE' }).uncheck();
    await dialog.getByRole('checkbox', { name: 'ENCRYPT' }).check();
    await dialog.getByRole('checkbox', { name: 'CLICKS' }).check();
    await dialog.getByLabel('The day').fill('2026-12-24');
    await dialog.getByRole('spinbutton', { name: 'The count' }).fill('7');
    await dialog.getByRole('button', { name: 'Go' }).click();
    await dialog.getByText('It is taken.').waitFor();
    expect(await name.getAttribute('aria-invalid')).toBe('true');
    expect(await barriers(tab)).toEqual([]);

    await name.fill('activity');
    await dialog.getByRole('button', { name: 'Go' }).click();
    await dialog.waitFor({ state: 'detached' });
    expect(await sent.promise).toMatchObject({
      name: { value: 'activity' },
      why: { value: null },
      cluster: { selected_option: { value: 'ny' } },
      owner: { selected_user: 'U0NY1' },
      mode: { selected_option: { value: 'sync' } },
      extras: { selected_options: [{ value: 'encrypt' }] },
      topics: { selected_options: [{ value: 'clicks' }] },
      day: { selected_date: '2026-12-24' },
      count: { value: '7' },
    });
    await tab.close();
  });

  it('is a form that changes while it is filled in, and keeps what was', async () => {
    const { app } = served();
    const view = (words: string) =>
      form([
        input('path', { type: 'plain_text_input', action_id: 'path' }),
        input(
          'cluster',
          { type: 'static_select', action_id: 'cluster', options: [option('sf'), option('ny')] },
          { dispatch_action: true },
        ),
        { type: 'section', text: plain(words) },
      ]);
    app.shortcut('everywhere', async ({ ack, body, client: web }) => {
      await ack();
      await web.views.open({ trigger_id: body.trigger_id, view: view('Nothing chosen') });
    });
    app.action('cluster', async ({ ack, body, client: web }) => {
      await ack();
      if (!('view' in body) || !body.view) return;
      const { values } = body.view.state;
      const words = `${values['path']?.['path']?.value} to ${values['cluster']?.['cluster']?.selected_option?.value}`;
      await web.views.update({ view_id: body.view.id, view: view(words) });
    });
    const tab = await open();
    const maya = client(tab, 'Maya Ortiz');
    await maya.getByRole('button', { name: 'Shortcuts' }).click();
    await maya.getByRole('button', { name: /^A form/ }).click();
    const dialog = maya.getByRole('dialog', { name: 'A form' });
    await dialog.getByText('Nothing chosen').waitFor();
    const path = dialog.getByRole('textbox', { name: 'The path' });
    await path.fill('/activity');
    await dialog.getByRole('combobox', { name: 'The cluster' }).selectOption('ny');
    await dialog.getByText('/activity to ny').waitFor();
    expect(await path.inputValue()).toBe('/activity');
    await tab.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await tab.close();
  });

  it('is buttons and menus, each of which does its own', async () => {
    const { app } = served();
    const told: string[] = [];
    app.action(/^(decide|pick|more)$/, async ({ ack, payload, respond }) => {
      await ack();
      const { value, selected_option: chosen } = payload as {
        value?: string;
        selected_option?: { value: string };
      };
      told.push(value ?? chosen?.value ?? '');
      await respond({ text: `Taken: ${told.at(-1)}`, replace_original: false });
    });
    const confirm = {
      title: plain('Sure?'),
      text: plain('Think.'),
      confirm: plain('Yes'),
      deny: plain('No'),
    };
    const button = (value: string) => ({
      type: 'button' as const,
      action_id: 'decide',
      value,
      text: plain(`Decide ${value}`),
      confirm,
    });
    await app.client.chat.postMessage({
      channel: room.id,
      text: 'Choose',
      blocks: [
        { type: 'actions', block_id: 'one', elements: [button('first')] },
        { type: 'actions', block_id: 'two', elements: [button('second')] },
        {
          type: 'section',
          text: plain('Which?'),
          accessory: {
            type: 'static_select',
            action_id: 'pick',
            placeholder: plain('Pick one'),
            options: [option('red'), option('blue')],
          },
        },
        {
          type: 'actions',
          elements: [
            { type: 'overflow', action_id: 'more', options: [option('later'), option('never')] },
          ],
        },
      ],
    });
    const tab = await open();
    const maya = client(tab, 'Maya Ortiz');
    const press = maya.getByRole('button', { name: 'Decide second' });
    await press.click();
    await maya
      .getByRole('alertdialog', { name: 'Sure?' })
      .getByRole('button', { name: 'No' })
      .click();
    await press.click();
    await maya.getByRole('alertdialog').getByRole('button', { name: 'Yes' }).click();
    await maya.getByText('Taken: second').waitFor();
    await maya.getByRole('combobox', { name: 'Pick one' }).selectOption('blue');
    await maya.getByText('Taken: blue').waitFor();
    await maya.getByRole('button', { name: 'More choices' }).click();
    await maya.getByRole('button', { name: 'LATER' }).click();
    await maya.getByText('Taken: later').waitFor();
    expect(told).toEqual(['second', 'blue', 'later']);
    expect(await client(tab, 'Noor Haddad').getByText('Taken: ').count()).toBe(0);
    expect(await maya.getByText('Only visible to you').count()).toBe(3);
    await tab.close();
  });

  it('is a Home tab, current from the moment that it is opened', async () => {
    const { app } = served();
    const home = (words: string): HomeView => ({
      type: 'home',
      blocks: [
        { type: 'header', text: plain('What waits for you') },
        ...['r1', 'r2'].map(
          (request): KnownBlock => ({
            type: 'actions',
            block_id: request,
            elements: [
              { type: 'button', action_id: 'see', value: request, text: plain(`See ${request}`) },
            ],
          }),
        ),
        { type: 'section', text: plain(words) },
      ],
    });
    const tab = await open();
    const noor = client(tab, 'Noor Haddad');
    await noor.getByRole('button', { name: 'App Home' }).click();
    await noor.getByText('The app has put nothing here yet.').waitFor();
    expect(await barriers(tab)).toEqual([]);

    app.event('app_home_opened', async ({ event }) => {
      await app.client.views.publish({ user_id: event.user, view: home('Just opened') });
    });
    app.action('see', async ({ ack, body, payload }) => {
      await ack();
      const words = `You saw ${'value' in payload ? payload.value : ''}`;
      await app.client.views.publish({ user_id: body.user.id, view: home(words) });
    });
    await noor.getByRole('button', { name: '#data-platform' }).click();
    await noor.getByRole('button', { name: 'App Home' }).click();
    await noor.getByText('Just opened').waitFor();
    await noor.getByRole('button', { name: 'See r2' }).click();
    await noor.getByText('You saw r2').waitFor();
    await tab.close();
  });

  it('is a shortcut at a message, and a direct message with a dot until it is read', async () => {
    const { app } = served();
    app.shortcut('here', async ({ ack, body }) => {
      await ack();
      if (body.type !== 'message_action') return;
      await app.client.chat.postMessage({
        channel: body.user.id,
        text: `About: ${body.message.text}`,
      });
    });
    const tab = await open(undefined, '#robin,noor');
    const robin = client(tab, 'Robin Vale');
    await type(robin, 'What is *this*?');
    const message = robin.getByRole('article').filter({ hasText: 'What is' });
    await message.hover();
    await message.getByRole('button', { name: 'More actions' }).click();
    await message.getByRole('button', { name: /^About this/ }).click();
    const direct = robin.getByRole('button', { name: /Direct messages/ });
    await direct.getByLabel('unread').waitFor();
    await direct.click();
    await robin.getByText('About: What is this?').waitFor();
    await robin.getByText('Commands go into a channel.').waitFor();
    await direct.getByLabel('unread').waitFor({ state: 'detached' });
    await tab.close();
  });

  it('says what the workspace refuses, and keeps the words', async () => {
    const tab = await open();
    const maya = client(tab, 'Maya Ortiz');
    await type(maya, '/nothing of the kind');
    await maya.getByText('/nothing is not a valid command.').waitFor();
    const box = maya.getByRole('textbox', { name: /^Message / });
    expect(await box.inputValue()).toBe('/nothing of the kind');
    await tab.close();
  });
});
