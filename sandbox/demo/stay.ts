/**
 * `npm run demo -- --stay`: the site as a page in the browser, with a stream that is being written
 * to, and nothing played beforehand. Ctrl-C ends it.
 */

import { once } from 'node:events';
import { startProducer } from '../clusters/index.ts';
import { servePage } from '../page/server/serve.ts';
import type { Site, SiteRedis } from '../site.ts';
import { begin, fill, fillOthers, source, story } from './begin.ts';
import { paint } from './transcript.ts';

/** Messages a second, so that a copy of what is there takes long enough to be watched. */
const copied = 2_000;

export interface Stay {
  /** 0: any free one. */
  readonly port: number;
  /** On what address; default 127.0.0.1. */
  readonly host?: string;
  /** Whether bot and workers run elsewhere (compose.yaml). Default: they are started here. */
  readonly apart?: boolean;
}

/** Serves it until `over`. */
export async function stay<R extends SiteRedis>(
  site: Site<R>,
  { apart = false, ...at }: Stay,
  over: AbortSignal,
): Promise<void> {
  const { clusters } = site;
  await fillOthers(clusters);
  const [page] = await Promise.all([
    servePage(site, { ...at, story }),
    apart ? fill(clusters, copied) : begin(site, copied),
  ]);
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
