import type { Core } from '../core.ts';
import type { Json } from '../json.ts';
import { wireMessage } from '../web-api/wire.ts';
import type { Channel, Message, Person } from '../world/types.ts';
import { channelName, envelope } from './common.ts';

export interface Shortcut {
  readonly person: Person;
  readonly callbackId: string;
  readonly triggerId: string;
  readonly actionTs: string;
}

export function globalShortcut(core: Core, shortcut: Shortcut): Json {
  return {
    type: 'shortcut',
    ...envelope(core, shortcut.person),
    callback_id: shortcut.callbackId,
    trigger_id: shortcut.triggerId,
    action_ts: shortcut.actionTs,
  };
}

export function messageShortcut(
  core: Core,
  shortcut: Shortcut,
  on: { readonly channel: Channel; readonly message: Message; readonly responseUrl: string },
): Json {
  return {
    type: 'message_action',
    ...envelope(core, shortcut.person),
    callback_id: shortcut.callbackId,
    trigger_id: shortcut.triggerId,
    action_ts: shortcut.actionTs,
    response_url: on.responseUrl,
    message_ts: on.message.ts,
    channel: { id: on.channel.id, name: channelName(on.channel) },
    message: wireMessage(core, on.message),
  };
}
