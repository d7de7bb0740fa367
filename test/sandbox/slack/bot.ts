import { App, LogLevel, SocketModeReceiver } from '@slack/bolt';
import {
  startWorkspace,
  type Workspace,
  type WorkspaceOptions,
} from '../../../sandbox/slack/index.ts';

export const world: WorkspaceOptions = {
  people: [
    { id: 'U0SF1', name: 'maya', realName: 'Maya Ortiz', tz: 'America/Los_Angeles' },
    { id: 'U0NY1', name: 'sam', realName: 'Sam Lee', tz: 'America/New_York' },
    { id: 'U0GUEST', name: 'gil', guest: true },
    { id: 'U0OTHER', name: 'otto', team: 'T0OTHER', stranger: false },
    { id: 'U0ADMIN', name: 'ada', admin: true },
  ],
  userGroups: [{ id: 'S0NY', handle: 'ny-owners', members: ['sam'] }],
  channels: [
    { id: 'C0REP', name: 'replication', members: ['maya', 'sam', 'gil', 'otto', 'ada'] },
    { id: 'C0PRIV', name: 'secret', private: true, members: ['maya'], bot: false },
    { id: 'C0PUB', name: 'elsewhere', bot: false },
  ],
  timing: { ackMs: 150 },
};

export function start(options: Partial<WorkspaceOptions> = {}): Promise<Workspace> {
  return startWorkspace({ ...world, ...options, timing: { ...world.timing, ...options.timing } });
}

/**
 * A Bolt app in Socket Mode with its own receiver, as slack.md A3 wants it. Not started.
 *
 * @param pingMs how soon it takes an unanswered ping for a dead connection
 */
export function bolt(workspace: Workspace, pingMs = 50): App {
  const slackApiUrl = workspace.apiUrl;
  return new App({
    token: workspace.botToken,
    deferInitialization: true,
    logLevel: LogLevel.ERROR,
    clientOptions: { slackApiUrl, retryConfig: { retries: 0 } },
    receiver: new SocketModeReceiver({
      appToken: workspace.appToken,
      logLevel: LogLevel.ERROR,
      customPropertiesExtractor: (args) => ({ envelopeId: args['envelope_id'] }),
      clientPingTimeout: pingMs,
      installerOptions: {
        clientOptions: {
          slackApiUrl,
          retryConfig: { forever: true, minTimeout: 20, maxTimeout: 50, factor: 1.3 },
        },
      },
    }),
  });
}

/** A promise and the way to fulfil it. */
export function later<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => {};
  const promise = new Promise<T>((fulfil) => {
    resolve = fulfil;
  });
  return { promise, resolve };
}

export async function run(app: App): Promise<void> {
  await app.init();
  await app.start();
}
