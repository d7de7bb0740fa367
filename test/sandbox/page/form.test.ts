import { expect, it } from 'vitest';
import { begin, story } from '../../../sandbox/demo/begin.ts';
import { servePage } from '../../../sandbox/page/server/serve.ts';
import { startSite } from '../../../sandbox/site.ts';
import { barriers, client, describePage, overhang, patience, phone, type } from './visit.ts';

async function serve() {
  const site = await startSite();
  const [page] = await Promise.all([servePage(site, { story }), begin(site, 8_000)]);
  return {
    url: page.url,
    async stop() {
      await page.stop();
      await site.stop();
    },
  };
}

describePage('the form, on the page', serve, ({ open }) => {
  it('opens by the command alone, is filled in by the keyboard, and begins the request', async () => {
    const tab = await open();
    const maya = client(tab, 'Maya Ortiz');
    await type(maya, '/replicate');
    const form = maya.getByRole('dialog', { name: 'Replicate a stream' });
    await form.getByText('The exact commands are shown here').waitFor(patience);
    await form.getByLabel('Source cluster').selectOption('sanfrancisco');
    const stream = form.getByRole('combobox', { name: 'Stream' });
    await stream.fill('activity');
    await form.getByRole('option', { name: '/activity' }).waitFor();
    expect(await barriers(tab)).toEqual([]);
    await stream.press('Enter');
    expect(await stream.inputValue()).toBe('/activity');
    await form.getByLabel('Replica cluster').selectOption('newyork');
    await form.getByText('7. maprcli stream replica resume').waitFor();
    await form.getByLabel(/^Path of the replica/).fill('/activity_sf');
    await form.getByText('/mapr/newyork/activity_sf').first().waitFor();
    expect(await barriers(tab)).toEqual([]);
    await form.getByRole('button', { name: 'Replicate' }).click();
    await form.waitFor({ state: 'detached' });
    await maya.getByText(/^On it: /).waitFor();
    await maya
      .getByRole('article', { name: /replicate/ })
      .first()
      .waitFor(patience);
  });

  it("opens on a message, and fits a phone's width", async () => {
    const tab = await open(phone, '#maya');
    const maya = client(tab, 'Maya Ortiz');
    await type(maya, 'Shall we copy the orders?');
    const said = maya.getByRole('article').filter({ hasText: 'Shall we copy' });
    await said.getByRole('button', { name: 'More actions' }).click();
    await maya.getByRole('button', { name: /^Replicate from here/ }).click();
    const form = maya.getByRole('dialog', { name: 'Replicate a stream' });
    await form.getByText('What happens is told in #data-platform.').waitFor(patience);
    expect(await overhang(tab)).toBe(0);
    await form.getByRole('button', { name: 'Cancel' }).click();
    await form.waitFor({ state: 'detached' });
  });

  it('opens from the shortcuts, with the channel before the eyes chosen', async () => {
    const tab = await open();
    const maya = client(tab, 'Maya Ortiz');
    await maya.getByRole('button', { name: 'Shortcuts' }).click();
    await maya.getByRole('button', { name: /^Replicate a stream/ }).click();
    const form = maya.getByRole('dialog', { name: 'Replicate a stream' });
    const channel = form.getByLabel('Channel');
    await channel.waitFor(patience);
    expect(await channel.locator('option:checked').textContent()).toBe('#data-platform');
  });
});
