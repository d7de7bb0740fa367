/** Events that are to be written down, as the entries that they will be. Pure. */

import { type Entry, link } from './chain.ts';
import { type Event, type EventBody, formatVersion } from './events.ts';

/** An event that is to be appended; where `at` is not given, it is the time of the append. */
export type NewEvent = EventBody & { readonly at?: number };

/** What an entry of the log will be, and the event that it will be read as. */
export interface NewEntry extends Pick<Entry, 'text' | 'hash'> {
  readonly event: Event;
}

/** The entry of an event that comes after one with this hash. */
export function entryOf(previous: string, given: NewEvent): NewEntry {
  const event = { ...given, at: given.at ?? Date.now() };
  const text = JSON.stringify({ v: formatVersion, ...event });
  const hash = link(previous, text);
  return { text, hash, event: { ...event, hash } };
}

/** The entries of events that come one after another, the first after an entry with this hash. */
export function chained(previous: string, events: readonly NewEvent[]): NewEntry[] {
  let head = previous;
  return events.map((event) => {
    const entry = entryOf(head, event);
    head = entry.hash;
    return entry;
  });
}
