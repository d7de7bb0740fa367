import type { Core } from '../core.ts';
import { compact, type Json } from '../json.ts';
import { wireMessage } from '../web-api/wire.ts';
import type { Channel, Message, Person, View } from '../world/types.ts';
import { wireView } from '../world/views.ts';
import { oldToken } from './common.ts';

/** An event in its envelope of the Events API. */
export function eventCallback(core: Core, event: Json, channel?: Channel): Json {
  const { app, team } = core.settings;
  return {
    token: oldToken,
    team_id: team.id,
    context_team_id: team.id,
    context_enterprise_id: null,
    api_app_id: app.id,
    event,
    type: 'event_callback',
    event_id: core.ids.next('Ev'),
    event_time: Math.floor(core.clock.now() / 1000),
    authorizations: [
      {
        enterprise_id: null,
        team_id: team.id,
        user_id: app.botUserId,
        is_bot: true,
        is_enterprise_install: false,
      },
    ],
    is_ext_shared_channel: channel?.extShared ?? false,
    event_context: `4-${core.ids.next('x')}`,
  };
}

export function homeOpened(
  core: Core,
  person: Person,
  tab: 'home' | 'messages',
  channel: string,
  view: View | undefined,
): Json {
  return compact({
    type: 'app_home_opened',
    user: person.id,
    channel,
    tab,
    view: tab === 'home' && view !== undefined ? wireView(core, view, true) : undefined,
    event_ts: core.ids.ts(),
  });
}

const channelTypes = { public: 'channel', private: 'group', im: 'im' } as const;

/** What the app hears of a message; a mention is a second event. */
export function messageEvent(
  core: Core,
  message: Message,
  channel: Channel,
  type: 'message' | 'app_mention',
): Json {
  const { app_id: _app, bot_profile: _bot, ...wire } = wireMessage(core, message, false);
  return {
    ...wire,
    type,
    blocks: wire['blocks'] ?? [richText(message.text)],
    channel: channel.id,
    event_ts: message.ts,
    ...(type === 'message' ? { channel_type: channelTypes[channel.kind] } : {}),
  };
}

export function memberJoined(core: Core, user: string, channel: Channel): Json {
  return {
    type: 'member_joined_channel',
    user,
    channel: channel.id,
    channel_type: channel.kind === 'private' ? 'G' : 'C',
    team: core.settings.team.id,
    event_ts: core.ids.ts(),
  };
}

/** Public and private channels have an event each. */
export function unarchived(core: Core, channel: Channel) {
  return {
    type: channel.kind === 'private' ? 'group_unarchive' : 'channel_unarchive',
    channel: channel.id,
    user: 'U0ADMIN',
    event_ts: core.ids.ts(),
  } as const;
}

function richText(text: string): Json {
  return {
    type: 'rich_text',
    block_id: 'user',
    elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text }] }],
  };
}
