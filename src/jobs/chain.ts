/**
 * The entries of a request's log as a chain: each carries a hash over the one before it and its own
 * text, so that none can be changed, left out or moved without changing every hash after it. Pure.
 */

import { createHash } from 'node:crypto';

/** An entry of a log, as it is stored. */
export interface Entry {
  /** Its place in the log, from 1. */
  readonly version: number;
  /** SHA-256 in base64url, over the previous hash, a line feed, and the text. */
  readonly hash: string;
  /** The event in JSON, exactly as it was written: parsed and written again it may read otherwise. */
  readonly text: string;
}

/** What the first entry has in place of a previous hash: its own for each request, so that no log passes for another's. */
export function genesis(request: string): string {
  return `replicate-bot/log/1 ${request}`;
}

/** The hash of an entry with this text that comes after one with that hash. */
export function link(previous: string, text: string): string {
  return createHash('sha256').update(`${previous}\n${text}`).digest('base64url');
}
