/**
 * A request's trail: its log's entries exactly as they were written, and the bot's seal. In its
 * written form, JSON lines, it is what an audit prints, posts and verifies, and what is kept of a
 * log that was compacted. Pure.
 */

import { z } from 'zod';
import type { Entry } from './chain.ts';

/** The bot's signature under how far it has seen a log: see seal.ts. */
export interface Seal {
  /** The entry that it is of. */
  readonly version: number;
  readonly hash: string;
  readonly signature: string;
}

export interface Trail {
  readonly request: string;
  /** Null where it is lacking. */
  readonly seal: Seal | null;
  readonly entries: readonly Entry[];
}

const seal = z.strictObject({ version: z.int(), hash: z.string(), signature: z.string() });
const header = z.strictObject({
  trail: z.literal(1),
  request: z.string(),
  version: z.int(),
  head: z.string(),
  seal: seal.nullable(),
});
const line = z.strictObject({ version: z.int(), hash: z.string(), event: z.string() });

/**
 * A line for the whole, and then one for each entry. An event is text within the text: it is hashed
 * as it was written, and JSON written anew may differ.
 */
export function printTrail({ request, seal, entries }: Trail): string {
  const last = entries.at(-1);
  const { version, hash: head } = last ?? { version: 0, hash: '' };
  const lines = [
    { trail: 1, request, version, head, seal } satisfies z.infer<typeof header>,
    ...entries.map(({ version, hash, text }) => ({ version, hash, event: text })),
  ];
  return `${lines.map((each) => JSON.stringify(each)).join('\n')}\n`;
}

/** @throws with the line that cannot be read, or if there are not as many as the first one says */
export function parseTrail(text: string): Trail {
  const lines = text.split('\n').filter((each) => each !== '');
  const { request, version, seal } = parseLine(header, lines, 0);
  const entries = lines.slice(1).map((_, index) => {
    const { version, hash, event } = parseLine(line, lines, index + 1);
    return { version, hash, text: event };
  });
  const last = entries.at(-1)?.version ?? 0;
  if (last !== version) throw new Error(`it ends at entry ${last}, and its head says ${version}`);
  return { request, seal, entries };
}

function parseLine<T>(schema: z.ZodType<T>, lines: readonly string[], index: number): T {
  try {
    return schema.parse(JSON.parse(lines[index] ?? ''));
  } catch {
    throw new Error(`line ${index + 1} is not that of a trail`);
  }
}
