import type {
  ActionOptions,
  Choice,
  FormValue,
  Pressed,
  Said,
  SayOptions,
  Submitted,
  Typed,
} from './acts.ts';
import type { FaultControl, SocketControl } from './faults.ts';
import type { ApiCall, FeedEvent, SeenChannel, SeenFile, SeenMessage, SeenView } from './sights.ts';

/** A user, by id or name; a channel, by id or name, or `@bot` for the user's own DM with the app. */
export type UserRef = string;
export type ChannelRef = string;

export interface MessageRef {
  readonly channel: ChannelRef;
  readonly ts: string;
}

/** Something with buttons: a message (also an ephemeral one), the modal on top, or the Home tab. */
export type PressPlace = MessageRef | 'modal' | 'home';

/** Values of a form, by action id, block id or label. */
export type FormValues = Readonly<Record<string, FormValue>>;

/**
 * The human side of the workspace. Every call does what a person with a Slack client could do,
 * and is refused (an Error is thrown) where that client would have nothing to press or to see.
 * The same interface works in this process and, by {@link connectWorkspace}, from another one.
 */
export interface Control extends ControlMethods {
  readonly faults: FaultControl;
  readonly sockets: SocketControl;
  /** Tells of everything that happens from now on. Returns the way to stop. */
  subscribe(listener: (event: FeedEvent) => void): () => void;
  /** Asks again after everything that happens, until the answer is truthy, and returns it. */
  waitFor<T>(
    look: (control: Control) => T | Promise<T>,
    options?: WaitOptions,
  ): Promise<Exclude<T, undefined | null | false | 0 | ''>>;
}

export interface WaitOptions {
  /** Default 5000. */
  readonly timeoutMs?: number;
  /** For the error message. */
  readonly what?: string;
}

/** The part of {@link Control} that is also `POST /control/<name>` with a JSON array of arguments. */
export interface ControlMethods {
  /** Types into the message box: a slash command is sent to the app, anything else is said. */
  type(user: UserRef, channel: ChannelRef, text: string, options?: SayOptions): Promise<Typed>;
  say(user: UserRef, channel: ChannelRef, text: string, options?: SayOptions): Promise<Said>;
  /**
   * Presses a button, picks in a menu (`options.pick`), ticks a box (`options.toggle`), or attaches files (`options.attach`). `what` is an action id, the text of the
   * button, or its accessibility label.
   */
  press(user: UserRef, place: PressPlace, what: string, options?: ActionOptions): Promise<Pressed>;
  /** What a menu that asks the app for its choices offers for what was typed into it. */
  offers(
    user: UserRef,
    place: PressPlace,
    what: string,
    typed: string,
    options?: Pick<ActionOptions, 'block'>,
  ): Promise<Choice[]>;
  /** Submits the modal on top (`current`) or the one with this id, which must be on top. */
  submit(
    user: UserRef,
    view: string,
    values: FormValues,
    options?: ActionOptions,
  ): Promise<Submitted>;
  /** Closes the modal on top, or with `all` the whole stack. Tells the app if it asked for that. */
  close(user: UserRef, options?: { readonly all?: boolean }): Promise<void>;
  /** Opens the app's Home tab (`app_home_opened`). */
  openHome(user: UserRef, tab?: 'home' | 'messages'): Promise<void>;
  /** Runs a global shortcut. */
  shortcut(user: UserRef, callbackId: string, options?: ActionOptions): Promise<Pressed>;
  messageShortcut(
    user: UserRef,
    message: MessageRef,
    callbackId: string,
    options?: ActionOptions,
  ): Promise<Pressed>;

  /** The channels that this user is in, and at the end the DM with the app. */
  channels(user: UserRef): Promise<SeenChannel[]>;
  /** The channel as this user sees it: top level messages and broadcasts, and ephemerals to them. */
  see(user: UserRef, channel: ChannelRef): Promise<SeenMessage[]>;
  /** A thread as this user sees it, its root first. */
  thread(user: UserRef, channel: ChannelRef, ts: string): Promise<SeenMessage[]>;
  /** The modal on top of the user's stack. */
  viewOf(user: UserRef): Promise<SeenView | undefined>;
  home(user: UserRef): Promise<SeenView | undefined>;
  /** The user's DM with the app: its `D...` id. */
  dm(user: UserRef): Promise<string>;
  files(channel: ChannelRef): Promise<SeenFile[]>;

  deleteMessage(user: UserRef, message: MessageRef): Promise<void>;
  archive(channel: ChannelRef): Promise<void>;
  unarchive(channel: ChannelRef): Promise<void>;
  removeBot(channel: ChannelRef): Promise<void>;
  inviteBot(channel: ChannelRef): Promise<void>;
  join(user: UserRef, channel: ChannelRef): Promise<void>;
  leave(user: UserRef, channel: ChannelRef): Promise<void>;
  /** Changes a person: deactivates, makes a guest, moves to another workspace. */
  changePerson(user: UserRef, change: PersonChange): Promise<void>;
  changeUserGroup(group: string, change: UserGroupChange): Promise<void>;

  /** Web API calls of the bot, oldest first, also those that were refused. */
  calls(method?: string): Promise<ApiCall[]>;
  /** Moves the workspace's clock on: trigger ids, response URLs and rate limits see it. */
  advance(ms: number): Promise<void>;
  /**
   * Delivers to this URL by signed POSTs from now on, instead of Socket Mode, after the
   * `url_verification` handshake. Rejects if that fails.
   */
  installHttp(options: { readonly requestUrl: string }): Promise<void>;
  /** Delivers by Socket Mode again. */
  uninstallHttp(): Promise<void>;
}

export interface PersonChange {
  readonly guest?: boolean | 'single-channel';
  readonly deleted?: boolean;
  readonly bot?: boolean;
  readonly team?: string;
  readonly stranger?: boolean;
  readonly realName?: string;
}

export interface UserGroupChange {
  readonly members?: readonly UserRef[];
  readonly disabled?: boolean;
}
