import type { WebClient } from '@slack/web-api';
import { createDirectory, isError, isGroup } from '../bot/directory.ts';
import { type Standing, standingOf } from '../bot/people.ts';
import type { Settings } from '../config.ts';
import { type CheckLine, fine, missing, reasonOf, untold, warning } from './line.ts';

/** What Slack says of an entry of the settings: the people that it brings, and a line if it is not as it should be. */
interface Looked {
  readonly people: readonly string[];
  readonly line: CheckLine | null;
  /** Whether Slack did not say who it is. */
  readonly blind: boolean;
}

const faults: Readonly<Record<Exclude<Standing, 'good'>, string>> = {
  elsewhere: 'is of another workspace',
  guest: 'is a guest',
  deactivated: 'is deactivated',
  bot: 'is a bot',
};

/** Whether Slack knows the owners of the settings, and each list of them has two people who can approve. */
export async function ownerLines(
  client: WebClient,
  team: string,
  clusters: Settings['clusters'],
): Promise<readonly CheckLine[]> {
  const lists = Object.entries(clusters).flatMap(([cluster, { owners, paths }]) => [
    { name: cluster, owners },
    ...paths.map((path) => ({ name: `${cluster}${path.pattern}`, owners: path.owners })),
  ]);
  const directory = createDirectory(client);
  const looked = new Map<string, Looked>();
  // One at a time: usergroups.users.list is limited to some twenty a minute.
  for (const entry of new Set(lists.flatMap(({ owners }) => owners))) {
    looked.set(entry, await look(entry));
  }
  const lines = [...looked.values()].flatMap(({ line }) => line ?? []);
  return [...lines, ...lists.map(({ name, owners }) => listLine(name, owners, looked))];

  async function look(entry: string): Promise<Looked> {
    try {
      return isGroup(entry) ? await group(entry) : await person(entry);
    } catch (error) {
      const id = `owner:${entry}`;
      if (isError(error, 'user_not_found', 'user_not_visible')) {
        return gone(missing(id, `Slack knows no ${entry}.`, 'Correct it in the settings.'));
      }
      const what = `Slack does not tell who ${entry} is: ${reasonOf(error)}`;
      const line = untold(id, what, 'See the lines about Slack, and run the check again.');
      return { people: [], line, blind: true };
    }
  }

  async function person(user: string): Promise<Looked> {
    const standing = standingOf(await directory.profile(user), team);
    if (standing === 'good') return { people: [user], line: null, blind: false };
    const what = `The owner ${user} ${faults[standing]}.`;
    return gone(warning(`owner:${user}`, what, 'Name somebody else in the settings.'));
  }

  async function group(entry: string): Promise<Looked> {
    const people: string[] = [];
    for (const user of await directory.members(entry)) {
      if (standingOf(await directory.profile(user), team) === 'good') people.push(user);
    }
    if (people.length > 0) return { people, line: null, blind: false };
    const what = `The user group ${entry} is disabled, gone, or has nobody who can approve.`;
    return gone(warning(`owner:${entry}`, what, 'Put people in it, or name others.'));
  }
}

function gone(line: CheckLine): Looked {
  return { people: [], line, blind: false };
}

function listLine(
  name: string,
  owners: readonly string[],
  looked: ReadonlyMap<string, Looked>,
): CheckLine {
  const id = `owners:${name}`;
  const entries = owners.flatMap((owner) => looked.get(owner) ?? []);
  const people = new Set(entries.flatMap((entry) => entry.people));
  if (people.size >= 2) return fine(id, `${name} has ${people.size} owners who can approve.`);
  if (entries.some(({ blind }) => blind)) {
    return untold(id, `How many can approve for ${name} is not known.`, 'See the owners above.');
  }
  const remedy = `Name a second owner of ${name} in the settings.`;
  if (people.size === 0) return missing(id, `Nobody can approve for ${name}.`, remedy);
  const what = `${name} has one owner alone, whose own requests nobody else of it can approve.`;
  return warning(id, what, remedy);
}
