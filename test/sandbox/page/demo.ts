/** The page as the demo serves it. */

import { begin, story } from '../../../sandbox/demo/begin.ts';
import { servePage } from '../../../sandbox/page/server/serve.ts';
import type { Site } from '../../../sandbox/site.ts';
import type { Served } from './visit.ts';

export interface Demo extends Served {
  readonly site: Site;
}

/** @param site ends with the page */
export async function serveDemo(site: Site): Promise<Demo> {
  const [page] = await Promise.all([servePage(site, { story }), begin(site, 8_000)]);
  return {
    site,
    url: page.url,
    async stop() {
      await page.stop();
      await site.stop();
    },
  };
}
