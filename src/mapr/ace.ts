/**
 * Access control expressions (sheet, 5), as far as they can be told from a ticket: it knows the
 * user's name and numbers, but not the names of groups nor the roles. Hence three answers.
 */

export interface TicketUser {
  readonly name: string;
  readonly uid: string;
  /** Of the groups: numbers, as the ticket has them. */
  readonly gids: readonly string[];
}

/** Null: cannot be told from here. */
export type Allowed = boolean | null;

/** Whether an expression lets a user in; null as well where the expression is not understood. */
export function allows(expression: string, user: TicketUser): Allowed {
  const tokens = expression.match(/[!&|()]|[^\s!&|()]+/g) ?? [];
  if (tokens.length === 0) return false;
  const reader = { tokens, at: 0 };
  const allowed = either(reader, user);
  return reader.at === tokens.length ? allowed : null;
}

interface Reader {
  readonly tokens: readonly string[];
  at: number;
}

function either(reader: Reader, user: TicketUser): Allowed {
  let allowed = both(reader, user);
  while (take(reader, '|')) {
    const other = both(reader, user);
    allowed = allowed || other ? true : allowed === null || other === null ? null : false;
  }
  return allowed;
}

function both(reader: Reader, user: TicketUser): Allowed {
  let allowed = single(reader, user);
  while (take(reader, '&')) {
    const other = single(reader, user);
    if (allowed === false || other === false) allowed = false;
    else allowed = allowed && other ? true : null;
  }
  return allowed;
}

function single(reader: Reader, user: TicketUser): Allowed {
  if (take(reader, '!')) {
    const allowed = single(reader, user);
    return allowed === null ? null : !allowed;
  }
  if (take(reader, '(')) {
    const allowed = either(reader, user);
    return take(reader, ')') ? allowed : null;
  }
  return named(reader.tokens[reader.at++] ?? '', user);
}

function named(token: string, { name, uid, gids }: TicketUser): Allowed {
  if (token === 'p') return true;
  const [kind, who = ''] = token.split(/:(.*)/s);
  if (kind === 'u') return who === name || who === uid;
  if (kind === 'g' && /^\d+$/.test(who)) return gids.includes(who);
  return null;
}

function take(reader: Reader, token: string): boolean {
  if (reader.tokens[reader.at] !== token) return false;
  reader.at += 1;
  return true;
}
