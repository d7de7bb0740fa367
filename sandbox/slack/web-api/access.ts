import type { Core } from '../core.ts';
import { channelNamed, dmOf } from '../world/find.ts';
import type { Channel, Message } from '../world/types.ts';
import { SlackError } from './errors.ts';

/** Throws `missing_scope`, with `needed` and `provided`, unless the app has one of these scopes. */
export function needScope(core: Core, ...anyOf: readonly string[]): void {
  if (anyOf.length === 0 || anyOf.some((scope) => core.settings.scopes.includes(scope))) return;
  throw new SlackError('missing_scope', {
    needed: anyOf.join(','),
    provided: core.settings.scopes.join(','),
  });
}

/** The channel that the app may know of: public ones, and those that its bot is in. */
export function visibleChannel(core: Core, ref: string): Channel {
  const channel = channelNamed(core, ref) ?? dmByPerson(core, ref);
  if (channel === undefined) throw new SlackError('channel_not_found');
  if (channel.kind !== 'public' && !isIn(core, channel)) throw new SlackError('channel_not_found');
  return channel;
}

/** The channel that the app may post to (slack.md B1). A person's id means the DM. */
export function postableChannel(core: Core, ref: string): Channel {
  const channel = visibleChannel(core, ref);
  if (channel.archived) throw new SlackError('is_archived');
  if (!isIn(core, channel) && !core.settings.scopes.includes('chat:write.public')) {
    throw new SlackError('not_in_channel');
  }
  return channel;
}

export function isIn(core: Core, channel: Channel): boolean {
  return channel.members.has(core.settings.app.botUserId);
}

/** Throws `missing_scope` unless the app may do this with channels of that kind. */
export function needChannelScope(core: Core, channel: Channel, right: 'read' | 'history'): void {
  const family = { public: 'channels', private: 'groups', im: 'im' }[channel.kind];
  needScope(core, `${family}:${right}`);
}

/** The app's own message at this place. */
export function ownMessage(core: Core, message: Message | undefined, cannot: string): Message {
  if (message === undefined || message.deleted || message.to !== undefined) {
    throw new SlackError('message_not_found');
  }
  if (message.user !== core.settings.app.botUserId) throw new SlackError(cannot);
  return message;
}

function dmByPerson(core: Core, ref: string): Channel | undefined {
  const person = core.people.get(ref);
  return person === undefined ? undefined : dmOf(core, person);
}
