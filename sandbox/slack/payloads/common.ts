import type { Core } from '../core.ts';
import type { Json } from '../json.ts';
import type { Channel, Person } from '../world/types.ts';

/** Slack still sends its old verification token. Nobody checks it. */
export const oldToken = 'local-verification-token';

/** Who did it, in interactive payloads. `team_id` is that person's own workspace (slack.md B5). */
export function actor(person: Person): Json {
  return { id: person.id, username: person.name, name: person.name, team_id: person.team };
}

/** Members of every interactive payload. */
export function envelope(core: Core, person: Person): Json {
  const { app, team } = core.settings;
  return {
    user: actor(person),
    api_app_id: app.id,
    token: oldToken,
    team: { id: team.id, domain: team.domain },
    enterprise: null,
    is_enterprise_install: false,
  };
}

/** Private channels are called `privategroup` in payloads, and DMs `directmessage`. */
export function channelName(channel: Channel): string {
  return channel.kind === 'private' ? 'privategroup' : channel.name;
}
