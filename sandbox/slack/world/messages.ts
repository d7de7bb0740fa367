import type { KnownBlock } from '@slack/types';
import type { Core } from '../core.ts';
import type { Json } from '../json.ts';
import { carriedOver, initialState } from '../people/state.ts';
import { key } from './find.ts';
import type { Message, ViewState } from './types.ts';

export interface NewMessage {
  readonly channel: string;
  readonly user: string;
  readonly text: string;
  readonly blocks?: readonly KnownBlock[] | undefined;
  readonly threadTs?: string | undefined;
  readonly broadcast?: boolean | undefined;
  readonly to?: string | undefined;
  readonly metadata?: Message['metadata'] | undefined;
  readonly files?: readonly string[] | undefined;
}

export function addMessage(core: Core, given: NewMessage): Message {
  const blocks = given.blocks ?? [];
  const message: Message = {
    channel: given.channel,
    ts: core.ids.ts(),
    user: given.user,
    byApp: given.user === core.settings.app.botUserId,
    text: given.text,
    blocks,
    begun: initialState(blocks),
    picks: new Map(),
    broadcast: given.broadcast ?? false,
    files: given.files ?? [],
    deleted: false,
    before: [],
    ...(given.threadTs === undefined ? {} : { threadTs: given.threadTs }),
    ...(given.to === undefined ? {} : { to: given.to }),
    ...(given.metadata === undefined ? {} : { metadata: given.metadata }),
  };
  core.messages.set(key(message.channel, message.ts), message);
  const { channel, ts } = message;
  if (given.to === undefined) core.feed.tell({ type: 'message', channel, ts });
  else core.feed.tell({ type: 'ephemeral', channel, ts, user: given.to });
  return message;
}

export interface Change {
  readonly text?: string | undefined;
  readonly blocks?: readonly KnownBlock[] | undefined;
  readonly metadata?: { event_type: string; event_payload: Json } | undefined;
  readonly edited?: { readonly user: string; readonly ts: string } | undefined;
}

export function changeMessage(core: Core, message: Message, change: Change): void {
  const { text, blocks, begun, picks } = message;
  message.before.push({ text, blocks, begun, picks });
  message.text = change.text ?? text;
  message.blocks = change.blocks ?? blocks;
  const carry = (state: ViewState) => carriedOver(state, blocks, message.blocks);
  message.begun = carry(begun);
  message.picks = new Map([...picks].map(([user, state]) => [user, carry(state)]));
  if (change.metadata !== undefined) message.metadata = change.metadata;
  if (change.edited !== undefined) message.edited = change.edited;
  core.feed.tell({ type: 'message_changed', channel: message.channel, ts: message.ts });
}

export function deleteMessage(core: Core, message: Message): void {
  message.deleted = true;
  core.feed.tell({ type: 'message_deleted', channel: message.channel, ts: message.ts });
}

/** Replies under this message that everybody sees. */
export function repliesTo(core: Core, root: Message): Message[] {
  return [...core.messages.values()].filter(
    (one) =>
      one.channel === root.channel &&
      one.threadTs === root.ts &&
      !one.deleted &&
      one.to === undefined,
  );
}
