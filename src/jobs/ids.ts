import { randomInt } from 'node:crypto';

/** Without the letters and digits that are mistaken for each other when read aloud or typed. */
const alphabet = 'abcdefghjkmnpqrstuvwxyz23456789';

/** A new request's id: eight characters that a person can type, of 40 bits. */
export function newRequestId(): string {
  return Array.from({ length: 8 }, () => alphabet[randomInt(alphabet.length)]).join('');
}

/** Whether a text could be a request's id. */
export function isRequestId(text: string): boolean {
  return text.length === 8 && [...text].every((each) => alphabet.includes(each));
}
