import { z } from 'zod';
import { messageAt } from '../../world/find.ts';
import { addMessage, changeMessage, deleteMessage } from '../../world/messages.ts';
import { isIn, ownMessage, postableChannel, visibleChannel } from '../access.ts';
import { flag, read, text } from '../args.ts';
import { SlackError } from '../errors.ts';
import { wireMessage } from '../wire.ts';
import { content, contentArgs, threadArg } from './content.ts';
import type { Methods } from './method.ts';

const post = z.object({ channel: text, reply_broadcast: flag, ...contentArgs });
const place = z.object({ channel: text, ts: text });
const scopes = ['chat:write'];

export const chat: Methods = {
  'chat.postMessage': {
    tier: 'post',
    scopes,
    run(core, args) {
      const asked = read(post, args);
      const channel = postableChannel(core, asked.channel);
      const message = addMessage(core, {
        channel: channel.id,
        user: core.settings.app.botUserId,
        ...content(core, asked, { maxText: 40_000 }),
        threadTs: threadArg(core, channel, asked.thread_ts),
        broadcast: asked.reply_broadcast === true && asked.thread_ts !== undefined,
      });
      return { channel: channel.id, ts: message.ts, message: wireMessage(core, message) };
    },
  },

  'chat.update': {
    tier: 'T3',
    scopes,
    run(core, args) {
      const asked = read(post.extend({ ts: text }), args);
      const channel = postableChannel(core, asked.channel);
      const message = ownMessage(
        core,
        messageAt(core, channel.id, asked.ts),
        'cant_update_message',
      );
      const hasContent = asked.text !== undefined || asked.blocks !== undefined;
      if (asked.reply_broadcast && hasContent) {
        throw new SlackError('no_dual_broadcast_content_update');
      }
      if (asked.reply_broadcast) message.broadcast = true;
      // Text without blocks takes the blocks away; with blocks there is no "(edited)" (slack.md B1).
      const given = asked.reply_broadcast ? {} : content(core, asked, { maxText: 4000 });
      const bare = asked.text !== undefined && asked.blocks === undefined;
      changeMessage(core, message, {
        ...given,
        ...(bare ? { blocks: [], edited: { user: message.user, ts: core.ids.ts() } } : {}),
      });
      const { ts } = message;
      return { channel: channel.id, ts, text: message.text, message: wireMessage(core, message) };
    },
  },

  'chat.delete': {
    tier: 'T3',
    scopes,
    run(core, args) {
      const { channel: ref, ts } = read(place, args);
      const channel = visibleChannel(core, ref);
      deleteMessage(core, ownMessage(core, messageAt(core, channel.id, ts), 'cant_delete_message'));
      return { channel: channel.id, ts };
    },
  },

  'chat.postEphemeral': {
    tier: 'T4',
    scopes,
    run(core, args) {
      const asked = read(post.extend({ user: text }), args);
      const channel = visibleChannel(core, asked.channel);
      if (channel.archived) throw new SlackError('is_archived');
      if (!isIn(core, channel)) {
        throw new SlackError(channel.kind === 'public' ? 'not_in_channel' : 'channel_not_found');
      }
      if (!channel.members.has(asked.user)) throw new SlackError('user_not_in_channel');
      const message = addMessage(core, {
        channel: channel.id,
        user: core.settings.app.botUserId,
        to: asked.user,
        ...content(core, asked, { maxText: 40_000 }),
        threadTs: threadArg(core, channel, asked.thread_ts),
      });
      return { message_ts: message.ts };
    },
  },

  'chat.getPermalink': {
    tier: 'T4',
    run(core, args) {
      const asked = read(z.object({ channel: text, message_ts: text }), args);
      const channel = visibleChannel(core, asked.channel);
      const message = messageAt(core, channel.id, asked.message_ts);
      if (message === undefined || message.deleted) throw new SlackError('message_not_found');
      const base = `https://${core.settings.team.domain}.slack.com/archives/${channel.id}`;
      const thread =
        message.threadTs === undefined ? '' : `?thread_ts=${message.threadTs}&cid=${channel.id}`;
      return { channel: channel.id, permalink: `${base}/p${message.ts.replace('.', '')}${thread}` };
    },
  },
};
