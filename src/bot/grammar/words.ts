/** What was typed, as words; and what is wrong with one of them. Pure. */

export interface Word {
  readonly text: string;
  readonly position: number;
}

export class Slip extends Error {
  readonly word: Word;

  constructor(word: Word, what: string) {
    super(what);
    this.word = word;
  }
}

/** What is pasted brings these along: zero-width spaces and joiners, marks of direction, soft hyphens. */
const invisible = /\p{Cf}/gu;

export function wordsOf(text: string): Word[] {
  return asTyped(text)
    .replace(/\{[^{}]*\}/g, (list) => list.replace(/\s+/g, ''))
    .split(/\s+/)
    .map((word) => word.replace(/^["']+|["']+$/g, ''))
    .filter((word) => word !== '')
    .map((word, index) => ({ text: word, position: index + 1 }));
}

/** Slack may encode three characters, and phones make quotes and dashes "smart". */
export function asTyped(text: string): string {
  return text
    .normalize('NFC')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .replace(/[“”„«»]/g, '"')
    .replace(/[‘’‚`]/g, "'")
    .replace(invisible, '')
    .replace(/(^|\s)[—–―−]/g, '$1--')
    .replace(/[‐‑]/g, '-');
}

/** At most so much of a stranger's word is said back. */
export function quoted(word: string): string {
  const points = [...word];
  return `"${points.length > 60 ? `${points.slice(0, 60).join('')}…` : word}"`;
}
