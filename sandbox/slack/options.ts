/** What a local workspace is made of. Every id may be chosen by the caller; every time is in milliseconds. */
export interface WorkspaceOptions {
  /** Default 0: any free port. Only 127.0.0.1 is listened on. */
  readonly port?: number;
  readonly people: readonly PersonOptions[];
  readonly userGroups?: readonly UserGroupOptions[];
  readonly channels: readonly ChannelOptions[];
  readonly team?: TeamOptions;
  readonly app?: AppOptions;
  /** Slash commands of the app. Default `[{ command: '/replicate' }]`. */
  readonly commands?: readonly CommandOptions[];
  /** Bot scopes that the app was installed with. Default {@link defaultScopes}. */
  readonly scopes?: readonly string[];
  /** Events that the app is subscribed to. Default: all that the workspace can send. */
  readonly events?: readonly EventName[];
  readonly timing?: Partial<Timing>;
  /**
   * `on`: Slack's published numbers, a minute's worth may come at once; `strict`: hardly any
   * burst; `off`; or Slack's numbers times `scale`. Default `on`.
   */
  readonly rateLimits?: RateLimits;
  /** False: answers `invalid_blocks` to `plan` and `task_card`, as an older workspace. Default true. */
  readonly supportsPlan?: boolean;
  /** Milliseconds since 1970. Default the machine's clock. {@link Control.advance} is added to it. */
  readonly clock?: () => number;
}

export interface PersonOptions {
  /** `U...` or `W...`. */
  readonly id: string;
  /** Handle, without `@`. */
  readonly name: string;
  readonly realName?: string;
  readonly email?: string;
  /** Time zone, for example `America/Los_Angeles`. Default `Etc/UTC`. */
  readonly tz?: string;
  /** `single-channel` is `is_ultra_restricted` too. */
  readonly guest?: boolean | 'single-channel';
  readonly deleted?: boolean;
  readonly bot?: boolean;
  readonly admin?: boolean;
  /** Of another workspace, seen through a shared channel: `team_id` is that one's. */
  readonly team?: string;
  /** `is_stranger`: of another workspace, and shares no channel with the app. */
  readonly stranger?: boolean;
}

export interface UserGroupOptions {
  /** `S...`. */
  readonly id: string;
  readonly handle: string;
  readonly name?: string;
  /** Ids or names of people. */
  readonly members: readonly string[];
  /** Disabled groups keep their members but are left out of the lists (`date_delete` is set). */
  readonly disabled?: boolean;
}

export interface ChannelOptions {
  /** `C...` (`G...` is accepted for private ones). */
  readonly id: string;
  /** Without `#`. */
  readonly name: string;
  readonly private?: boolean;
  /** Ids or names of people. Default: everyone who is neither a guest nor of another workspace nor deleted. */
  readonly members?: readonly string[];
  /** Whether the app's bot is in it. Default true. */
  readonly bot?: boolean;
  readonly archived?: boolean;
  /** Shared with another workspace (Slack Connect). */
  readonly extShared?: boolean;
}

export interface TeamOptions {
  /** Default `T0LOCAL`. */
  readonly id?: string;
  /** Default `Local`. */
  readonly name?: string;
  /** Default `local`. */
  readonly domain?: string;
}

export interface AppOptions {
  /** Default `A0REPLICATE`. */
  readonly id?: string;
  /** Default `U0BOT`. */
  readonly botUserId?: string;
  /** Default `B0BOT`. */
  readonly botId?: string;
  /** Default `replicate`. */
  readonly name?: string;
  readonly botToken?: string;
  readonly appToken?: string;
  readonly signingSecret?: string;
}

export interface CommandOptions {
  /** With its slash. */
  readonly command: string;
  /** `should_escape` of the manifest: `@maya` arrives as `<@U0SF1|maya>`. Default false. */
  readonly escape?: boolean;
  /**
   * Whether `& < >` arrive as `&amp; &lt; &gt;`. Sources do not settle it (slack.md B1); an app must
   * stand both. Default false.
   */
  readonly entities?: boolean;
}

export type EventName =
  | 'app_home_opened'
  | 'message'
  | 'app_mention'
  | 'member_joined_channel'
  | 'channel_unarchive'
  | 'group_unarchive';

/** Slack's own times (slack.md B1), all of which a test may shorten. */
export interface Timing {
  /** Time to acknowledge. Default 3000. */
  readonly ackMs: number;
  /** How often an unacknowledged command, click or view comes again over Socket Mode. Default 2. */
  readonly redeliveries: number;
  /** Pauses before events come again. Default at once, 1 minute, 5 minutes. */
  readonly eventRetriesMs: readonly number[];
  /** Life of a trigger id. Default 3000. */
  readonly triggerMs: number;
  /** Life of a response URL. Default 30 minutes. */
  readonly responseUrlMs: number;
  /** Uses of a response URL. Default 5. */
  readonly responseUrlUses: number;
  /** Interval of the WebSocket pings to the bot. Default 10000. */
  readonly pingMs: number;
  /** Time from a `disconnect` of kind `warning` or `refresh_requested` to the cut. Default 10000. */
  readonly refreshMs: number;
}

export type RateLimits = 'on' | 'strict' | 'off' | { readonly scale: number };
