import type { Locator } from 'playwright-core';
import { expect, it } from 'vitest';
import { room } from '../../../sandbox/site.ts';
import { type Message, renderRequest } from '../../../src/bot/views/index.ts';
import { fold } from '../../../src/jobs/fold.ts';
import { logOf, owners, untilConsent } from '../../jobs/requests.ts';
import { serveSampler } from './sampler.ts';
import { client, describePage, desktop, overhang, patience } from './visit.ts';

describePage(
  'the page, when there is much and when it is cut off',
  serveSampler,
  ({ open, served }) => {
    it('shows the newest of thirty requests first', async () => {
      const { app } = served();
      const state = fold(logOf(...untilConsent()));
      const { card, replies } = renderRequest(state, { owners, layout: 'plan' });
      const post = ({ text, blocks }: Message, thread_ts?: string) =>
        app.client.chat.postMessage({
          channel: room.id,
          text,
          blocks: [...blocks],
          ...(thread_ts === undefined ? {} : { thread_ts }),
        });
      for (let request = 0; request < 30; request += 1) {
        const { ts = '' } = await post(card);
        for (const { message } of replies) await post(message, ts);
      }
      const { ts = '' } = await app.client.chat.postMessage({ channel: room.id, text: 'The last' });
      const { permalink } = await app.client.chat.getPermalink({
        channel: room.id,
        message_ts: ts,
      });
      await app.client.chat.postMessage({ channel: 'U0SF1', text: `See <${permalink}|that>` });

      const tab = await open();
      const maya = client(tab, 'Maya Ortiz');
      const newest = maya.getByText('The last', { exact: true });
      await newest.waitFor();
      expect(await maya.getByText('Waits for the approval').count()).toBe(30);
      expect(await isInView(newest)).toBe(true);
      await maya.getByRole('log').evaluate((box) => box.scrollTo({ top: -4_000 }));
      expect(await isInView(newest)).toBe(false);
      await maya.getByRole('button', { name: '↓ Newest' }).click();
      await expect.poll(() => isInView(newest), patience).toBe(true);
      expect(await overhang(tab)).toBe(0);

      await maya.getByRole('button', { name: 'Direct messages' }).click();
      await maya.getByRole('button', { name: 'that' }).click();
      await maya.getByRole('log', { name: 'Thread' }).getByText('The last').waitFor();
      await tab.close();
    });

    it('is there again after the connection was lost, with what was missed', async () => {
      const { app, page } = served();
      const tab = await open();
      await client(tab, 'Maya Ortiz')
        .getByRole('textbox', { name: /^Message / })
        .waitFor();
      await page.stop();
      await tab.getByRole('alert').getByText('The connection is lost').waitFor();
      await app.client.chat.postMessage({ channel: room.id, text: 'Said meanwhile' });
      await page.start();
      await client(tab, 'Noor Haddad').getByText('Said meanwhile').waitFor();
      await tab.getByRole('alert').waitFor({ state: 'detached' });
      await tab.close();
    });
  },
);

async function isInView(of: Locator): Promise<boolean> {
  const box = await of.boundingBox();
  return box !== null && box.y >= 0 && box.y + box.height <= desktop.viewport.height;
}
