import type { BlockAction } from '@slack/bolt';
import type { Checkboxes, KnownBlock } from '@slack/types';
import type { Locator } from 'playwright-core';
import { expect, it } from 'vitest';
import { room } from '../../../sandbox/site.ts';
import { option, plain, serveSampler } from './sampler.ts';
import { barriers, client, describePage } from './visit.ts';

const channel = room.id;

function blocks(of: Partial<Checkboxes> = {}): KnownBlock[] {
  const element: Checkboxes = {
    type: 'checkboxes',
    action_id: 'topics',
    options: [{ ...option('clicks'), description: plain('The most') }, option('views')],
    ...of,
  };
  return [
    { type: 'section', block_id: 'which', text: plain('Which topics?'), accessory: element },
    {
      type: 'actions',
      block_id: 'decide',
      elements: [
        { type: 'checkboxes', action_id: 'sure', options: [option('sure')] },
        { type: 'button', action_id: 'go', text: plain('Go on') },
      ],
    },
  ];
}

function ticked(who: Locator): Promise<string[]> {
  return who
    .getByRole('checkbox', { checked: true })
    .evaluateAll((boxes) => boxes.map((box) => box.parentElement?.textContent ?? ''));
}

describePage('checkboxes in a message, on the page', serveSampler, ({ open, served }) => {
  it('are ticked by mouse and by keyboard, by each person for themselves, and outlast an edit', async () => {
    const { app } = served();
    const told: string[] = [];
    app.action<BlockAction>(/^(topics|sure|go)$/, async ({ ack, action, body, respond }) => {
      await ack();
      const values = Object.values(body.state?.values ?? {}).flatMap(Object.values);
      const held = values.flatMap(({ selected_options: options = [] }) =>
        options.map(({ value }: { value: string }) => value),
      );
      told.push(`${body.user.name} ${action.action_id}: ${held.join()}`);
      if (action.action_id !== 'go') return;
      await respond({ text: `Taken: ${held.join()}`, replace_original: false });
    });
    const { ts = '' } = await app.client.chat.postMessage({
      channel,
      text: 'Which?',
      blocks: blocks({ initial_options: [option('views')] }),
    });
    const tab = await open();
    const [maya, noor] = [client(tab, 'Maya Ortiz'), client(tab, 'Noor Haddad')];
    const group = maya.getByRole('group', { name: 'Which topics?' });
    await group.getByText('The most').waitFor();
    expect(await barriers(tab)).toEqual([]);

    const clicks = group.getByRole('checkbox', { name: 'CLICKS' });
    await clicks.check();
    for (const before of [1, 2]) {
      await expect.poll(() => told.length).toBe(before);
      await tab.keyboard.press('Tab');
      await tab.keyboard.press('Space');
    }
    await expect.poll(() => told.length).toBe(3);
    await tab.keyboard.press('Tab');
    await tab.keyboard.press('Enter');
    await maya.getByText('Taken: clicks,sure').waitFor();
    expect(told).toEqual([
      'maya topics: views,clicks',
      'maya topics: clicks',
      'maya sure: clicks,sure',
      'maya go: clicks,sure',
    ]);
    expect(await ticked(noor)).toEqual(['VIEWS']);
    await noor.getByRole('button', { name: 'Go on' }).click();
    await noor.getByText('Taken: views').waitFor();

    const later: KnownBlock = { type: 'context', elements: [plain('Edited once')] };
    await app.client.chat.update({ channel, ts, text: 'Which?', blocks: [...blocks(), later] });
    await maya.getByText('Edited once').waitFor();
    expect(await ticked(maya)).toEqual(['CLICKSThe most', 'SURE']);
    await tab.close();
  });

  it('are what they were for whoever comes back, and begin anew where an edit changes them', async () => {
    const { app } = served();
    const heard: string[] = [];
    app.action('boxes', async ({ ack, action }) => {
      await ack();
      heard.push(action.type);
    });
    const edited = (value: string) =>
      blocks({
        action_id: 'boxes',
        options: [option(value), option('other')],
        initial_options: [option('other')],
      });
    const { ts = '' } = await app.client.chat.postMessage({
      channel,
      text: 'Which?',
      blocks: edited('first'),
    });
    const tab = await open(undefined, '#robin,noor');
    const robin = client(tab, 'Robin Vale');
    await robin.getByRole('checkbox', { name: 'FIRST' }).check();
    await robin.getByRole('button', { name: 'Direct messages' }).click();
    await robin.getByRole('button', { name: '#data-platform' }).click();
    const message = robin.locator(`[data-ts="${ts}"]`);
    await message.getByRole('checkbox', { name: 'FIRST' }).waitFor();
    expect(await ticked(message)).toEqual(['FIRST', 'OTHER']);
    expect(heard).toEqual(['checkboxes']);
    await message.getByRole('checkbox', { name: 'OTHER' }).uncheck();
    const again = await open(undefined, '#robin,noor');
    const there = client(again, 'Robin Vale').locator(`[data-ts="${ts}"]`);
    await there.getByRole('checkbox', { name: 'FIRST', checked: true }).uncheck();
    await message.getByRole('checkbox', { name: 'FIRST', checked: false }).waitFor();
    await again.close();
    await app.client.chat.update({ channel, ts, text: 'Which?', blocks: edited('second') });
    await message.getByRole('checkbox', { name: 'SECOND' }).waitFor();
    expect(await ticked(message)).toEqual(['OTHER']);
    await tab.close();
  });
});
