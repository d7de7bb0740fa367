import type { SeenChannel, SeenMessage } from '../control/sights.ts';
import type { Core } from '../core.ts';
import { dmOf, findChannel, findPerson, key } from '../world/find.ts';
import type { Channel, Message, Person } from '../world/types.ts';
import { seen } from './seen.ts';

/** Top level messages and broadcasts, and ephemerals to this person, oldest first. */
export function see(core: Core, user: string, ref: string): SeenMessage[] {
  const { person, channel } = view(core, user, ref);
  return visible(core, person, channel)
    .filter((message) => message.threadTs === undefined || message.broadcast)
    .map((message) => seen(core, person, message));
}

/** A thread, its root first. A deleted root is left out. */
export function thread(core: Core, user: string, ref: string, ts: string): SeenMessage[] {
  const { person, channel } = view(core, user, ref);
  const root = core.messages.get(key(channel.id, ts));
  if (root === undefined) throw new Error(`There is no message ${ts} in ${channel.name}`);
  const top = root.threadTs ?? root.ts;
  return visible(core, person, channel)
    .filter((message) => message.ts === top || message.threadTs === top)
    .map((message) => seen(core, person, message));
}

/** The channels that this person is in, the DM with the app last. */
export function channelsOf(core: Core, user: string): SeenChannel[] {
  const person = findPerson(core, user);
  const dm = dmOf(core, person);
  const joined = [...core.channels.values()].filter(
    ({ kind, members }) => kind !== 'im' && members.has(person.id),
  );
  return [...joined, dm].map((channel) => seenChannel(core, person, channel));
}

function seenChannel(core: Core, person: Person, channel: Channel): SeenChannel {
  const { id, name, kind, archived, members } = channel;
  const bot = members.has(core.settings.app.botUserId);
  const newest = visible(core, person, channel).findLast(
    ({ user, threadTs, broadcast }) => user !== person.id && (threadTs === undefined || broadcast),
  );
  return {
    id,
    name,
    kind,
    archived,
    bot,
    people: members.size - (bot ? 1 : 0),
    ...(newest === undefined ? {} : { newest: newest.ts }),
  };
}

function visible(core: Core, person: Person, channel: Channel): Message[] {
  return [...core.messages.values()].filter(
    (message) =>
      message.channel === channel.id &&
      !message.deleted &&
      (message.to === undefined || message.to === person.id),
  );
}

function view(core: Core, user: string, ref: string): { person: Person; channel: Channel } {
  const person = findPerson(core, user);
  const channel = findChannel(core, ref, person);
  if (channel.kind !== 'public' && !channel.members.has(person.id)) {
    throw new Error(`${person.name} cannot see ${channel.name}`);
  }
  return { person, channel };
}
