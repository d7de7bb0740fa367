import type { Interactive } from '../block-kit/interactive.ts';
import type { Core } from '../core.ts';
import type { Json } from '../json.ts';
import { wireMessage } from '../web-api/wire.ts';
import type { Channel, Message, Person, View } from '../world/types.ts';
import { wireView } from '../world/views.ts';
import { channelName, envelope } from './common.ts';

/**
 * What was typed into a menu whose choices the app has (docs, "block_suggestion payload"). What else is
 * filled in does not come with it (java-slack-sdk #1292, bolt-js #660).
 */
export function blockSuggestion(
  core: Core,
  person: Person,
  on: Interactive,
  typed: string,
  place: { readonly view: View } | { readonly channel: Channel; readonly message: Message },
): Json {
  return {
    type: 'block_suggestion',
    ...envelope(core, person),
    action_id: on.actionId,
    block_id: on.blockId,
    value: typed,
    ...('view' in place
      ? { container: { type: 'view', view_id: place.view.id }, view: wireView(core, place.view) }
      : {
          container: {
            type: 'message',
            message_ts: place.message.ts,
            channel_id: place.channel.id,
          },
          channel: { id: place.channel.id, name: channelName(place.channel) },
          message: wireMessage(core, place.message),
        }),
  };
}
