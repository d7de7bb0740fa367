/** Logs that earlier versions wrote are read, proven and resumed: see test/recorded/README.md. */

import { createHash, createPrivateKey, createPublicKey } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { people } from '../../sandbox/site.ts';
import { renderRequest } from '../../src/bot/views/index.ts';
import { audit } from '../../src/jobs/audit.ts';
import { genesis, link } from '../../src/jobs/chain.ts';
import { type Event, readEvent } from '../../src/jobs/events.ts';
import { fold } from '../../src/jobs/fold.ts';
import { newRequestId } from '../../src/jobs/ids.ts';
import { keys } from '../../src/jobs/keys.ts';
import { signConsent, signRequest, signSeal, signUndo } from '../../src/jobs/signing.ts';
import { parseTrail, type Trail } from '../../src/jobs/trail.ts';
import { startTestSite, type TestSite, untilState } from './scenario.ts';
import { approve, expectDoneOnce } from './whole.ts';

const folder = new URL('../recorded/v1/', import.meta.url);
const key = createPrivateKey(readFileSync(new URL('test-key.pem', folder)));
const files = readdirSync(folder).filter((name) => name.endsWith('.jsonl'));
const textOf = (name: string) => readFileSync(new URL(name, folder), 'utf8');
const trailOf = (name: string) => parseTrail(textOf(name));
const halves = files.filter((name) => name.startsWith('half-') || name === 'failed.jsonl');

function eventsOf({ entries }: Trail): Event[] {
  return entries.map((entry) => {
    const event = readEvent(entry);
    if (!event) throw new Error(`entry ${entry.version} cannot be read: ${entry.text}`);
    return event;
  });
}

describe('a log of version 1', () => {
  it('is the one that was recorded', () => {
    const whole = createHash('sha256');
    for (const name of files) whole.update(`${name}\n${textOf(name)}`);
    expect(files).toHaveLength(26);
    expect(whole.digest('hex')).toBe(
      'df10ba1e1bec5407dec5839646eceb74e7fbe2aa7adc06315e0f0d6055a98850',
    );
  });

  it.each(files)('%s is proven, read and shown', (name) => {
    const trail = trailOf(name);
    expect(audit(trail, createPublicKey(key)).faults).toEqual([]);
    const state = fold(eventsOf(trail));
    const { card } = renderRequest(state, {
      owners: { source: [people.maya.id], replica: [people.noor.id] },
      layout: 'plan',
    });
    expect(card.text).toMatch(/^Replication of recorded-/);
    const [outcome] = name.split('.');
    if (!halves.includes(name)) expect(state.outcome).toBe(outcome);
    else expect(state.outcome).toBeNull();
  });
});

describe('a half-finished log of version 1', () => {
  let site: TestSite;
  beforeAll(async () => {
    site = await startTestSite({ signingKey: key });
  });
  afterAll(() => site?.stop());

  it.concurrent.each(halves)('%s is resumed, and done', async (name) => {
    const channel = `C0T${halves.indexOf(name) % 16}`;
    const { trail, source, replica } = asOfToday(trailOf(name), name, channel);
    await arrangeClusters(trail, source);
    await putInto(trail, source, replica);
    const { request } = trail;
    const scenario = { source, replica, channel, command: '' };
    if (!trail.entries.some(({ text }) => text.includes('"consent.granted"'))) {
      await approve(site, scenario, request);
    }
    if (name === 'failed.jsonl') await retry(request);
    const state = await untilState(site, request, ({ phase }) => phase === 'ended');
    expect(state.outcome).toBe('done');
    await expectDoneOnce(site, scenario);
  });

  /** What the log says has been done on the clusters, done. */
  async function arrangeClusters(trail: Trail, source: string): Promise<void> {
    await site.clusters.createStream(source, { topics: { clicks: 2 } });
    await site.clusters.produce(source, 'clicks', 30);
    for (const event of eventsOf(trail)) {
      if (event.type !== 'step.ran' || event.purpose !== 'act' || event.exitCode !== 0) continue;
      const [program = '', ...args] = event.command.split(' ');
      await execa(`${site.clusters.home('newyork')}/bin/${program}`, args);
    }
  }

  /** As it stood in Redis, with the indexes that the append keeps. */
  async function putInto(trail: Trail, source: string, replica: string): Promise<void> {
    const { request, entries, seal } = trail;
    const redis = site.connection;
    for (const { version, text, hash } of entries) {
      await redis.xadd(keys.log(request), `${version}-0`, 'event', text, 'hash', hash);
    }
    await redis.hset(keys.seal(request), { ...seal });
    await redis.zadd(keys.open, Date.now(), request);
    await redis.hset(keys.replicas, replica, `${request} ${source}`);
    await redis.zadd(keys.toDrive, entries.length, request);
    await redis.zadd(keys.toSync, entries.length, request);
  }

  async function retry(request: string): Promise<void> {
    const by = { user: people.maya.id, via: people.maya.id };
    await site.store.append(request, () => [{ type: 'retried', by }]);
  }
});

/**
 * The same log as if it had been written just now, of a request and streams of its own: a consent
 * holds for 30 days only. What people signed is signed anew; nothing else is changed.
 */
function asOfToday(
  old: Trail,
  name: string,
  channel: string,
): { trail: Trail; source: string; replica: string } {
  const request = newRequestId();
  const stream = name.replace('.jsonl', '');
  const shift = Date.now() - (eventsOf(old).at(-1)?.at ?? 0);
  let head = genesis(request);
  let begun: Extract<Event, { type: 'requested' }> | undefined;
  const entries = old.entries.map(({ version, text }) => {
    const own = text.replaceAll(old.request, request).replaceAll(/recorded-\w+/g, stream);
    const raw = JSON.parse(own) as Record<string, unknown>;
    for (const time of ['at', 'until', ...(raw['type'] === 'consent.asked' ? ['expires'] : [])]) {
      if (typeof raw[time] === 'number') raw[time] += shift;
    }
    const event = readEvent({ text: JSON.stringify(raw), hash: '' });
    if (event?.type === 'requested') {
      begun = event;
      // So many at once would wait for each other in one.
      raw['channel'] = channel;
      raw['signature'] = signRequest(key, {
        ...event,
        procedure: 'replicate',
        change: null,
        speaksFor: 'source',
      });
    }
    if (event?.type === 'consent.granted' && begun) {
      raw['signature'] = signConsent(key, {
        ...begun,
        side: 'replica',
        approver: event.approver,
        at: event.at,
      });
    }
    if (event?.type === 'undo.started') raw['signature'] = signUndo(key, { ...event, request });
    const today = JSON.stringify(raw);
    head = link(head, today);
    return { version, text: today, hash: head };
  });
  const seal = { version: entries.length, hash: head };
  const signature = signSeal(key, { request, ...seal });
  return {
    trail: { request, entries, seal: { ...seal, signature } },
    source: `/mapr/sanfrancisco/${stream}`,
    replica: `/mapr/newyork/${stream}`,
  };
}
