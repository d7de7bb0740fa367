import type { CommandOptions, EventName, RateLimits, Timing, WorkspaceOptions } from './options.ts';
import { defaultScopes } from './web-api/scopes.ts';
import { secret } from './world/ids.ts';

/** {@link WorkspaceOptions} with every default filled in, people and channels left out. */
export interface Settings {
  readonly team: { readonly id: string; readonly name: string; readonly domain: string };
  readonly app: AppSettings;
  readonly commands: readonly CommandOptions[];
  readonly scopes: readonly string[];
  readonly events: readonly EventName[];
  readonly timing: Timing;
  readonly rateLimits: RateLimits;
  readonly supportsPlan: boolean;
}

interface AppSettings {
  readonly id: string;
  readonly botUserId: string;
  readonly botId: string;
  readonly name: string;
  readonly botToken: string;
  readonly appToken: string;
  readonly signingSecret: string;
}

/** slack.md B1. */
const timing: Timing = {
  ackMs: 3000,
  redeliveries: 2,
  eventRetriesMs: [0, 60_000, 300_000],
  triggerMs: 3000,
  responseUrlMs: 30 * 60_000,
  responseUrlUses: 5,
  pingMs: 10_000,
  refreshMs: 10_000,
};

export function settings(options: WorkspaceOptions): Settings {
  const id = options.app?.id ?? 'A0REPLICATE';
  return {
    team: { id: 'T0LOCAL', name: 'Local', domain: 'local', ...options.team },
    app: {
      botUserId: 'U0BOT',
      botId: 'B0BOT',
      name: 'replicate',
      botToken: `xoxb-local-${secret()}`,
      appToken: `xapp-1-${id}-${secret()}`,
      signingSecret: secret(),
      ...options.app,
      id,
    },
    commands: options.commands ?? [{ command: '/replicate' }],
    scopes: options.scopes ?? defaultScopes,
    events: options.events ?? [
      'app_home_opened',
      'message',
      'app_mention',
      'member_joined_channel',
      'channel_unarchive',
      'group_unarchive',
    ],
    timing: { ...timing, ...options.timing },
    rateLimits: options.rateLimits ?? 'on',
    supportsPlan: options.supportsPlan ?? true,
  };
}
