import { codes, Refusal, simulated } from '../world/refusal.ts';
import type { User } from '../world/types.ts';
import { evaluateAce } from './evaluate.ts';
import { formatAce } from './format.ts';
import { type Ace, AceError, parseAce } from './parse.ts';

/** An expression as it is stored. Refuses bad grammar and, as observed, users that do not exist. */
export function normalizeAce(text: string, users: Readonly<Record<string, User>>): string {
  try {
    const ace = parseAce(text);
    checkNames(ace, Object.values(users));
    return formatAce(ace);
  } catch (error) {
    if (!(error instanceof AceError)) throw error;
    throw new Refusal(
      codes.invalid,
      simulated(`Invalid access control expression '${text}': ${error.message}`),
    );
  }
}

export function allows(expression: string, user: User): boolean {
  return evaluateAce(parseAce(expression), user);
}

function checkNames(ace: Ace, users: readonly User[]): void {
  const unknown = namesIn(ace).find(({ kind, name }) => !users.some(knows(kind, name)));
  if (unknown !== undefined) throw new AceError(`unknown ${unknown.kind} ${unknown.name}`);
}

function namesIn(ace: Ace): { kind: 'user' | 'group' | 'role'; name: string }[] {
  switch (ace.kind) {
    case 'nobody':
    case 'everybody':
      return [];
    case 'not':
      return namesIn(ace.of);
    case 'and':
    case 'or':
      return [...namesIn(ace.left), ...namesIn(ace.right)];
    default:
      return [ace];
  }
}

/** Roles are free: whoever has none of a name simply does not hold it. */
function knows(kind: 'user' | 'group' | 'role', name: string): (user: User) => boolean {
  if (kind === 'role') return () => true;
  return (user) =>
    kind === 'group' ? user.groups.includes(name) : user.name === name || String(user.uid) === name;
}
