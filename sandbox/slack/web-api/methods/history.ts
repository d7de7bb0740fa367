import type { z } from 'zod';
import type { Core } from '../../core.ts';
import type { Json } from '../../json.ts';
import { messageAt } from '../../world/find.ts';
import { repliesTo } from '../../world/messages.ts';
import type { Message } from '../../world/types.ts';
import { isIn, needChannelScope, visibleChannel } from '../access.ts';
import { flag, read, text } from '../args.ts';
import { SlackError } from '../errors.ts';
import { wireMessage } from '../wire.ts';
import type { Methods } from './method.ts';
import { page, paging } from './paging.ts';

const range = paging.extend({
  channel: text,
  oldest: text.optional(),
  latest: text.optional(),
  inclusive: flag,
  include_all_metadata: flag,
});

export const history: Methods = {
  'conversations.history': {
    tier: 'T3',
    run(core, args) {
      const asked = read(range, args);
      const channel = readable(core, asked.channel);
      const shown = [...core.messages.values()]
        .filter((one) => one.channel === channel && one.to === undefined && !one.deleted)
        .filter((one) => one.threadTs === undefined || one.broadcast)
        .filter((one) => within(one, asked))
        .reverse();
      return messagesPage(core, shown, asked);
    },
  },

  'conversations.replies': {
    tier: 'T3',
    run(core, args) {
      const asked = read(range.extend({ ts: text }), args);
      const channel = readable(core, asked.channel);
      const root = messageAt(core, channel, asked.ts);
      if (root === undefined || root.to !== undefined) throw new SlackError('thread_not_found');
      const replies = repliesTo(core, root);
      // A deleted root with replies stays as a tombstone; without any the thread is gone.
      if (root.deleted && replies.length === 0) throw new SlackError('thread_not_found');
      // Called with the ts of a reply, Slack gives that reply alone.
      const shown = [root, ...replies.filter((one) => within(one, asked))];
      return messagesPage(core, shown, asked);
    },
  },
};

function readable(core: Core, ref: string): string {
  const channel = visibleChannel(core, ref);
  needChannelScope(core, channel, 'history');
  if (!isIn(core, channel)) throw new SlackError('not_in_channel');
  return channel.id;
}

function within(message: Message, asked: z.output<typeof range>): boolean {
  const { oldest = '0', latest, inclusive } = asked;
  const ts = Number(message.ts);
  const late = latest === undefined || ts < Number(latest);
  const edge = inclusive && (message.ts === oldest || message.ts === latest);
  return (ts > Number(oldest) && late) || edge === true;
}

function messagesPage(core: Core, shown: readonly Message[], asked: z.output<typeof range>): Json {
  const { items, has_more, response_metadata } = page(shown, asked);
  const messages = items.map((one) =>
    one.deleted
      ? tombstone(core, one)
      : wireMessage(core, one, asked.include_all_metadata ?? false),
  );
  return { messages, has_more, ...(has_more ? { response_metadata } : {}) };
}

function tombstone(core: Core, message: Message): Json {
  const { blocks: _blocks, metadata: _metadata, ...rest } = wireMessage(core, message);
  return {
    ...rest,
    subtype: 'tombstone',
    text: 'This message was deleted.',
    user: 'USLACKBOT',
    hidden: true,
  };
}
