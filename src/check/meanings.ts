/** Why each thing is looked at, by the first part of a line's id. */
export const meanings = {
  settings: 'Bot and worker start with these settings; a fault in them stops every role.',
  environment: 'What a role needs besides the settings; without it the role does not start.',
  redis: 'Bots and workers meet in Redis alone; without it no request is taken.',
  'redis-keeps': 'The log of every request is in Redis: what it drops is lost.',
  'redis-memory': 'With noeviction, a Redis that is full refuses every write.',
  'redis-clock': 'Delays and expiries are told by the clocks of several hosts.',
  slack: 'The bot speaks and listens with this token.',
  'slack-scopes': 'A scope that was not granted makes a call of the bot fail.',
  'slack-events': 'Commands and clicks come in this way.',
  owner: 'Who is named in the settings approves; an account not in good standing cannot.',
  owners: 'A request needs a second person: with too few, nobody can approve.',
  program: 'Every step runs a program of the MapR client.',
  client: 'Commands and their options differ between versions.',
  ticket: 'Commands on a secure cluster need a ticket; when it ends, every step there fails.',
  gateway: 'Messages reach a replica through gateways that its source can resolve.',
  perms: 'The steps on a stream run with the rights that its owner gave to the worker’s user.',
  server: 'This cluster is asked by its API server in place of maprcli.',
  'server-files': 'The user, the password and the CA that API servers are asked with.',
  keys: 'A worker acts on what was signed with the key that fits its own alone.',
} as const satisfies Record<string, string>;

/** @throws Error for an id that has no meaning given: a fault of this program */
export function meaningOf(id: string): string {
  const [kind = ''] = id.split(':');
  const known: Readonly<Record<string, string>> = meanings;
  const meaning = known[kind];
  if (meaning === undefined) throw new Error(`${kind} has no meaning`);
  return meaning;
}
