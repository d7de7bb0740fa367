import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../../sandbox/redis.ts';
import { people } from '../../sandbox/site.ts';
import { parseStreamPath } from '../../src/mapr/path.ts';
import {
  fillIn,
  formWords,
  handIn,
  openForm,
  pick,
  requestsFor,
  untilShown,
  untilTaken,
} from './forms.ts';
import {
  approval,
  ask,
  newScenario,
  startTestSite,
  type TestSite,
  untilEnded,
  untilSaid,
} from './scenario.ts';

const { maya, noor } = people;

describe('by signed HTTP, in a workspace that does not take the plan block', () => {
  let site: TestSite;
  beforeAll(async () => {
    const httpPort = await freePort();
    site = await startTestSite({ httpPort, workspace: { supportsPlan: false } });
    await site.slack.installHttp({ requestUrl: `http://127.0.0.1:${httpPort}/slack/events` });
  });
  afterAll(() => site?.stop());

  it('a request runs from the command to the outcome, on a card of plain blocks', async () => {
    const scenario = await newScenario(site);
    const request = await ask(site, scenario);
    const asked = await approval(site, scenario, request);
    await untilSaid(site, scenario, request, 'card', /Create the replica: done/);
    await site.slack.press(noor.id, asked, 'approve', { confirm: true });
    expect((await untilEnded(site, request)).outcome).toBe('done');
    const card = await untilSaid(site, scenario, request, 'card', /Replicating/);
    expect(card.blocks.map(({ type }) => type)).not.toContain('plan');
  });

  it('the form is filled in, mended at a field, and handed in twice: one request', async () => {
    const scenario = await newScenario(site);
    await openForm(site, maya.id, scenario.channel);
    await fillIn(site, maya.id, scenario);
    await untilShown(site, maya.id, new RegExp(`upstream add -path ${scenario.replica}`));
    await pick(site, maya.id, 'Path of the replica', '/a/../b');
    expect(await handIn(site, maya.id)).toMatchObject({
      outcome: 'errors',
      errors: { form_path: expect.stringMatching(/cannot be "\.\."/) },
    });
    await pick(site, maya.id, 'Path of the replica', '');
    expect((await handIn(site, maya.id, { deliverTwice: true })).outcome).toBe('closed');
    expect(await requestsFor(site, scenario)).toHaveLength(1);
  });

  it('Redis is away when the form is handed in: it says that nothing was started, and is taken later', async () => {
    const scenario = await newScenario(site);
    await openForm(site, maya.id, scenario.channel);
    await fillIn(site, maya.id, scenario);
    await site.redis.kill();
    try {
      expect((await handIn(site, maya.id)).outcome).toBe('open');
      expect(await formWords(site, maya.id)).toMatch(/nothing was started/);
    } finally {
      await site.redis.start();
    }
    await untilTaken(site, maya.id);
    expect(await requestsFor(site, scenario)).toHaveLength(1);
  });

  it('a command whose signature is wrong is not taken', async () => {
    const url = `http://127.0.0.1:${site.env('bot')['PORT']}/slack/events`;
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'x-slack-request-timestamp': String(Math.floor(Date.now() / 1000)),
        'x-slack-signature': `v0=${'0'.repeat(64)}`,
      },
      body: new URLSearchParams({
        command: '/replicate',
        text: 'sanfrancisco/forged newyork',
        user_id: maya.id,
        team_id: 'T0LOCAL',
        channel_id: 'C0T12',
        trigger_id: 'forged',
      }).toString(),
    });
    expect(response.status).toBe(401);
    expect(await requestsFor(site, { source: '/mapr/sanfrancisco/forged' })).toEqual([]);
  });

  it('a text of whatever kind gets an answer, and reaches no cluster unless it is a valid name', async () => {
    const words = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 40 }),
      fc.constantFrom(
        'plan',
        '-rf',
        '--',
        '$(reboot)',
        '`id`',
        '; rm -rf /',
        '| cat',
        '&&',
        '\u0000',
      ),
      fc.constantFrom(
        'sanfrancisco/x',
        'newyork',
        '/mapr/newyork/../x',
        'newyork/a:b',
        '-path',
        '--throttle',
      ),
    );
    const texts = fc.array(words, { maxLength: 5 }).map((all) => all.join(' '));
    await fc.assert(
      fc.asyncProperty(texts, async (text) => {
        const typed = await site.slack.type(maya.id, 'C0T12', `/replicate ${text}`);
        expect(typed.outcome).toBe('acknowledged');
        // Blanks alone open the form.
        const form = await site.slack.viewOf(maya.id);
        expect([typed.shown.trim(), form?.callbackId]).not.toEqual(['', undefined]);
        if (form) await site.slack.close(maya.id);
      }),
      { numRuns: 120 },
    );
    for (const { argv } of await site.clusters.journal()) {
      for (const word of argv.filter((each) => each.startsWith('/mapr/'))) {
        expect(parseStreamPath(word)).toBe(word);
      }
      const known =
        /^(\/mapr\/|-(path|replica|upstream|copymetafrom|src|dst|cluster|dstcluster|json|paused|refreshnow|topic|throttle|networkencryption|synchronous|networkcompression)$)|^[A-Za-z0-9._-]+$/;
      for (const word of argv) expect(word).toMatch(known);
    }
  });
});
