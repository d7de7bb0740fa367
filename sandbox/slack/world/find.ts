import type { Core } from '../core.ts';
import type { Channel, Message, Person } from './types.ts';

/** By id, name or `@name`. Throws if there is none. */
export function findPerson(core: Core, ref: string): Person {
  const name = ref.replace(/^@/, '');
  const found = core.people.get(ref) ?? [...core.people.values()].find((one) => one.name === name);
  if (found === undefined) throw new Error(`There is nobody called ${ref}`);
  return found;
}

/** By id, name, `#name`, or `@bot`: that person's DM with the app. Throws if there is none. */
export function findChannel(core: Core, ref: string, person?: Person): Channel {
  if (ref === '@bot' && person !== undefined) return dmOf(core, person);
  const found = channelNamed(core, ref);
  if (found === undefined) throw new Error(`There is no channel ${ref}`);
  return found;
}

export function channelNamed(core: Core, ref: string): Channel | undefined {
  const name = ref.replace(/^#/, '');
  return (
    core.channels.get(ref) ??
    [...core.channels.values()].find((one) => one.kind !== 'im' && one.name === name)
  );
}

/** The DM of this person with the app; made if it is the first time. */
export function dmOf(core: Core, person: Person): Channel {
  const id = `D${person.id.slice(1)}`;
  const known = core.channels.get(id);
  if (known !== undefined) return known;
  const made: Channel = {
    id,
    name: 'directmessage',
    kind: 'im',
    members: new Set([person.id, core.settings.app.botUserId]),
    archived: false,
    extShared: false,
    created: Math.floor(core.clock.now() / 1000),
  };
  core.channels.set(id, made);
  return made;
}

export function messageAt(core: Core, channel: string, ts: string): Message | undefined {
  return core.messages.get(key(channel, ts));
}

export function key(channel: string, ts: string): string {
  return `${channel} ${ts}`;
}

/** The person's channel, if the client of that person shows it. Throws if not. */
export function channelOf(core: Core, person: Person, ref: string): Channel {
  const channel = findChannel(core, ref, person);
  if (!channel.members.has(person.id)) {
    throw new Error(`${person.name} is not in ${channel.name}`);
  }
  return channel;
}
