/**
 * `npm run picture`: plays the main job on the sandbox's page, and takes the pictures of the README
 * into docs/. Needs Chromium (Debian: chromium).
 */

import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContextOptions, Locator, Page as Tab } from 'playwright-core';
import { startProducer } from '../sandbox/clusters/index.ts';
import { begin, fillOthers, source, story } from '../sandbox/demo/begin.ts';
import { servePage } from '../sandbox/page/server/serve.ts';
import { people, startSite } from '../sandbox/site.ts';
import { launchChromium } from './chromium.ts';

const docs = new URL('../docs/', import.meta.url);
const waitMs = 90_000;
/** Read in the same way wherever they are taken. */
const reader = { locale: 'en-US', timezoneId: 'UTC', colorScheme: 'light' } as const;
const desktop = { viewport: { width: 1_360, height: 850 }, deviceScaleFactor: 1.5 };
const phone = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true };
/** As high as what it shows: nothing has to be scrolled. */
const tall = { viewport: { width: 720, height: 1_500 }, deviceScaleFactor: 1.5 };

// The browser first: where it is missing, that is told before anything is played.
const browser = await launchChromium();
const site = await startSite();
const [page] = await Promise.all([servePage(site, { story }), begin(site, 1_600)]);
const producer = startProducer(site.clusters, source, {
  perSecond: 40,
  topics: ['clicks', 'views'],
});
try {
  await play(browser, page.url);
} finally {
  await producer.stop();
  await browser.close();
  await page.stop();
  await site.stop();
}

async function play(browser: Browser, url: string): Promise<void> {
  const open = async (size: BrowserContextOptions, who: string): Promise<Tab> => {
    const tab = await browser.newPage({ ...reader, ...size });
    tab.setDefaultTimeout(waitMs);
    await tab.goto(`${url}#${who}`);
    return tab;
  };
  const maya = client(await open(tall, people.maya.name), people.maya);
  const form = await fillIn(maya);
  await take(form, 'form.png');
  await form.getByRole('button', { name: 'Cancel' }).click();

  const both = await open(desktop, `${people.maya.name},${people.noor.name}`);
  const asker = client(both, people.maya);
  await type(asker, story.first);
  const approver = client(both, people.noor);
  const approve = approver.getByRole('button', { name: 'Approve replication' });
  await approve.waitFor();
  const small = await open(phone, people.noor.name);
  await client(small, people.noor).getByRole('button', { name: 'Approve replication' }).waitFor();
  await take(small, 'phone.png');
  const asked = approver
    .getByRole('article')
    .filter({ has: both.getByRole('button', { name: 'Approve replication' }) });
  await take(asked, 'approval.png');
  const home = client(
    await open({ ...tall, viewport: { width: 720, height: 760 } }, 'noor'),
    people.noor,
  );
  await home.getByRole('button', { name: 'App Home' }).click();
  await home.getByRole('button', { name: 'Approve replication' }).waitFor();
  await take(home, 'home.png');

  await approve.click();
  await approver.getByRole('alertdialog').getByRole('button', { name: 'Approve' }).click();
  await asker.getByText(/▓.* a second/).waitFor();
  await take(both, 'page.png');
  await asker.getByText(/Set up Today/).waitFor();
  await maya.getByRole('button', { name: /replies/ }).click();
  const thread = maya.getByRole('log', { name: 'Thread' });
  await thread
    .getByText(/7\. Resume the replication: done/)
    .first()
    .waitFor();
  await thread
    .getByText(/^Asked for by/)
    .first()
    .scrollIntoViewIfNeeded();
  await take(maya, 'thread.png');
  await several(both);
}

/** A question about several streams, with one of them struck out. */
async function several(both: Tab): Promise<void> {
  await fillOthers(site.clusters);
  await type(
    client(both, people.maya),
    '/replicate sanfrancisco/{orders,payments,returns} newyork',
  );
  const approve = { name: 'Approve the replication of what is ticked' };
  const question = client(both, people.noor)
    .getByRole('article')
    .filter({ has: both.getByRole('button', approve) });
  await question.getByRole('checkbox', { name: 'returns' }).uncheck();
  await take(question, 'together.png');
}

/** One person's client on the page. */
function client(tab: Tab, { realName }: { readonly realName: string }): Locator {
  return tab.getByRole('region', { name: realName, exact: true });
}

async function type(who: Locator, words: string): Promise<void> {
  const box = who.getByRole('textbox', { name: /^Message / });
  await box.fill(words);
  await box.press('Enter');
}

/** The form, with the commands that it would run. */
async function fillIn(who: Locator): Promise<Locator> {
  await type(who, '/replicate');
  const form = who.getByRole('dialog', { name: 'Replicate a stream' });
  await form.getByText('The exact commands are shown here').waitFor();
  await form.getByLabel('Source cluster').selectOption('sanfrancisco');
  const stream = form.getByRole('combobox', { name: 'Stream' });
  await stream.fill('activity');
  await form.getByRole('option', { name: '/activity' }).waitFor();
  await stream.press('Enter');
  await form.getByLabel('Replica cluster').selectOption('newyork');
  await form.getByText('7. maprcli stream replica resume').waitFor();
  return form;
}

async function take(what: Tab | Locator, name: string): Promise<void> {
  const path = fileURLToPath(new URL(name, docs));
  await what.screenshot({ path, animations: 'disabled', caret: 'hide' });
  process.stdout.write(`docs/${name}\n`);
}
