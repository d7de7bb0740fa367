import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../../sandbox/redis.ts';
import { people } from '../../sandbox/site.ts';
import { plain } from '../../sandbox/slack/index.ts';
import { parseStreamPath } from '../../src/mapr/path.ts';
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
    await site.slack.press(noor.id, asked, 'approve', { confirm: true });
    expect((await untilEnded(site, request)).outcome).toBe('done');
    const card = await untilSaid(site, scenario, request, 'card', /Replicating/);
    expect(card.blocks.map(({ type }) => type)).not.toContain('plan');
    expect(plain(card)).toMatch(/Create the replica/);
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
      body: 'command=%2Freplicate&text=sanfrancisco%2Fforged%20newyork',
    });
    expect(response.status).toBe(401);
    const { connection } = site;
    expect(await connection.hlen('{replicate}:pairs')).toBe(0);
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
