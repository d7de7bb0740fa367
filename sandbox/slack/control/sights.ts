import type { HomeView, KnownBlock, ModalView } from '@slack/types';

/** Block id, action id, value. */
export type HeldState = Readonly<Record<string, Readonly<Record<string, object>>>>;

/** A message as one person sees it. */
export interface SeenMessage {
  readonly channel: string;
  readonly ts: string;
  /** In whose thread it is. Absent on a root. */
  readonly threadTs?: string;
  /** Id of the author. */
  readonly user: string;
  /** Display name of the author. */
  readonly author: string;
  readonly byApp: boolean;
  /** As sent: `&amp;`, `&lt;`, `&gt;` and mentions are not decoded. {@link plain} does that. */
  readonly text: string;
  readonly blocks: readonly KnownBlock[];
  /** What this person has picked and ticked in it, as `state.values` of a payload. */
  readonly state: HeldState;
  /** Only this person sees it. */
  readonly ephemeral: boolean;
  /** A reply that was also sent to the channel. */
  readonly broadcast: boolean;
  /** Shows "(edited)". */
  readonly edited: boolean;
  readonly replies: number;
  readonly metadata?: { readonly event_type: string; readonly event_payload: object };
  readonly files: readonly SeenFile[];
  /** Names of the people, channels and groups that it mentions, by id. */
  readonly names: Readonly<Record<string, string>>;
  /** Time zone of the person who sees it. */
  readonly tz: string;
}

/** A channel that one person is in, or that person's DM with the app. */
export interface SeenChannel {
  readonly id: string;
  readonly name: string;
  readonly kind: 'public' | 'private' | 'im';
  readonly archived: boolean;
  /** Whether the app's bot is in it. */
  readonly bot: boolean;
  /** How many people are in it, the bot left out. */
  readonly people: number;
  /** `ts` of the newest message that this person sees there and did not write. Threads do not count. */
  readonly newest?: string;
}

export interface SeenFile {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly size: number;
  readonly content: string;
}

export interface SeenView {
  readonly id: string;
  readonly type: 'modal' | 'home';
  readonly callbackId: string;
  readonly title: string;
  readonly submit?: string;
  readonly close?: string;
  readonly blocks: readonly KnownBlock[];
  readonly privateMetadata: string;
  readonly hash: string;
  /** How many modals are under this one. */
  readonly depth: number;
  /** What is filled in, as `state.values` of a payload. */
  readonly state: HeldState;
  /** Errors under the fields, from the last submission, by block id. */
  readonly errors: Readonly<Record<string, string>>;
  readonly names: Readonly<Record<string, string>>;
  readonly tz: string;
  /** As the app gave it. */
  readonly raw: ModalView | HomeView;
}

/** One call of the Web API, or one use of a response URL (`method: 'response_url'`). */
export interface ApiCall {
  readonly id: number;
  readonly method: string;
  readonly args: Readonly<Record<string, unknown>>;
  /** When it came, by the workspace's clock. */
  readonly at: number;
  /** HTTP status. 0: it was never answered. Absent: not answered yet. */
  readonly status?: number;
  readonly response?: Readonly<Record<string, unknown>>;
}

/** One thing that happened. `seq` counts from 1 without holes. */
export type FeedEvent = { readonly seq: number; readonly at: number } & FeedBody;

export type FeedBody =
  | { readonly type: 'message'; readonly channel: string; readonly ts: string }
  | { readonly type: 'message_changed'; readonly channel: string; readonly ts: string }
  | { readonly type: 'message_deleted'; readonly channel: string; readonly ts: string }
  | {
      readonly type: 'ephemeral';
      readonly channel: string;
      readonly ts: string;
      readonly user: string;
    }
  /** A person picked or ticked something in a message, which is theirs alone. */
  | {
      readonly type: 'picked';
      readonly channel: string;
      readonly ts: string;
      readonly user: string;
    }
  | { readonly type: 'view'; readonly user: string; readonly view: string; readonly open: boolean }
  | { readonly type: 'home'; readonly user: string; readonly view: string }
  | { readonly type: 'call'; readonly call: number; readonly method: string }
  | {
      readonly type: 'answered';
      readonly call: number;
      readonly method: string;
      readonly status: number;
    }
  | {
      readonly type: 'delivery';
      readonly delivery: string;
      readonly kind: DeliveryKind;
      readonly attempt: number;
      /** Number of the connection, or `http`. */
      readonly to: number | 'http';
    }
  | { readonly type: 'acknowledged'; readonly delivery: string; readonly kind: DeliveryKind }
  | {
      readonly type: 'undelivered';
      readonly delivery: string;
      readonly kind: DeliveryKind;
      readonly why: string;
    }
  | { readonly type: 'socket'; readonly connection: number; readonly open: boolean }
  | { readonly type: 'changed'; readonly what: string };

export type DeliveryKind = 'slash_commands' | 'interactive' | 'events_api';
