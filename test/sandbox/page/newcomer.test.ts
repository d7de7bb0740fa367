import { expect, it } from 'vitest';
import { startSite } from '../../../sandbox/site.ts';
import { serveDemo } from './demo.ts';
import { barriers, client, describePage, overhang, patience, phone, type } from './visit.ts';

describePage(
  'a newcomer at the page',
  async () => serveDemo(await startSite()),
  ({ open, served }) => {
    it('is led from the command to a replication that both owners wanted', async () => {
      const tab = await open();
      const [maya, noor] = [client(tab, 'Maya Ortiz'), client(tab, 'Noor Haddad')];
      const clusters = tab.getByRole('region', { name: 'Clusters', exact: true });
      const guide = tab.locator('.guide');
      await clusters.getByText('No streams yet.').waitFor();
      await guide.getByText('Now: as Maya,').waitFor();
      expect(await barriers(tab)).toEqual([]);

      await maya.getByRole('button', { name: '/replicate sanfrancisco/activity newyork' }).click();
      await maya.getByRole('textbox', { name: 'Message #data-platform' }).press('Enter');
      await guide.getByText('Now: as Noor, press Approve').waitFor();
      await clusters.getByText('paused, waits for approval').waitFor();

      await noor.getByRole('button', { name: 'Approve replication' }).click();
      const question = noor.getByRole('alertdialog', { name: 'Do you approve?' });
      await question.getByRole('button', { name: 'Approve' }).click();
      await noor.getByText(/^● Approved by @noor/).waitFor();
      expect(await maya.getByRole('button', { name: 'Approve replication' }).count()).toBe(0);

      await clusters.getByText(/^replicating/).waitFor();
      await guide.getByText(/^Done: /).waitFor();
      await maya.getByRole('button', { name: /replies/ }).click();
      const thread = maya.getByRole('log', { name: 'Thread' });
      await thread.getByText('maprcli stream upstream add').first().waitFor();
      await thread
        .getByRole('article')
        .last()
        .getByText(/Replicating/)
        .waitFor();
      expect(await barriers(tab)).toEqual([]);
      await tab.close();
    });

    it('may deny, but not without a reason, and the asker reads it', async () => {
      const tab = await open();
      const [maya, noor] = [client(tab, 'Maya Ortiz'), client(tab, 'Noor Haddad')];
      await type(maya, '/replicate sanfrancisco/activity newyork/apps/denied');
      await noor.getByRole('button', { name: 'Deny replication' }).click();
      const form = noor.getByRole('dialog', { name: /Deny/ });
      await form.getByRole('button', { name: 'Deny' }).click();
      await form.getByText('Please complete this required field.').waitFor();
      await form.getByRole('textbox').fill('Not before the audit');
      await form.getByRole('button', { name: 'Deny' }).click();
      await form.waitFor({ state: 'detached' });
      await maya
        .getByText(/Reason: Not before the audit/)
        .first()
        .waitFor();
      await tab.close();
    });

    it('is told as a stranger what may not be done, and nobody else is', async () => {
      const tab = await open(undefined, '#maya,robin');
      const [maya, robin] = [client(tab, 'Maya Ortiz'), client(tab, 'Robin Vale')];
      await type(robin, '/replicate pause sanfrancisco/activity newyork/apps/strange');
      await robin.getByText('Only visible to you').waitFor();
      await type(maya, '/replicate sanfrancisco/activity newyork/apps/strange');
      await robin.getByRole('button', { name: 'Approve replication' }).click();
      await robin.getByRole('alertdialog').getByRole('button', { name: 'Approve' }).click();
      await expect.poll(() => robin.getByText('Only visible to you').count(), patience).toBe(2);
      for (const answer of await robin.locator('.ephemeral .mrkdwn').allInnerTexts()) {
        const seers = [robin, maya].map((who) => who.getByText(answer, { exact: true }).count());
        expect(await Promise.all(seers)).toEqual([1, 0]);
      }
      await maya.getByRole('button', { name: 'Approve replication' }).waitFor();
      await tab.close();
    });

    it('approves in App Home, and the day after pauses, resumes, looks and removes', async () => {
      const tab = await open();
      const [maya, noor] = [client(tab, 'Maya Ortiz'), client(tab, 'Noor Haddad')];
      const approve = { name: 'Approve replication to /mapr/newyork/apps/orders' };
      const pair = 'sanfrancisco/orders newyork/apps/orders';
      await served().site.clusters.createStream('/mapr/sanfrancisco/orders', { topics: ['a'] });
      await type(maya, `/replicate ${pair}`);
      await noor.getByRole('button', { name: 'App Home' }).click();
      await noor.getByRole('button', approve).click();
      await noor.getByRole('alertdialog').getByRole('button', { name: 'Approve' }).click();
      await noor.getByText(/Set up .*asked for by @maya, approved by @noor/).waitFor();
      expect(await barriers(tab)).toEqual([]);
      await noor.getByRole('button', { name: '#data-platform' }).click();

      await type(noor, `/replicate pause ${pair}`);
      const isPaused = async () =>
        (await served().site.clusters.changes()).some(({ line }) => line.includes('replica pause'));
      await expect.poll(isPaused, patience).toBe(true);
      await type(maya, '/replicate list newyork');
      await maya.getByText(/^\d+ replications? on newyork/).waitFor();
      await type(maya, `/replicate resume ${pair}`);
      await noor.getByText('May messages flow again from sanfrancisco to newyork?').waitFor();
      await noor.getByRole('button', approve).last().click();
      await noor.getByRole('alertdialog').getByRole('button', { name: 'Approve' }).click();
      await type(noor, '/replicate status sanfrancisco/orders');
      await noor.getByText(/State: REPLICATING/).waitFor();
      await type(maya, `/replicate remove ${pair}`);
      const form = maya.getByRole('dialog', { name: 'Remove replication' });
      await form.getByText(/cannot be taken up again where it stopped/).waitFor();
      expect(await barriers(tab)).toEqual([]);
      await form.getByRole('button', { name: 'Remove' }).click();
      await form.waitFor({ state: 'detached' });
      await type(maya, '/replicate history sanfrancisco/orders');
      await maya
        .getByText(/^Removal · orders/)
        .first()
        .waitFor();
      await tab.close();
    });

    it('has all of it within a phone, be the names as long as they may', async () => {
      const { clusters } = served().site;
      const long = `apps/${'unbrokenname'.repeat(8)}`;
      await clusters.createStream(`/mapr/sanfrancisco/${long}`, { topics: ['a'] });
      const tab = await open(phone);
      const shown = tab.getByRole('navigation', { name: 'What is shown' });
      const [maya, noor] = [client(tab, 'Maya Ortiz'), client(tab, 'Noor Haddad')];
      await type(maya, `/replicate sanfrancisco/${long} newyork`);
      await maya.getByText('What happens once you approve').last().waitFor();
      expect(await overhang(tab)).toBe(0);
      await shown.getByRole('button', { name: 'Clusters' }).click();
      await tab.getByRole('region', { name: 'Cluster sanfrancisco' }).waitFor();
      expect(await overhang(tab)).toBe(0);
      await shown.getByRole('button', { name: 'Noor' }).click();
      await noor
        .getByRole('button', { name: /replies/ })
        .last()
        .click();
      await noor.getByText('maprcli stream info').first().waitFor();
      expect(await overhang(tab)).toBe(0);
      expect(await barriers(tab)).toEqual([]);
      await tab.close();
    });
  },
);
