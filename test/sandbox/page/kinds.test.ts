/** Each kind of set-up, as two people go through it in their clients: one asks, the other approves. */

import { expect, it } from 'vitest';
import { fillOthers } from '../../../sandbox/demo/begin.ts';
import { startSite } from '../../../sandbox/site.ts';
import { type Demo, serveDemo } from './demo.ts';
import { client, describePage, patience, type } from './visit.ts';

const fed = '/mapr/newyork/all';

/** With an API server in the place of `maprcli` for one of the clusters. */
async function serve(): Promise<Demo> {
  const site = await startSite({ rest: ['newyork'] });
  await fillOthers(site.clusters);
  const other = '/mapr/sanfrancisco/visits';
  await site.clusters.createStream(other, { topics: { visits: 1 } });
  await site.clusters.produce(other, 'visits', 10);
  await site.clusters.setUp(other, fed, 'loaded');
  for (const name of ['north', 'south']) {
    await site.clusters.createStream(`/mapr/sanfrancisco/${name}`, { topics: { sold: 1 } });
    await site.clusters.produce(`/mapr/sanfrancisco/${name}`, 'sold', 20);
  }
  return serveDemo(site);
}

describePage('a set-up at the page', serve, ({ open, served }) => {
  async function replicates(source: string, replica: string): Promise<boolean> {
    const { clusters } = served().site;
    const [from, to] = [await clusters.stream(source), await clusters.stream(replica)];
    return from?.replicas.some((row) => row.uuid === to?.uuid && !row.paused) ?? false;
  }

  it.each([
    {
      kind: 'in both directions',
      command: '/replicate sanfrancisco/orders newyork --multi-master',
      pairs: [
        ['/mapr/sanfrancisco/orders', '/mapr/newyork/orders'],
        ['/mapr/newyork/orders', '/mapr/sanfrancisco/orders'],
      ],
    },
    {
      kind: 'by the clusters themselves',
      command: '/replicate sanfrancisco/payments newyork --autosetup',
      pairs: [['/mapr/sanfrancisco/payments', '/mapr/newyork/payments']],
    },
    {
      kind: 'into a stream that another feeds',
      command: `/replicate sanfrancisco/returns ${fed} --use-existing-replica`,
      pairs: [['/mapr/sanfrancisco/returns', fed]],
    },
  ] as const)('$kind', async ({ command, pairs }) => {
    const tab = await open();
    const [maya, noor] = [client(tab, 'Maya Ortiz'), client(tab, 'Noor Haddad')];
    await type(maya, command);
    await noor.getByRole('button', { name: 'Approve replication' }).click();
    const question = noor.getByRole('alertdialog', { name: 'Do you approve?' });
    await question.getByRole('button', { name: 'Approve' }).click();
    for (const [source, replica] of pairs)
      await expect.poll(() => replicates(source, replica), patience).toBe(true);
    await tab.close();
  });

  it('of several together, but for one that is struck out', async () => {
    const tab = await open();
    const [maya, noor] = [client(tab, 'Maya Ortiz'), client(tab, 'Noor Haddad')];
    await type(maya, '/replicate sanfrancisco/{north,south} newyork');
    await noor.getByRole('checkbox', { name: /south/ }).uncheck();
    await noor.getByRole('button').filter({ hasText: 'Approve what is ticked' }).click();
    const question = noor.getByRole('alertdialog', { name: 'Do you approve?' });
    await question.getByRole('button', { name: 'Approve' }).click();
    const [north, south] = ['north', 'south'].map((name) => [
      `/mapr/sanfrancisco/${name}`,
      `/mapr/newyork/${name}`,
    ]) as [[string, string], [string, string]];
    await expect.poll(() => replicates(...north), patience).toBe(true);
    // What was made of the other is undone.
    const { clusters } = served().site;
    await expect.poll(() => clusters.stream(south[1]), patience).toBeUndefined();
    expect((await clusters.stream(south[0]))?.replicas).toEqual([]);
    await tab.close();
  });
});
