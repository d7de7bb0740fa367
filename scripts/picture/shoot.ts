/** A page of HTML as a PNG, drawn by the Chromium of this machine at twice its size. */

import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright-core';

export interface Browser {
  /** @param width in CSS pixels; the height is that of the content */
  shoot(html: string, path: string, width: number): Promise<void>;
  close(): Promise<void>;
}

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

export async function openBrowser(): Promise<Browser> {
  const executablePath = names.map(onPath).find((path) => path !== null);
  if (!executablePath) throw new Error('There is no Chromium here. Debian: apt install chromium');
  // Chromium refuses to run in its sandbox as root, which is who containers run it as.
  const browser = await chromium.launch({
    executablePath,
    chromiumSandbox: process.getuid?.() !== 0,
  });
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

function onPath(name: string): string | null {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    const path = join(folder, name);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {}
  }
  return null;
}
