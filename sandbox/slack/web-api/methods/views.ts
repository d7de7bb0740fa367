import { z } from 'zod';
import { acceptView } from '../../block-kit/accept.ts';
import type { Core } from '../../core.ts';
import { takeTrigger } from '../../world/tickets.ts';
import type { Trigger } from '../../world/types.ts';
import { publishHome, pushView, replaceView, viewById, wireView } from '../../world/views.ts';
import { read, text } from '../args.ts';
import { SlackError } from '../errors.ts';
import type { Methods } from './method.ts';

const fresh = z.object({
  trigger_id: text.optional(),
  interactivity_pointer: text.optional(),
  view: z.unknown(),
});

export const views: Methods = {
  'views.open': {
    tier: 'T4',
    run(core, args) {
      const asked = read(fresh, args);
      const view = acceptView(core, asked.view, 'modal');
      const { user, channel: over } = triggered(core, asked);
      // Whatever is open already makes room: only views.push builds on it.
      return { view: wireView(core, pushView(core, user, view, { newStack: true, over })) };
    },
  },

  'views.push': {
    tier: 'T4',
    run(core, args) {
      const asked = read(fresh, args);
      const view = acceptView(core, asked.view, 'modal');
      const { user, channel: over } = triggered(core, asked);
      const stack = core.modals.get(user) ?? [];
      if (stack.length === 0) throw new SlackError('not_found');
      if (stack.length >= 3) throw new SlackError('push_limit_reached');
      return { view: wireView(core, pushView(core, user, view, { over })) };
    },
  },

  'views.update': {
    tier: 'T4',
    run(core, args) {
      const asked = read(
        z.object({
          view_id: text.optional(),
          external_id: text.optional(),
          hash: text.optional(),
          view: z.unknown(),
        }),
        args,
      );
      const view = viewById(core, asked);
      if (view === undefined) throw new SlackError('not_found');
      const given = acceptView(core, asked.view, view.type);
      if (asked.hash !== undefined && asked.hash !== view.hash)
        throw new SlackError('hash_conflict');
      return { view: wireView(core, replaceView(core, view, given)) };
    },
  },

  'views.publish': {
    tier: 'T4',
    run(core, args) {
      const asked = read(
        z.object({ user_id: text, hash: text.optional(), view: z.unknown() }),
        args,
      );
      const given = acceptView(core, asked.view, 'home');
      if (!core.people.has(asked.user_id)) throw new SlackError('user_not_found');
      const old = core.homes.get(asked.user_id);
      if (asked.hash !== undefined && asked.hash !== old?.hash) {
        throw new SlackError('hash_conflict');
      }
      return { view: wireView(core, publishHome(core, asked.user_id, given)) };
    },
  },
};

function triggered(core: Core, asked: z.output<typeof fresh>): Pick<Trigger, 'user' | 'channel'> {
  const taken = takeTrigger(core, asked.trigger_id ?? asked.interactivity_pointer ?? '');
  if ('error' in taken) throw new SlackError(taken.error);
  return taken;
}
