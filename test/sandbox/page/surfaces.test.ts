import type { HomeView, KnownBlock } from '@slack/types';
import { expect, it } from 'vitest';
import { room } from '../../../sandbox/site.ts';
import { option, plain, serveSampler } from './sampler.ts';
import { barriers, client, describePage, type } from './visit.ts';

describePage('what an app sends, on the page', serveSampler, ({ open, served }) => {
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
