import type { Said, SayOptions } from '../control/acts.ts';
import { deliver } from '../delivery/deliver.ts';
import type { EventName } from '../options.ts';
import { eventCallback, messageEvent } from '../payloads/events.ts';
import { channelOf, messageAt } from '../world/find.ts';
import { addMessage } from '../world/messages.ts';
import type { Channel, Message } from '../world/types.ts';
import { linked } from './escape.ts';
import { actorNamed, type Site } from './site.ts';

/** Says something. The app hears of it if it is there, subscribed and has the scope. */
export async function say(
  site: Site,
  user: string,
  ref: string,
  text: string,
  options: SayOptions = {},
): Promise<Said> {
  const { core } = site;
  const person = actorNamed(core, user);
  const channel = channelOf(core, person, ref);
  if (channel.archived) throw new Error(`${channel.name} is archived`);
  const root = options.thread && messageAt(core, channel.id, options.thread);
  const message = addMessage(core, {
    channel: channel.id,
    user: person.id,
    text: linked(core, text),
    threadTs: root ? (root.threadTs ?? root.ts) : undefined,
    broadcast: options.broadcast,
  });
  hear(site, message, channel, 'message', options);
  if (message.text.includes(`<@${core.settings.app.botUserId}>`)) {
    hear(site, message, channel, 'app_mention', options);
  }
  return { channel: channel.id, ts: message.ts };
}

const historyScope = { public: 'channels:history', private: 'groups:history', im: 'im:history' };

function hear(
  site: Site,
  message: Message,
  channel: Channel,
  type: Extract<EventName, 'message' | 'app_mention'>,
  options: SayOptions,
): void {
  const { core } = site;
  const scope = type === 'app_mention' ? 'app_mentions:read' : historyScope[channel.kind];
  if (!core.settings.scopes.includes(scope) || !core.settings.events.includes(type)) return;
  if (!channel.members.has(core.settings.app.botUserId)) return;
  const payload = eventCallback(core, messageEvent(core, message, channel, type), channel);
  void deliver(core, site.line, 'events_api', payload, options);
}
