/** What is said of a replication in the long run: that something is wrong with it, and that it is well again. */

import type { Pair } from '../../jobs/conflict.ts';
import type { Trouble } from '../../jobs/watch/health.ts';
import { type Message, textMessage } from './blocks.ts';
import { plainWords } from './escape.ts';
import { mentions, title } from './words.ts';

export interface Said {
  readonly pair: Pair;
  /** None: it is well again. */
  readonly troubles: readonly Trouble[];
  /** Who is told. */
  readonly owners: readonly string[];
}

export function healthMessage({ pair, troubles, owners }: Said): Message {
  const name = `*${plainWords(title(pair))}*`;
  if (troubles.length === 0) return textMessage(`● ${name} is well again: what was wrong is over.`);
  const lines = troubles.map(troubleLine);
  return textMessage([`${mentions(owners)} ${name} needs a look:`, ...lines].join('\n'));
}

export function troubleLine({ what, remedy }: Trouble): string {
  return `✕ ${plainWords(what, 500)} What to do: ${plainWords(remedy, 300)}`;
}
