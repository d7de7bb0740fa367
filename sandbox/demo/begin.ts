/** What every demo begins with: a stream that holds messages, and the product at work. */

import type { Clusters } from '../clusters/index.ts';
import type { Story } from '../page/wire.ts';
import { people, room, type Site, type SiteRedis } from '../site.ts';

export const source = '/mapr/sanfrancisco/activity';
export const replica = '/mapr/newyork/activity';

/** What the page leads a visitor through. */
export const story: Story = {
  asker: people.maya.name,
  approver: people.noor.name,
  channel: room.id,
  first: '/replicate sanfrancisco/activity newyork',
  later: '/replicate plan sanfrancisco/orders newyork',
};

const written = 24_000;

/** More to replicate, one by one or together. */
export async function fillOthers(clusters: Clusters): Promise<void> {
  for (const [index, name] of ['orders', 'payments', 'returns'].entries()) {
    const stream = `/mapr/sanfrancisco/${name}`;
    await clusters.createStream(stream, { topics: { placed: 2 } });
    await clusters.produce(stream, 'placed', 6_000 / (index + 1));
  }
}

/** @param copied messages a second of an initial copy */
export async function begin<R extends SiteRedis>(site: Site<R>, copied: number): Promise<void> {
  await fill(site.clusters, copied);
  await Promise.all([
    site.startBot(),
    site.startWorker('sanfrancisco'),
    site.startWorker('newyork'),
  ]);
}

/** What is on the clusters before anybody asks for anything. @param copied as above */
export async function fill(clusters: Clusters, copied: number): Promise<void> {
  await clusters.createStream(source, { topics: { clicks: 3, views: 2 } });
  await clusters.produce(source, 'clicks', written / 2);
  await clusters.produce(source, 'views', written / 2);
  await clusters.faults.set({ latency: { ms: 150 }, copy: { messagesPerSecond: copied } });
}
