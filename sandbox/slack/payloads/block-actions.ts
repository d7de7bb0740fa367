import type { Interactive } from '../block-kit/interactive.ts';
import type { Core } from '../core.ts';
import { compact, type Json } from '../json.ts';
import { wireMessage } from '../web-api/wire.ts';
import type { Channel, Message, Person, View, ViewState } from '../world/types.ts';
import { wireView } from '../world/views.ts';
import { channelName, envelope } from './common.ts';

export interface Action {
  readonly person: Person;
  readonly on: Interactive;
  /** What was picked, for menus. */
  readonly value: Json;
  readonly triggerId: string;
  readonly actionTs: string;
}

/** A click or pick in a message. */
export function messageAction(
  core: Core,
  action: Action,
  place: {
    readonly channel: Channel;
    readonly message: Message;
    readonly state: ViewState;
    readonly responseUrl: string;
  },
): Json {
  const { channel, message } = place;
  return {
    type: 'block_actions',
    ...envelope(core, action.person),
    container: compact({
      type: 'message',
      message_ts: message.ts,
      channel_id: channel.id,
      is_ephemeral: message.to !== undefined,
      thread_ts: message.threadTs,
    }),
    trigger_id: action.triggerId,
    channel: { id: channel.id, name: channelName(channel) },
    // Of an ephemeral message Slack sends no content.
    ...(message.to === undefined ? { message: wireMessage(core, message) } : {}),
    state: { values: place.state },
    response_url: place.responseUrl,
    actions: [acted(action)],
  };
}

/** A click or pick in a modal or in the Home tab. */
export function viewAction(core: Core, action: Action, view: View): Json {
  return {
    type: 'block_actions',
    ...envelope(core, action.person),
    container: { type: 'view', view_id: view.id },
    trigger_id: action.triggerId,
    view: wireView(core, view, true),
    actions: [acted(action)],
  };
}

function acted({ on, value, actionTs }: Action): Json {
  const { element } = on;
  return compact({
    action_id: on.actionId,
    block_id: on.blockId,
    type: on.type,
    ...(on.type === 'button' ? { text: element['text'], value: element['value'] } : value),
    placeholder: element['placeholder'],
    style: element['style'],
    url: element['url'],
    confirm: element['confirm'],
    action_ts: actionTs,
  });
}
