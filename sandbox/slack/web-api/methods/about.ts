import { z } from 'zod';
import { secret } from '../../world/ids.ts';
import { read, text } from '../args.ts';
import { SlackError } from '../errors.ts';
import { wireBot } from '../wire.ts';
import type { Methods } from './method.ts';

/** The app, its workspace and its connection. */
export const about: Methods = {
  'api.test': {
    tier: 'T4',
    token: 'none',
    run(_core, args) {
      if (typeof args['error'] === 'string') throw new SlackError(args['error'], { args });
      return { args };
    },
  },

  'auth.test': {
    tier: 'T4',
    run: ({ settings: { app, team } }) => ({
      url: `https://${team.domain}.slack.com/`,
      team: team.name,
      user: app.name,
      team_id: team.id,
      user_id: app.botUserId,
      bot_id: app.botId,
      is_enterprise_install: false,
    }),
  },

  'apps.connections.open': {
    tier: 'T3',
    token: 'app',
    run(core) {
      const ticket = secret();
      core.tickets.add(ticket);
      const { id } = core.settings.app;
      return { url: `${core.url.replace(/^http/, 'ws')}/link/?ticket=${ticket}&app_id=${id}` };
    },
  },

  'team.info': {
    tier: 'T3',
    scopes: ['team:read'],
    run: ({ settings: { team } }) => ({
      team: { id: team.id, name: team.name, domain: team.domain, email_domain: '' },
    }),
  },

  'bots.info': {
    tier: 'T3',
    scopes: ['users:read'],
    run(core, args) {
      const { bot } = read(z.object({ bot: text.optional() }), args);
      const { app } = core.settings;
      if (bot !== app.botId) throw new SlackError('bot_not_found');
      return { bot: { ...wireBot(core), user_id: app.botUserId, updated: 1, icons: {} } };
    },
  },
};
