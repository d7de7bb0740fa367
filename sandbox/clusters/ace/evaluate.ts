import type { User } from '../world/types.ts';
import type { Ace } from './parse.ts';

/** Whether `user` satisfies the expression. Nobody is a superuser, `mapr` included (point 21). */
export function evaluateAce(ace: Ace, user: User): boolean {
  switch (ace.kind) {
    case 'nobody':
      return false;
    case 'everybody':
      return true;
    case 'user':
      return ace.name === user.name || ace.name === String(user.uid);
    case 'group':
      return user.groups.includes(ace.name);
    case 'role':
      return user.roles.includes(ace.name);
    case 'not':
      return !evaluateAce(ace.of, user);
    case 'and':
      return evaluateAce(ace.left, user) && evaluateAce(ace.right, user);
    case 'or':
      return evaluateAce(ace.left, user) || evaluateAce(ace.right, user);
    default:
      return ace satisfies never;
  }
}
