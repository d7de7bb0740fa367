import type { KnownBlock } from '@slack/types';
import type { PressPlace } from '../control/types.ts';
import type { Core } from '../core.ts';
import { findChannel, messageAt } from '../world/find.ts';
import type { Channel, Message, Person, Version, View, ViewState } from '../world/types.ts';
import { heldBy } from './state.ts';

/** What one person's client shows, and what is picked and filled in there. */
export interface Shown {
  readonly blocks: readonly KnownBlock[];
  held(): ViewState;
  hold(state: ViewState): void;
}

/** Where a person presses something, and what stands there: the present version first. */
export type Place = { readonly versions: readonly [Shown, ...Shown[]] } & (
  | { readonly kind: 'message'; readonly channel: Channel; readonly message: Message }
  | { readonly kind: 'view'; readonly view: View; readonly message?: undefined }
);

/** Throws where the person's client would not show it. `stale`: older versions count too. */
export function placeOf(core: Core, person: Person, where: PressPlace, stale: boolean): Place {
  if (where === 'home' || where === 'modal') {
    const view = where === 'home' ? core.homes.get(person.id) : core.modals.get(person.id)?.at(-1);
    if (view === undefined) throw new Error(`${person.name} has no ${where} open`);
    return viewPlace(view);
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
  const shown = (version: Version) => shownTo(core, person, message, version);
  const older = stale ? [...message.before].reverse() : [];
  return { kind: 'message', channel, message, versions: [shown(message), ...older.map(shown)] };
}

export function viewPlace(view: View): Place {
  const shown: Shown = {
    blocks: view.blocks,
    held: () => view.state,
    hold(state) {
      view.state = state;
    },
  };
  return { kind: 'view', view, versions: [shown] };
}

function shownTo(core: Core, person: Person, message: Message, version: Version): Shown {
  const { channel, ts } = message;
  return {
    blocks: version.blocks,
    held: () => heldBy(version, person.id),
    hold(state) {
      version.picks.set(person.id, state);
      core.feed.tell({ type: 'picked', channel, ts, user: person.id });
    },
  };
}
