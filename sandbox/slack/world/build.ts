import type { ChannelOptions, PersonOptions, WorkspaceOptions } from '../options.ts';
import type { Settings } from '../settings.ts';
import type { Channel, Person, UserGroup } from './types.ts';

export const slackbot = 'USLACKBOT';

export function buildPeople(options: WorkspaceOptions, settings: Settings): Map<string, Person> {
  const { app, team } = settings;
  const everyone: PersonOptions[] = [
    ...options.people,
    { id: app.botUserId, name: app.name, bot: true },
    { id: slackbot, name: 'slackbot', realName: 'Slackbot' },
  ];
  return new Map(everyone.map((given) => [given.id, person(given, team.id)]));
}

export function guestKind(guest: PersonOptions['guest']): Person['guest'] {
  if (guest === undefined || guest === false) return false;
  return guest === 'single-channel' ? guest : 'multi-channel';
}

function person(given: PersonOptions, team: string): Person {
  return {
    id: given.id,
    name: given.name,
    realName: given.realName ?? given.name,
    email: given.email ?? `${given.name}@example.com`,
    tz: given.tz ?? 'Etc/UTC',
    guest: guestKind(given.guest),
    deleted: given.deleted ?? false,
    bot: given.bot ?? false,
    admin: given.admin ?? false,
    team: given.team ?? team,
    stranger: given.stranger ?? false,
  };
}

export function buildGroups(
  options: WorkspaceOptions,
  people: ReadonlyMap<string, Person>,
): Map<string, UserGroup> {
  return new Map(
    (options.userGroups ?? []).map((given) => [
      given.id,
      {
        id: given.id,
        handle: given.handle,
        name: given.name ?? given.handle,
        members: given.members.map((member) => idOf(people, member)),
        disabled: given.disabled ?? false,
      },
    ]),
  );
}

export function buildChannels(
  options: WorkspaceOptions,
  people: ReadonlyMap<string, Person>,
  settings: Settings,
  now: number,
): Map<string, Channel> {
  const regulars = [...people.values()]
    .filter((one) => !one.guest && !one.deleted && !one.bot && one.team === settings.team.id)
    .map((one) => one.id)
    .filter((id) => id !== slackbot);
  const members = (given: ChannelOptions) => [
    ...(given.members?.map((member) => idOf(people, member)) ?? regulars),
    ...(given.bot === false ? [] : [settings.app.botUserId]),
  ];
  return new Map(
    options.channels.map((given) => [
      given.id,
      {
        id: given.id,
        name: given.name,
        kind: given.private ? 'private' : 'public',
        members: new Set(members(given)),
        archived: given.archived ?? false,
        extShared: given.extShared ?? false,
        created: Math.floor(now / 1000),
      } satisfies Channel,
    ]),
  );
}

function idOf(people: ReadonlyMap<string, Person>, ref: string): string {
  const found = [...people.values()].find((one) => one.id === ref || one.name === ref);
  if (found === undefined) throw new Error(`There is nobody called ${ref}`);
  return found.id;
}
