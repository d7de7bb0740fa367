import { z } from 'zod';
import { dmOf } from '../../world/find.ts';
import { isIn, needChannelScope, needScope, visibleChannel } from '../access.ts';
import { flag, read, text } from '../args.ts';
import { SlackError } from '../errors.ts';
import { wireChannel } from '../wire.ts';
import type { Methods } from './method.ts';
import { page, paging } from './paging.ts';

const one = z.object({ channel: text });

export const conversations: Methods = {
  'conversations.info': {
    tier: 'T3',
    run(core, args) {
      const channel = visibleChannel(core, read(one, args).channel);
      needChannelScope(core, channel, 'read');
      return { channel: wireChannel(core, channel) };
    },
  },

  'conversations.members': {
    tier: 'T4',
    run(core, args) {
      const channel = visibleChannel(core, read(one, args).channel);
      needChannelScope(core, channel, 'read');
      const { items, response_metadata } = page([...channel.members], read(paging, args));
      return { members: items, response_metadata };
    },
  },

  'conversations.list': {
    tier: 'T2',
    run(core, args) {
      const { types = 'public_channel', ...asked } = read(
        paging.extend({ types: text.optional(), exclude_archived: flag }),
        args,
      );
      const kinds = types.split(',').map((type) => type.trim().split('_')[0]);
      if (kinds.includes('public')) needScope(core, 'channels:read');
      if (kinds.includes('private')) needScope(core, 'groups:read');
      if (kinds.includes('im')) needScope(core, 'im:read');
      const shown = [...core.channels.values()]
        .filter((channel) => kinds.includes(channel.kind))
        .filter((channel) => channel.kind === 'public' || isIn(core, channel))
        .filter((channel) => !(asked.exclude_archived && channel.archived));
      const { items, response_metadata } = page(shown, asked);
      return { channels: items.map((channel) => wireChannel(core, channel)), response_metadata };
    },
  },

  'conversations.open': {
    tier: 'T3',
    scopes: ['im:write'],
    run(core, args) {
      const asked = read(z.object({ users: text, return_im: flag }), args);
      const ids = asked.users.split(',').filter((id) => id !== '');
      // Group DMs need mpim:write and a kind of channel that the product has no use for.
      if (ids.length > 1) needScope(core, 'mpim:write');
      const person = core.people.get(ids[0] ?? '');
      if (person === undefined) throw new SlackError('user_not_found');
      if (person.deleted) throw new SlackError('user_disabled');
      if (person.id === core.settings.app.botUserId) throw new SlackError('cannot_dm_bot');
      const channel = dmOf(core, person);
      return { channel: asked.return_im ? wireChannel(core, channel) : { id: channel.id } };
    },
  },

  'conversations.join': {
    tier: 'T3',
    scopes: ['channels:join'],
    run(core, args) {
      const channel = visibleChannel(core, read(one, args).channel);
      if (channel.kind !== 'public') throw new SlackError('method_not_supported_for_channel_type');
      if (channel.archived) throw new SlackError('is_archived');
      channel.members.add(core.settings.app.botUserId);
      return { channel: wireChannel(core, channel) };
    },
  },
};
