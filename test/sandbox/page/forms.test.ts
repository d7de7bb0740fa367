import type { FileChooser } from 'playwright-core';
import { expect, it } from 'vitest';
import { later } from '../slack/bot.ts';
import { form, input, option, plain, serveSampler } from './sampler.ts';
import { barriers, client, describePage, type } from './visit.ts';

describePage('a form of an app, on the page', serveSampler, ({ open, served }) => {
  it('has every kind of field, and says what is wrong with them', async () => {
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

  it('changes while it is filled in, and keeps what was', async () => {
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

  it('takes files, by the keyboard too, and says why it takes some not', async () => {
    const { app } = served();
    const sent = later<unknown>();
    app.shortcut('here', async ({ ack, body, client: web }) => {
      await ack();
      const element = { type: 'file_input', action_id: 'a', filetypes: ['csv'], max_files: 2 };
      await web.views.open({
        trigger_id: body.trigger_id,
        view: { ...form([input('list', element)]), callback_id: 'files' },
      });
    });
    app.view('files', async ({ ack, view }) => {
      await ack();
      sent.resolve(view.state.values['list']?.['a']);
    });
    const tab = await open();
    // Long before it is needed: the browser has to know that it is to be caught.
    const chooser = later<FileChooser>();
    tab.on('filechooser', chooser.resolve);
    const maya = client(tab, 'Maya Ortiz');
    await type(maya, 'A list');
    const message = maya.getByRole('article').filter({ hasText: 'A list' });
    await message.hover();
    await message.getByRole('button', { name: 'More actions' }).click();
    await message.getByRole('button', { name: /^About this/ }).click();
    const dialog = maya.getByRole('dialog', { name: 'A form' });
    const list = dialog.getByLabel('The list');
    await dialog.getByRole('button', { name: 'Go' }).click();
    await dialog.getByText('Please complete this required field.').waitFor();
    const file = (name: string) => ({ name, mimeType: '', buffer: Buffer.from('a,ü\n') });
    await list.setInputFiles(file('list.exe'));
    await dialog.getByText('list.exe is not of these types: csv').waitFor();
    expect(await barriers(tab)).toEqual([]);

    await list.focus();
    await tab.keyboard.press('Enter');
    await (await chooser.promise).setFiles([file('one.csv'), file('two.csv')]);
    await dialog.getByText('Attached: one.csv, two.csv').waitFor();
    expect(await dialog.getByText('list.exe').count()).toBe(0);
    await dialog.getByRole('button', { name: 'Go' }).click();
    await dialog.waitFor({ state: 'detached' });
    expect(await sent.promise).toMatchObject({
      type: 'file_input',
      files: [
        { name: 'one.csv', filetype: 'csv', size: 5 },
        { name: 'two.csv', filetype: 'csv' },
      ],
    });
    await tab.close();
  });
});
