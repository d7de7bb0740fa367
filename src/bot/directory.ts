/** What Slack knows of people, groups and channels: looked up afresh where it decides, from a cache where it only helps. */

import { WebAPIPlatformError, type WebClient } from '@slack/web-api';

export interface Profile {
  readonly user: string;
  readonly team: string;
  readonly deleted: boolean;
  /** A guest, or somebody of another workspace. */
  readonly outsider: boolean;
  readonly bot: boolean;
  /** As others see it, without the `@`. */
  readonly name: string;
}

export interface Channel {
  readonly id: string;
  /** Shared with another workspace or organization. */
  readonly shared: boolean;
  readonly archived: boolean;
  /** Whether the bot is in it. */
  readonly joined: boolean;
}

export interface Directory {
  profile(user: string, options?: Freshness): Promise<Profile>;
  /** The members of a user group; none where it is disabled or gone. */
  members(group: string, options?: Freshness): Promise<readonly string[]>;
  /** How a user or a user group is called where a mention cannot be shown: `@noor`. */
  nameOf(entry: string): Promise<string>;
  /** @returns null for a private channel or direct message that the bot is not in */
  channel(id: string): Promise<Channel | null>;
}

/** What was looked up before this moment, in milliseconds since 1970, does not count. */
export interface Freshness {
  readonly since?: number;
}

/** usergroups.users.list is Tier 2: some twenty calls a minute for the workspace. */
const keepMs = 5 * 60_000;
const keepChannelMs = 30_000;

export function createDirectory(client: WebClient): Directory {
  const profiles = new Cache<Profile>(keepMs);
  const groups = new Cache<readonly string[]>(keepMs);
  const handles = new Cache<ReadonlyMap<string, string>>(keepMs);
  const channels = new Cache<Channel | null>(keepChannelMs);
  return {
    profile: (user, { since } = {}) => profiles.get(user, since, () => lookUp(user)),
    members: (group, { since } = {}) => groups.get(group, since, () => membersOf(group)),
    nameOf,
    channel: (id) => channels.get(id, undefined, () => channelOf(id), isOpen),
  };

  async function lookUp(id: string): Promise<Profile> {
    const { user } = await client.users.info({ user: id });
    return {
      user: id,
      team: user?.team_id ?? '',
      deleted: user?.deleted ?? false,
      outsider: Boolean(user?.is_restricted || user?.is_ultra_restricted || user?.is_stranger),
      bot: user?.is_bot ?? false,
      name: user?.profile?.display_name || user?.name || id,
    };
  }

  async function nameOf(entry: string): Promise<string> {
    if (!isGroup(entry))
      return `@${(await profiles.get(entry, undefined, () => lookUp(entry))).name}`;
    const known = await handles.get('', undefined, async () => {
      const { usergroups = [] } = await client.usergroups.list();
      return new Map(usergroups.map(({ id = '', handle = id }) => [id, handle]));
    });
    return `@${known.get(entry) ?? entry}`;
  }

  async function membersOf(group: string): Promise<readonly string[]> {
    try {
      const { users } = await client.usergroups.users.list({ usergroup: group });
      return users ?? [];
    } catch (error) {
      if (isError(error, 'no_such_subteam', 'subteam_not_found')) return [];
      throw error;
    }
  }

  async function channelOf(id: string): Promise<Channel | null> {
    try {
      const { channel } = await client.conversations.info({ channel: id });
      return {
        id,
        shared: Boolean(channel?.is_ext_shared || channel?.is_pending_ext_shared),
        archived: channel?.is_archived ?? false,
        joined: Boolean(channel?.is_member || channel?.is_im || channel?.is_mpim),
      };
    } catch (error) {
      if (isError(error, 'channel_not_found', 'missing_scope')) return null;
      throw error;
    }
  }
}

/** Where the bot cannot speak, it is asked in and told of that: the next look is a new one. */
function isOpen(channel: Channel | null): boolean {
  return channel?.joined === true && !channel.archived && !channel.shared;
}

export function isGroup(entry: string): boolean {
  return entry.startsWith('S');
}

export function isError(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof WebAPIPlatformError && codes.includes(error.data.error);
}

/** Who asks while a look is under way gets what it finds: twenty questions at once are one call. */
class Cache<T> {
  readonly #keepMs: number;
  readonly #entries = new Map<string, { readonly value: Promise<T>; readonly begun: number }>();

  constructor(keepMs: number) {
    this.#keepMs = keepMs;
  }

  /** @param worthy whether such a value is kept */
  async get(
    key: string,
    since: number | undefined,
    look: () => Promise<T>,
    worthy: (value: T) => boolean = () => true,
  ): Promise<T> {
    const now = Date.now();
    const known = this.#entries.get(key);
    if (known && known.begun >= (since ?? 0) && known.begun + this.#keepMs > now) {
      return known.value;
    }
    const entry = { value: look(), begun: now };
    this.#entries.set(key, entry);
    const drop = () => {
      if (this.#entries.get(key) === entry) this.#entries.delete(key);
    };
    try {
      const value = await entry.value;
      if (!worthy(value)) drop();
      return value;
    } catch (error) {
      drop();
      throw error;
    }
  }
}
