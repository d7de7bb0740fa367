import type { MessageRef, PersonChange, UserGroupChange } from '../control/types.ts';
import type { Core } from '../core.ts';
import { deliver } from '../delivery/deliver.ts';
import type { EventName } from '../options.ts';
import { eventCallback, homeOpened, memberJoined, unarchived } from '../payloads/events.ts';
import { guestKind } from '../world/build.ts';
import { dmOf, findChannel, findPerson, messageAt } from '../world/find.ts';
import { deleteMessage } from '../world/messages.ts';
import type { Channel } from '../world/types.ts';
import { actorNamed, type Site } from './site.ts';

/** Opens the app's Home tab. Resolves at once: nobody sees when the app has heard of it. */
export function openHome(site: Site, user: string, tab: 'home' | 'messages' = 'home'): void {
  const { core } = site;
  const person = actorNamed(core, user);
  if (!core.settings.events.includes('app_home_opened')) return;
  const event = homeOpened(core, person, tab, dmOf(core, person).id, core.homes.get(person.id));
  void deliver(core, site.line, 'events_api', eventCallback(core, event));
}

/** Deletes a message, as its author or as an admin. */
export function removeMessage(core: Core, user: string, { channel: ref, ts }: MessageRef): void {
  const person = actorNamed(core, user);
  const channel = findChannel(core, ref, person);
  const message = messageAt(core, channel.id, ts);
  if (message === undefined || message.deleted) throw new Error(`There is no message ${ts}`);
  if (message.user !== person.id && !person.admin) {
    throw new Error(`${person.name} is no admin and may not delete it`);
  }
  deleteMessage(core, message);
}

/** The app hears of a channel that is open again if it is there (Slack's `channel_unarchive`). */
export function setArchived(site: Site, ref: string, archived: boolean): void {
  const { core } = site;
  const channel = findChannel(core, ref);
  channel.archived = archived;
  core.feed.tell({ type: 'changed', what: archived ? 'archived' : 'unarchived' });
  const event = unarchived(core, channel);
  if (archived || !hears(core, channel, event.type)) return;
  void deliver(core, site.line, 'events_api', eventCallback(core, event, channel));
}

/** Puts somebody, or the bot, into a channel. The app hears of it if it is there. */
export function enter(site: Site, ref: string, id: string): void {
  const { core } = site;
  const channel = findChannel(core, ref);
  channel.members.add(id);
  core.feed.tell({ type: 'changed', what: 'members' });
  if (!hears(core, channel, 'member_joined_channel')) return;
  const event = memberJoined(core, id, channel);
  void deliver(core, site.line, 'events_api', eventCallback(core, event, channel));
}

function hears(core: Core, channel: Channel, event: EventName): boolean {
  const { app, events } = core.settings;
  return events.includes(event) && channel.members.has(app.botUserId);
}

export function depart(core: Core, ref: string, id: string): void {
  findChannel(core, ref).members.delete(id);
  core.feed.tell({ type: 'changed', what: 'members' });
}

export function changePerson(core: Core, ref: string, change: PersonChange): void {
  const person = findPerson(core, ref);
  const { guest, ...rest } = change;
  Object.assign(person, rest);
  if (guest !== undefined) person.guest = guestKind(guest);
  core.feed.tell({ type: 'changed', what: 'person' });
}

export function changeUserGroup(core: Core, ref: string, change: UserGroupChange): void {
  const group =
    core.groups.get(ref) ??
    [...core.groups.values()].find((one) => one.handle === ref.replace(/^@/, ''));
  if (group === undefined) throw new Error(`There is no user group ${ref}`);
  if (change.disabled !== undefined) group.disabled = change.disabled;
  if (change.members !== undefined) {
    group.members = change.members.map((member) => findPerson(core, member).id);
  }
  core.feed.tell({ type: 'changed', what: 'user group' });
}
