import type { Settings } from '../config.ts';
import { allows, type TicketUser } from '../mapr/ace.ts';
import { show } from '../mapr/command.ts';
import { MaprError } from '../mapr/errors.ts';
import { localPath, parseStreamPath, type StreamPath } from '../mapr/path.ts';
import type { Mapr } from '../mapr/run.ts';
import { type StreamPerms, streamInfo } from '../mapr/stream-info.ts';
import { ticketUser } from '../mapr/tickets.ts';
import { type CheckLine, fine, guardedEach, missing, reasonOf, untold } from './line.ts';

/** EPERM and EACCES: who is refused the look itself has no right at all. */
const denials: ReadonlySet<number | null> = new Set([1, 13]);
/** Of one cluster: the check is to end while somebody waits for it. */
const most = 20;

/** What the procedure needs on a source and on a replica alike (sheet, 5), and what fails without it. */
const needed = {
  adminperm: 'registering, authorizing, pausing and resuming fail',
  copyperm: 'registering a replica and the first copy fail',
} as const;
type Needed = keyof typeof needed;

/**
 * What the worker's user may do with the streams that the settings name on a cluster: the paths of owners that are
 * no patterns, for what fits a pattern cannot be listed by `maprcli`.
 * @param until no look is begun after it
 */
export async function permLines(
  mapr: Mapr,
  cluster: string,
  { paths }: Settings['clusters'][string],
  until: AbortSignal,
): Promise<readonly CheckLine[]> {
  const patterns = paths.map(({ pattern }) => pattern);
  const streams = patterns
    .filter((pattern) => !pattern.includes('*'))
    .map((pattern) => parseStreamPath(`/mapr/${cluster}${pattern}`));
  const looked = streams.slice(0, most);
  if (patterns.length === 0) return [];
  const user = looked.length > 0 ? await mapr.run(ticketUser(cluster)).catch(() => null) : null;
  const lines = await guardedEach(
    looked,
    until,
    (path) => `perms:${path}`,
    (path) => permLine(mapr, path, user),
  );
  const left = [...patterns.filter((pattern) => pattern.includes('*')), ...streams.slice(most)];
  return [...lines, ...(left.length > 0 ? [leftLine(cluster, left)] : [])];
}

function leftLine(cluster: string, left: readonly string[]): CheckLine {
  const more = left.length > 3 ? ` and ${left.length - 3} more` : '';
  const what = `Not looked at on ${cluster}: the streams of ${left.slice(0, 3).join(', ')}${more}.`;
  const remedy = 'Ask for a dry run of a replication of one: its preflight looks at them.';
  return untold(`perms:${cluster}`, what, remedy);
}

async function permLine(mapr: Mapr, path: StreamPath, user: TicketUser | null): Promise<CheckLine> {
  const id = `perms:${path}`;
  const who = user?.name ?? "the worker's user";
  try {
    const info = await mapr.run(streamInfo(path));
    if (!info) {
      const what = `There is no stream at ${path} now; whether a directory is there is not told.`;
      const remedy = `For a directory, name the owners of ${localPath(path)}/** in the settings; for a stream that is still to be made, do nothing.`;
      return untold(id, what, remedy);
    }
    const { perms } = info;
    // MapR's way to say that its reader has no adminperm.
    if (!perms) return lacking(path, who, ['adminperm'], null);
    const names = Object.keys(needed) as Needed[];
    const answers = names.map((name) => ({ name, has: holds(perms[name], name, user) }));
    const not = answers.filter(({ has }) => has === false).map(({ name }) => name);
    if (not.length > 0) return lacking(path, who, not, perms);
    const unclear = answers.filter(({ has }) => has === null).map(({ name }) => name);
    if (unclear.length === 0) return fine(id, `${who} has ${names.join(' and ')} on ${path}.`);
    const what = `Whether ${who} has ${unclear.join(' and ')} on ${path} cannot be told: ${unclear.map((name) => perms[name]).join('; ')}`;
    return untold(
      id,
      what,
      'A ticket tells neither names of groups nor roles: see who is in them.',
    );
  } catch (error) {
    const what = `What ${who} may do with ${path} cannot be looked at: ${reasonOf(error)}`;
    const isDenied = error instanceof MaprError && denials.has(error.id);
    if (isDenied) return missing(id, what, grant(path, who, ['adminperm', 'copyperm'], null));
    const remedy = error instanceof MaprError ? error.remedy : `Check that ${path} can be reached.`;
    return missing(id, what, remedy);
  }
}

/** Whoever is shown the expressions has adminperm, whatever a group's name hides. */
function holds(expression: string, name: Needed, user: TicketUser | null): boolean | null {
  if (name === 'adminperm') return true;
  if (expression.trim() === '') return false;
  return user && allows(expression, user);
}

function lacking(
  path: StreamPath,
  who: string,
  not: readonly Needed[],
  perms: StreamPerms | null,
): CheckLine {
  const fails = not.map((name) => needed[name]).join('; ');
  const what = `${who} has no ${not.join(' and no ')} on ${path}: ${fails}.`;
  return missing(`perms:${path}`, what, grant(path, who, not, perms));
}

/** A new expression replaces the old one, which therefore has to be in it. */
function grant(
  path: StreamPath,
  who: string,
  not: readonly Needed[],
  perms: StreamPerms | null,
): string {
  const options = not.flatMap((name) => {
    const now = perms ? perms[name].trim() : '<what it is now>';
    return [`-${name}`, now === '' ? `u:${who}` : `(${now}) | u:${who}`];
  });
  const command = show({ program: 'maprcli', args: ['stream', 'edit', '-path', path, ...options] });
  return `Have an admin of that stream run: ${command}`;
}
