import type { KnownBlock } from '@slack/types';
import type { PressPlace } from '../control/types.ts';
import type { Core } from '../core.ts';
import { findChannel, messageAt } from '../world/find.ts';
import type { Channel, Message, Person, View } from '../world/types.ts';

/** Where a person presses something, and what stands there: the present version first. */
export type Place = { readonly versions: readonly (readonly KnownBlock[])[] } & (
  | { readonly kind: 'message'; readonly channel: Channel; readonly message: Message }
  | { readonly kind: 'view'; readonly view: View; readonly message?: undefined }
);

/** Throws where the person's client would not show it. `stale`: older versions count too. */
export function placeOf(core: Core, person: Person, where: PressPlace, stale: boolean): Place {
  if (where === 'home' || where === 'modal') {
    const view = where === 'home' ? core.homes.get(person.id) : core.modals.get(person.id)?.at(-1);
    if (view === undefined) throw new Error(`${person.name} has no ${where} open`);
    return { kind: 'view', view, versions: [view.blocks] };
  }
  const channel = findChannel(core, where.channel, person);
  const message = messageAt(core, channel.id, where.ts);
  const hidden = message?.to !== undefined && message.to !== person.id;
  if (message === undefined || hidden || (message.deleted && !stale)) {
    throw new Error(`${person.name} sees no message ${where.ts} in ${channel.name}`);
  }
  if (!channel.members.has(person.id)) {
    throw new Error(`${person.name} is not in ${channel.name}`);
  }
  const older = message.before.map((version) => version.blocks).reverse();
  const versions = stale ? [message.blocks, ...older] : [message.blocks];
  return { kind: 'message', channel, message, versions };
}
