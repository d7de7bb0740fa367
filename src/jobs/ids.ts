import { randomInt } from 'node:crypto';

/** Without the letters and digits that are mistaken for each other when read aloud or typed. */
const alphabet = 'abcdefghjkmnpqrstuvwxyz23456789';

/** A new request's id: eight characters that a person can type, of 40 bits. */
export function newRequestId(): string {
  return Array.from({ length: 8 }, () => alphabet[randomInt(alphabet.length)]).join('');
}

/** Whether a word could be the name of a request. */
export function isRequestId(word: string): boolean {
  return word.length === 8 && [...word].every((letter) => alphabet.includes(letter));
}
