import type { Core } from '../core.ts';
import { isRecord, type Json, list } from '../json.ts';
import { findChannel } from '../world/find.ts';
import type { Channel, Person } from '../world/types.ts';

/** Whether a menu of conversations lists this one (docs, "Conversation filter object"). */
export function isListed(element: Json, channel: Channel): boolean {
  const filter = isRecord(element['filter']) ? element['filter'] : {};
  const include = list(filter['include']);
  if (include.length > 0 && !include.includes(channel.kind)) return false;
  return !(filter['exclude_external_shared_channels'] === true && channel.extShared);
}

/** The id of the conversation that a person picks. Throws if the menu does not show it to them. */
export function pickConversation(core: Core, person: Person, element: Json, ref: string): string {
  const channel = findChannel(core, ref, person);
  const isVisible = channel.kind === 'public' || channel.members.has(person.id);
  if (isVisible && !channel.archived && isListed(element, channel)) return channel.id;
  throw new Error(`${person.name} is not offered ${channel.name}`);
}
