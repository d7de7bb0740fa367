import { expect, it } from 'vitest';
import { client, describePage, patience } from './visit.ts';

describePage('a newcomer at the page', (visited) => {
  it('is led from the command to a replication that both owners wanted', async () => {
    const tab = await visited.open();
    const [maya, noor] = [client(tab, 'Maya Ortiz'), client(tab, 'Noor Haddad')];
    const clusters = tab.getByRole('region', { name: 'Clusters', exact: true });
    const guide = tab.locator('.guide');
    await clusters.getByText('No streams yet.').waitFor();
    await guide.getByText('Now: as Maya,').waitFor();

    await maya.getByRole('button', { name: '/replicate sanfrancisco/activity newyork' }).click();
    await maya.getByRole('textbox', { name: 'Message #data-platform' }).press('Enter');
    await guide.getByText('Now: as Noor, press Approve').waitFor(patience);
    await clusters.getByText('paused, waits for approval').waitFor();

    await noor.getByRole('button', { name: 'Approve replication' }).click();
    const question = noor.getByRole('alertdialog', { name: 'Approve this replication?' });
    await question.getByRole('button', { name: 'Approve' }).click();
    await noor.getByText(/^● Approved by @noor/).waitFor(patience);
    expect(await maya.getByRole('button', { name: 'Approve replication' }).count()).toBe(0);

    await clusters.getByText(/^replicating/).waitFor(patience);
    await guide.getByText(/^Done: /).waitFor(patience);
    await maya.getByRole('button', { name: /replies/ }).click();
    const thread = maya.getByRole('log', { name: 'Thread' });
    await thread.getByText('maprcli stream upstream add').first().waitFor();
    await thread
      .getByRole('article')
      .last()
      .getByText(/Replicating/)
      .waitFor(patience);
    await tab.close();
  });
});
