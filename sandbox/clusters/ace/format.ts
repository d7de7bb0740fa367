import type { Ace } from './parse.ts';

const letters = { user: 'u', group: 'g', role: 'r' } as const;

/** The server's normalized form, with blanks round the operators: `u:root | u:mapr` (sheet 1.2). */
export function formatAce(ace: Ace): string {
  switch (ace.kind) {
    case 'nobody':
      return '';
    case 'everybody':
      return 'p';
    case 'user':
    case 'group':
    case 'role':
      return `${letters[ace.kind]}:${ace.name}`;
    case 'not':
      return `!${wrapped(ace.of, ['and', 'or'])}`;
    case 'and':
      return `${wrapped(ace.left, ['or'])} & ${wrapped(ace.right, ['or', 'and'])}`;
    case 'or':
      return `${formatAce(ace.left)} | ${wrapped(ace.right, ['or'])}`;
    default:
      return ace satisfies never;
  }
}

function wrapped(ace: Ace, loose: readonly Ace['kind'][]): string {
  return loose.includes(ace.kind) ? `(${formatAce(ace)})` : formatAce(ace);
}
