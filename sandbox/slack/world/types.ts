import type { KnownBlock } from '@slack/types';
import type { Json } from '../json.ts';

export interface Person {
  readonly id: string;
  readonly name: string;
  realName: string;
  readonly email: string;
  readonly tz: string;
  guest: false | 'multi-channel' | 'single-channel';
  deleted: boolean;
  bot: boolean;
  readonly admin: boolean;
  /** Workspace of this person. */
  team: string;
  stranger: boolean;
}

export interface UserGroup {
  readonly id: string;
  readonly handle: string;
  readonly name: string;
  members: readonly string[];
  disabled: boolean;
}

export interface Channel {
  readonly id: string;
  readonly name: string;
  readonly kind: 'public' | 'private' | 'im';
  /** Ids of people, and of the bot. */
  readonly members: Set<string>;
  archived: boolean;
  readonly extShared: boolean;
  readonly created: number;
}

/** What a message showed at one time, and what was picked in it. */
export interface Version {
  readonly text: string;
  readonly blocks: readonly KnownBlock[];
  /** What its menus and boxes hold for those who have touched none of them. */
  readonly begun: ViewState;
  /** What they hold for those who have, by person. Nobody sees it but they. */
  readonly picks: Map<string, ViewState>;
}

export interface Message extends Version {
  readonly channel: string;
  readonly ts: string;
  readonly user: string;
  readonly byApp: boolean;
  text: string;
  blocks: readonly KnownBlock[];
  begun: ViewState;
  picks: Map<string, ViewState>;
  readonly threadTs?: string;
  broadcast: boolean;
  /** Id of the only person who sees it. */
  readonly to?: string;
  metadata?: { readonly event_type: string; readonly event_payload: Json };
  readonly files: readonly string[];
  edited?: { readonly user: string; readonly ts: string };
  deleted: boolean;
  /** Newest last; the present one is not in it. */
  readonly before: Version[];
}

/** `state.values` of a payload: block id, action id, value. */
export type ViewState = Record<string, Record<string, Json>>;

export interface View {
  readonly id: string;
  readonly type: 'modal' | 'home';
  readonly user: string;
  /** As the app gave it. */
  given: Json;
  blocks: readonly KnownBlock[];
  hash: string;
  state: ViewState;
  errors: Readonly<Record<string, string>>;
  readonly rootId: string;
  readonly previousId: string | null;
  /** The channel that the person was looking at when it was opened. */
  readonly over?: string | undefined;
}

export interface StoredFile {
  readonly id: string;
  readonly name: string;
  title: string;
  /** Id of whoever uploaded it. */
  readonly user: string;
  /** Seconds since 1970. */
  readonly created: number;
  readonly length: number;
  content?: Buffer;
  channel?: string;
}

export interface Trigger {
  readonly user: string;
  /** What the person was looking at. */
  readonly channel: string | undefined;
  readonly at: number;
  used: boolean;
}

export interface ResponseUrl {
  readonly at: number;
  readonly user: string;
  readonly channel: string;
  /** The message that the button was on. */
  readonly original?: Message;
  uses: number;
}
