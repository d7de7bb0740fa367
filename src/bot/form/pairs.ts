/** A list of streams to replicate, one pair a line, as people write it or a program exports it. Pure. */

import { clashAmong, type Pair } from '../../jobs/conflict.ts';
import { clashWords, parsePairs } from '../grammar/pair.ts';
import { mostTogether, tooMany } from '../grammar/together.ts';
import { Slip, wordsOf } from '../grammar/words.ts';

/** What is wrong with a list, in a sentence. */
export class ListFault extends Error {}

/** One part of the list: what it is called where something is wrong with it, and its lines. */
export interface ListPart {
  readonly name: string;
  readonly text: string;
}

/**
 * A line is what follows `/replicate`, without options: two words with a blank, a tab, a comma or a semicolon between
 * them. Empty ones are passed over, and so is what follows a `#`, and a heading.
 * @throws ListFault
 */
export function readPairs(
  parts: readonly ListPart[],
  clusters: readonly string[],
): readonly Pair[] {
  const pairs = parts.flatMap((part) => pairsIn(part, clusters));
  if (pairs.length > mostTogether) throw new ListFault(tooMany(pairs.length));
  const clash = clashAmong(pairs);
  if (clash) throw new ListFault(clashWords(clash));
  return pairs;
}

function pairsIn({ name, text }: ListPart, clusters: readonly string[]): readonly Pair[] {
  const lines = text.replace(/^\ufeff/, '').split(/\r\n|\r|\n/);
  return lines.flatMap((line, index) => {
    const words = wordsOf(separated(line));
    if (words.length === 0 || isHeading(words.map((word) => word.text))) return [];
    try {
      return parsePairs(words, { text: '', position: words.length + 1 }, clusters);
    } catch (error) {
      if (!(error instanceof Slip)) throw error;
      throw new ListFault(`${name}, line ${index + 1}: ${error.message}`);
    }
  });
}

/** A comma within braces belongs to them. */
function separated(line: string): string {
  return line
    .replace(/#.*$/, '')
    .replace(/\{[^{}]*\}|[,;]/g, (part) => (part.length > 1 ? part : ' '));
}

function isHeading([source = '', replica = '']: readonly string[]): boolean {
  return source.toLowerCase() === 'source' && replica.toLowerCase() === 'replica';
}
