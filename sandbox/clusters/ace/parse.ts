/** An access control expression (sheet section 5). */
export type Ace =
  | { kind: 'nobody' }
  | { kind: 'everybody' }
  | { kind: 'user' | 'group' | 'role'; name: string }
  | { kind: 'not'; of: Ace }
  | { kind: 'and' | 'or'; left: Ace; right: Ace };

export class AceError extends Error {}

const maxBytes = 64 * 1024;
const kinds = { u: 'user', g: 'group', r: 'role' } as const;

/** Grammar: `u:`, `g:`, `r:`, `p` (alone), empty, `!`, `&`, `|`, parentheses; `!` binds tightest, then `&`. */
export function parseAce(text: string): Ace {
  if (Buffer.byteLength(text) > maxBytes) throw new AceError('expression is longer than 64 KB');
  const source = text.trim() === '""' ? '' : text.trim();
  if (source === '') return { kind: 'nobody' };
  if (source === 'p') return { kind: 'everybody' };
  const tokens = tokenize(source);
  const ace = parseOr(tokens);
  const rest = tokens.shift();
  if (rest !== undefined) throw new AceError(`unexpected '${rest}'`);
  return ace;
}

function tokenize(source: string): string[] {
  const tokens: string[] = source.match(/[()&|!]|[^()&|!\s]+/g) ?? [];
  return tokens;
}

function parseOr(tokens: string[]): Ace {
  let left = parseAnd(tokens);
  while (tokens[0] === '|') {
    tokens.shift();
    left = { kind: 'or', left, right: parseAnd(tokens) };
  }
  return left;
}

function parseAnd(tokens: string[]): Ace {
  let left = parseNot(tokens);
  while (tokens[0] === '&') {
    tokens.shift();
    left = { kind: 'and', left, right: parseNot(tokens) };
  }
  return left;
}

function parseNot(tokens: string[]): Ace {
  const token = tokens.shift();
  if (token === undefined) throw new AceError('expression ends too early');
  if (token === '!') return { kind: 'not', of: parseNot(tokens) };
  if (token === '(') {
    const inner = parseOr(tokens);
    if (tokens.shift() !== ')') throw new AceError("')' is missing");
    return inner;
  }
  return parseName(token);
}

function parseName(token: string): Ace {
  const match = /^([ugr]):(.+)$/.exec(token);
  if (match === null) {
    throw new AceError(token === 'p' ? "'p' may not be combined" : `unexpected '${token}'`);
  }
  const [, letter, name] = match;
  return { kind: kinds[letter as keyof typeof kinds], name: name ?? '' };
}
