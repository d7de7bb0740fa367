/** A visitor's browser. Only where there is a Chromium. */

import AxeSource from 'axe-core';
import type { Browser, BrowserContextOptions, Locator, Page as Tab } from 'playwright-core';
import { afterAll, beforeAll, describe } from 'vitest';
import { launchChromium, whyNoBrowser } from '../../../scripts/chromium.ts';

/** Steps of a request take seconds, and machines may be busy. */
export const patience = { timeout: 60_000 };

export const desktop = { viewport: { width: 1_440, height: 900 } };
export const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };

/** What the tests open: a page's address, and what is behind it. */
export interface Served {
  readonly url: string;
  stop(): Promise<void>;
}

export interface Visited<S extends Served> {
  served(): S;
  /** @param hash who is on the page: `#maya,noor` */
  open(options?: BrowserContextOptions, hash?: string): Promise<Tab>;
}

/** `describe` with a page and a browser, or skipped, as the run's closing lines say. */
export function describePage<S extends Served>(
  what: string,
  serve: () => Promise<S>,
  tests: (visited: Visited<S>) => void,
): void {
  describe.skipIf(whyNoBrowser() !== null)(what, () => {
    let served: S;
    let browser: Browser;
    beforeAll(async () => {
      [served, browser] = await Promise.all([serve(), launchChromium()]);
    }, 3 * patience.timeout);
    afterAll(async () => {
      await browser?.close();
      await served?.stop();
    });
    tests({
      served: () => served,
      async open(options = desktop, hash = '') {
        const tab = await browser.newPage(options);
        tab.setDefaultTimeout(patience.timeout);
        await tab.goto(`${served.url}${hash}`);
        return tab;
      },
    });
  });
}

/** One person's client on the page. */
export function client(tab: Tab, name: string): Locator {
  return tab.getByRole('region', { name, exact: true });
}

export async function type(who: Locator, words: string): Promise<void> {
  const box = who.getByRole('textbox', { name: /^Message / });
  await box.fill(words);
  await box.press('Enter');
}

/** What keeps people out who use a keyboard or a screen reader, as axe finds it: empty if nothing. */
export async function barriers(tab: Tab): Promise<string[]> {
  await tab.evaluate(AxeSource.source);
  return tab.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: typeof AxeSource };
    const { violations } = await axe.run();
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
  });
}

/** How much wider the page is than the screen, in pixels. */
export function overhang(tab: Tab): Promise<number> {
  return tab.evaluate('document.documentElement.scrollWidth - innerWidth');
}
