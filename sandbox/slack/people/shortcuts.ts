import type { ActionOptions, Pressed } from '../control/acts.ts';
import type { MessageRef } from '../control/types.ts';
import { deliver } from '../delivery/deliver.ts';
import { globalShortcut, messageShortcut } from '../payloads/shortcuts.ts';
import { channelOf } from '../world/find.ts';
import { newResponseUrl, newTrigger } from '../world/tickets.ts';
import { placeOf } from './place.ts';
import { actorNamed, type Site } from './site.ts';

export async function runShortcut(
  site: Site,
  user: string,
  callbackId: string,
  options: ActionOptions = {},
): Promise<Pressed> {
  const { core } = site;
  const person = actorNamed(core, user);
  const over = options.over === undefined ? undefined : channelOf(core, person, options.over).id;
  const triggerId = newTrigger(core, person.id, over);
  const actionTs = core.ids.ts();
  const payload = globalShortcut(core, { person, callbackId, triggerId, actionTs });
  const { outcome } = await deliver(core, site.line, 'interactive', payload, options);
  return { outcome, triggerId };
}

export async function runMessageShortcut(
  site: Site,
  user: string,
  where: MessageRef,
  callbackId: string,
  options: ActionOptions = {},
): Promise<Pressed> {
  const { core } = site;
  const person = actorNamed(core, user);
  const place = placeOf(core, person, where, options.stale ?? false);
  if (place.kind !== 'message') throw new Error('A message shortcut needs a message');
  const triggerId = newTrigger(core, person.id, place.channel.id);
  const responseUrl = newResponseUrl(core, 'actions', {
    user: person.id,
    channel: place.channel.id,
    original: place.message,
  });
  const shortcut = { person, callbackId, triggerId, actionTs: core.ids.ts() };
  const payload = messageShortcut(core, shortcut, { ...place, responseUrl });
  const { outcome } = await deliver(core, site.line, 'interactive', payload, options);
  return { outcome, triggerId, responseUrl };
}
