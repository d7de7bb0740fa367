import { z } from 'zod';
import { secret } from '../../world/ids.ts';
import { addMessage } from '../../world/messages.ts';
import { isIn, visibleChannel } from '../access.ts';
import { read, text } from '../args.ts';
import { SlackError } from '../errors.ts';
import { wireFile } from '../wire-file.ts';
import { threadArg } from './content.ts';
import type { Methods } from './method.ts';

const scopes = ['files:write'];

/** The three steps of an upload: a URL, the bytes (`/upload/`), the completion; and what is known of a file. */
export const files: Methods = {
  'files.info': {
    tier: 'T4',
    scopes: ['files:read'],
    run(core, args) {
      const file = core.files.get(read(z.object({ file: text }), args).file);
      if (file?.content === undefined) throw new SlackError('file_not_found');
      return { file: wireFile(core, file), comments: [], response_metadata: { next_cursor: '' } };
    },
  },

  'files.getUploadURLExternal': {
    tier: 'T4',
    scopes,
    run(core, args) {
      const asked = read(z.object({ filename: text, length: z.coerce.number().int() }), args);
      if (asked.length <= 0) throw new SlackError('invalid_arguments');
      const id = core.ids.next('F');
      const { filename, length } = asked;
      const { botUserId: user } = core.settings.app;
      const created = Math.floor(core.clock.now() / 1000);
      core.files.set(id, { id, name: filename, title: filename, user, created, length });
      return { upload_url: `${core.url}/upload/v1/${id}/${secret()}`, file_id: id };
    },
  },

  'files.completeUploadExternal': {
    tier: 'T4',
    scopes,
    run(core, args) {
      const asked = read(
        z.object({
          files: z.array(z.object({ id: text, title: text.optional() })).min(1),
          channel_id: text.optional(),
          thread_ts: text.optional(),
          initial_comment: text.optional(),
        }),
        args,
      );
      const stored = asked.files.map(({ id, title }) => {
        const file = core.files.get(id);
        if (file?.content === undefined) throw new SlackError('file_not_found');
        file.title = title ?? file.title;
        return file;
      });
      if (asked.channel_id !== undefined) {
        const channel = visibleChannel(core, asked.channel_id);
        if (channel.archived) throw new SlackError('is_archived');
        if (!isIn(core, channel)) throw new SlackError('not_in_channel');
        for (const file of stored) file.channel = channel.id;
        addMessage(core, {
          channel: channel.id,
          user: core.settings.app.botUserId,
          text: asked.initial_comment ?? '',
          threadTs: threadArg(core, channel, asked.thread_ts),
          files: stored.map((file) => file.id),
        });
      }
      return { files: stored.map(({ id, title }) => ({ id, title })) };
    },
  },
};
