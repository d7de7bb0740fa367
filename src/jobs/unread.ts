/** Why an entry of a log cannot be read: a newer version has written it, or it is not as it was written. */

import { z } from 'zod';
import type { Entry } from './chain.ts';
import { type Event, readEvent } from './events.ts';
import { Newer } from './newer.ts';

export type Unread = 'newer' | 'damaged';

/** An entry that no version writes: no upgrade mends that. Nothing is done with its request. */
export class Damaged extends Error {
  constructor(request: string, version: number) {
    super(
      `the log of request ${request} is damaged: entry ${version} is nothing that any version writes. Look at it with "replicate-bot audit --verify ${request}", then put a backup of Redis back.`,
    );
    this.name = 'Damaged';
  }
}

/** What stands in every entry, of whatever version. */
const frame = z.looseObject({ v: z.number().optional(), at: z.number() });

/** Of an entry that is no event which this version knows. */
export function whyUnread(text: string): Unread {
  try {
    return frame.safeParse(JSON.parse(text)).success ? 'newer' : 'damaged';
  } catch {
    return 'damaged';
  }
}

/**
 * @throws Newer where a newer version has written it
 * @throws Damaged where none has
 */
export function eventIn(request: string, entry: Entry): Event {
  const event = readEvent(entry);
  if (event) return event;
  if (whyUnread(entry.text) === 'damaged') throw new Damaged(request, entry.version);
  throw new Newer(`entry ${entry.version} of the log of request ${request}`);
}

/** For lists, which show what there is besides. @returns why a log cannot be read, in place of what it says */
export async function orUnread<T>(read: Promise<T>): Promise<T | Unread> {
  try {
    return await read;
  } catch (error) {
    const unread = unreadIn(error);
    if (unread === null) throw error;
    return unread;
  }
}

/** @returns why a log could not be read, where that is what was thrown */
export function unreadIn(error: unknown): Unread | null {
  if (error instanceof Newer) return 'newer';
  return error instanceof Damaged ? 'damaged' : null;
}

export function isUnread(read: unknown): read is Unread {
  return read === 'newer' || read === 'damaged';
}
