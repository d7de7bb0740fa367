import type { Core } from '../core.ts';
import type { Channel, Person } from '../world/types.ts';
import { channelName, oldToken } from './common.ts';

export interface Slash {
  readonly person: Person;
  readonly channel: Channel;
  readonly command: string;
  readonly text: string;
  readonly triggerId: string;
  readonly responseUrl: string;
}

/** A slash command. All values are strings, `is_enterprise_install` too (slack.md B5). */
export function slashPayload(core: Core, slash: Slash): Record<string, string> {
  const { app, team } = core.settings;
  return {
    token: oldToken,
    team_id: team.id,
    team_domain: team.domain,
    channel_id: slash.channel.id,
    channel_name: channelName(slash.channel),
    user_id: slash.person.id,
    user_name: slash.person.name,
    command: slash.command,
    text: slash.text,
    api_app_id: app.id,
    is_enterprise_install: 'false',
    response_url: slash.responseUrl,
    trigger_id: slash.triggerId,
  };
}
