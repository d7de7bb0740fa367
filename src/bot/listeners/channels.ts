import type { App } from '@slack/bolt';
import type { Listening } from './index.ts';

/** A channel that was closed to the bot is open again: what could not be said there is said now. */
export function registerChannels(app: App, { wake, busy, onError }: Listening): void {
  const opened = () => busy(() => wake().catch((error) => onError('channel', error)));
  app.event('channel_unarchive', opened);
  app.event('group_unarchive', opened);
  app.event('member_joined_channel', async ({ event, context }) => {
    if (event.user === context.botUserId) await opened();
  });
}
