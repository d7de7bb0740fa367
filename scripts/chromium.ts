/** The Chromium of this machine. */

import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Browser } from 'playwright-core';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** Its path; null where there is none. */
export function findChromium(): string | null {
  return names.map(onPath).find((path) => path !== null) ?? null;
}

/** Why the tests in a browser are skipped; null where they run. They need minutes. */
export function whyNoBrowser(): string | null {
  if (process.env['NO_BROWSER']) return 'NO_BROWSER is set';
  return findChromium() === null
    ? 'there is no Chromium here (Debian: apt install chromium)'
    : null;
}

/** Rejects, with what to do, where there is none. */
export async function launchChromium(): Promise<Browser> {
  const executablePath = findChromium();
  if (!executablePath) throw new Error('There is no Chromium here. Debian: apt install chromium');
  const { chromium } = await import('playwright-core');
  return chromium.launch({
    executablePath,
    // Chromium refuses to run in its sandbox as root, which is who containers run it as.
    chromiumSandbox: process.getuid?.() !== 0,
  });
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
