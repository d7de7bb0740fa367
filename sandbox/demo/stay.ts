/**
 * `npm run demo -- --stay`: the site as a page in the browser, with a stream that is being written
 * to, and nothing played beforehand. Ctrl-C ends it.
 */

import { once } from 'node:events';
import { startProducer } from '../clusters/index.ts';
import { servePage } from '../page/server/serve.ts';
import type { Site } from '../site.ts';
import { begin, fillOthers, source, story } from './begin.ts';
import { paint } from './transcript.ts';

/** Messages a second, so that a copy of what is there takes long enough to be watched. */
const copied = 2_000;

/** Serves it until `over`. @param port 0: any free one */
export async function stay(site: Site, port: number, over: AbortSignal): Promise<void> {
  const { clusters } = site;
  await fillOthers(clusters);
  const [page] = await Promise.all([servePage(site, { port, story }), begin(site, copied)]);
  const producer = startProducer(clusters, source, { perSecond: 20, topics: ['clicks', 'views'] });
  try {
    say(page.url);
    await once(over, 'abort');
  } finally {
    await producer.stop();
    await page.stop();
  }
}

function say(url: string): void {
  const lines = [
    '',
    `Open ${paint(['bold', 'yellow'], url)} in a browser.`,
    'There Maya asks for a replication, and Noor approves it. Ctrl-C ends it.',
    '',
  ];
  process.stdout.write(lines.map((line) => `  ${line}\n`).join(''));
}
