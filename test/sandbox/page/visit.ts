/** A visitor's browser at the page of a whole site. Only where there is a Chromium. */

import type { Browser, BrowserContextOptions, Locator, Page as Tab } from 'playwright-core';
import { afterAll, beforeAll, describe } from 'vitest';
import { begin, story } from '../../../sandbox/demo/begin.ts';
import { type Page, servePage } from '../../../sandbox/page/server/serve.ts';
import { type Site, startSite } from '../../../sandbox/site.ts';
import { findChromium, launchChromium } from '../../../scripts/picture/chromium.ts';

/** Steps of a request take seconds. */
export const patience = { timeout: 60_000 };

export interface Visited {
  readonly site: Site;
  readonly url: string;
  open(options?: BrowserContextOptions, hash?: string): Promise<Tab>;
}

/** `describe` with a site, its page and a browser; skipped, with a line that says so, without Chromium. */
export function describePage(what: string, tests: (visited: Visited) => void): void {
  const found = findChromium() !== null;
  if (!found) process.stdout.write(`${what}: skipped, there is no Chromium here\n`);
  describe.skipIf(!found)(what, () => {
    let site: Site;
    let page: Page;
    let browser: Browser;
    beforeAll(async () => {
      [site, browser] = await Promise.all([startSite(), launchChromium()]);
      [page] = await Promise.all([servePage(site, { story }), begin(site, 8_000)]);
    });
    afterAll(async () => {
      await browser?.close();
      await page?.stop();
      await site?.stop();
    });
    tests({
      get site() {
        return site;
      },
      get url() {
        return page.url;
      },
      async open(options = { viewport: { width: 1_440, height: 900 } }, hash = '') {
        const tab = await browser.newPage(options);
        tab.setDefaultTimeout(20_000);
        await tab.goto(`${page.url}${hash}`);
        return tab;
      },
    });
  });
}

/** One person's client on the page. */
export function client(tab: Tab, name: string): Locator {
  return tab.getByRole('region', { name, exact: true });
}

export async function say(who: Locator, words: string): Promise<void> {
  const box = who.getByRole('textbox', { name: /^Message / });
  await box.fill(words);
  await box.press('Enter');
}
