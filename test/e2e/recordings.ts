/** The recorded logs: read, and put into today. */

import { createPrivateKey, type KeyObject } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { genesis, link } from '../../src/jobs/chain.ts';
import {
  type Event,
  type EventOf,
  procedureOf,
  readEvent,
  sideOf,
  speaksFor,
} from '../../src/jobs/events.ts';
import { newRequestId } from '../../src/jobs/ids.ts';
import { signConsent, signRequest, signSeal, signUndo } from '../../src/jobs/signing.ts';
import { parseTrail, type Trail } from '../../src/jobs/trail.ts';

const folderOf = (version: string) => new URL(`../recorded/${version}/`, import.meta.url);

/** Of a version, the names of its recordings. */
export function namesIn(version: string): readonly string[] {
  return readdirSync(folderOf(version))
    .filter((name) => name.endsWith('.jsonl'))
    .sort();
}

export function textOf(version: string, name: string): string {
  return readFileSync(new URL(name, folderOf(version)), 'utf8');
}

export function trailOf(version: string, name: string): Trail {
  return parseTrail(textOf(version, name));
}

/** What `sha256sum` said of each, when they were recorded. */
export function sumsOf(version: string): readonly string[] {
  return textOf(version, 'sha256sums').trim().split('\n');
}

/** The key that signed them; it signs nothing else. */
export function keyOf(version: string): KeyObject {
  return createPrivateKey(textOf(version, 'test-key.pem'));
}

export function eventsOf({ entries }: Trail): Event[] {
  return entries.map((entry) => {
    const event = readEvent(entry);
    if (!event) throw new Error(`entry ${entry.version} cannot be read: ${entry.text}`);
    return event;
  });
}

/**
 * The same log as if it had been written just now, of a request and streams of its own: a consent
 * holds for 30 days only. What people signed is signed anew; nothing else is changed.
 */
export function asOfToday(
  old: Trail,
  name: string,
  channel: string,
  key: KeyObject,
): { trail: Trail; source: string; replica: string } {
  const request = newRequestId();
  const stream = `r${process.pid}-${name.replace('.jsonl', '')}`;
  const shift = Date.now() - (eventsOf(old).at(-1)?.at ?? 0);
  let head = genesis(request);
  let begun: EventOf<'requested'> | undefined;
  const entries = old.entries.map(({ version, text }) => {
    const own = text.replaceAll(old.request, request).replaceAll(/recorded-[\w-]+/g, stream);
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
        procedure: procedureOf(event),
        change: event.change ?? null,
        speaksFor: speaksFor(event),
      });
    }
    if (event?.type === 'consent.granted' && begun) {
      const { approver, at } = event;
      raw['signature'] = signConsent(key, { ...begun, side: sideOf(event), approver, at });
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
