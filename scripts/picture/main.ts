/**
 * `npm run picture`: plays the main job in the sandbox, and draws the bot's real messages into
 * docs/thread.png and docs/approval.png. Needs Chromium, and looks best with the font Lato
 * (Debian: chromium, fonts-lato).
 */

import { fileURLToPath } from 'node:url';
import { page } from './page.ts';
import { play } from './play.ts';
import { openBrowser } from './shoot.ts';

/** CSS pixels. */
const width = 1_000;
const docs = new URL('../../docs/', import.meta.url);

// The browser first: where it is missing, that is told before the job is played.
const browser = await openBrowser();
try {
  const { thread, question } = await play();
  const chosen = ['card', 'consent', 'step authorize', 'outcome'];
  await draw('thread.png', page(thread, chosen));
  await draw('approval.png', page([question], ['consent']));
} finally {
  await browser.close();
}

async function draw(name: string, html: string): Promise<void> {
  const path = fileURLToPath(new URL(name, docs));
  await browser.shoot(html, path, width);
  process.stdout.write(`${path}\n`);
}
