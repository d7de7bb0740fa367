/** Several streams in one command: names in braces stand for one word each. Pure, and total. */

import { quoted, Slip, type Word } from './words.ts';

/** So many requests may be asked for together: Slack's message has to hold the list, twice, with a tick for each. */
export const mostTogether = 20;

/** `a/{b,c}`: the words `a/b` and `a/c`; of several braces, every combination, the last changing first. */
export function expand(word: Word): readonly Word[] {
  const words = expanded(word, word.text).map((text) => ({ ...word, text }));
  if (words.length > mostTogether) {
    throw new Slip(word, tooMany(words.length));
  }
  return words;
}

export function tooMany(count: number): string {
  return `At most ${mostTogether} streams can be asked for together, not ${count}.`;
}

function expanded(word: Word, text: string): readonly string[] {
  const [, before = '', list, after = ''] = /^([^{}]*)\{([^{}]*)\}(.*)$/s.exec(text) ?? [];
  if (list === undefined) {
    if (!/[{}]/.test(text)) return [text];
    throw new Slip(
      word,
      `The braces of ${quoted(word.text)} do not match: {a,b} stands for a and b.`,
    );
  }
  const names = list.split(',');
  if (names.includes('')) {
    throw new Slip(word, `A name is missing between the braces of ${quoted(word.text)}.`);
  }
  const rests = expanded(word, after);
  const count = names.length * rests.length;
  // What is far too much is not even written out.
  if (count > 50 * mostTogether) throw new Slip(word, tooMany(count));
  return names.flatMap((name) => rests.map((rest) => `${before}${name}${rest}`));
}
