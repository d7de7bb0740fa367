/** A page of HTML as a PNG, drawn by the Chromium of this machine at twice its size. */

import { launchChromium } from './chromium.ts';

export interface Browser {
  /** @param width in CSS pixels; the height is that of the content */
  shoot(html: string, path: string, width: number): Promise<void>;
  close(): Promise<void>;
}

export async function openBrowser(): Promise<Browser> {
  const browser = await launchChromium();
  return { shoot, close: () => browser.close() };

  async function shoot(html: string, path: string, width: number): Promise<void> {
    const tab = await browser.newPage({
      viewport: { width, height: 100 },
      deviceScaleFactor: 2,
      javaScriptEnabled: false,
    });
    await tab.setContent(html);
    await tab.screenshot({ path, fullPage: true });
    await tab.close();
  }
}
