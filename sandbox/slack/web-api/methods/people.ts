import { z } from 'zod';
import { flag, read, text } from '../args.ts';
import { SlackError } from '../errors.ts';
import { wireGroup, wirePerson } from '../wire.ts';
import type { Methods } from './method.ts';
import { page, paging } from './paging.ts';

export const people: Methods = {
  'users.info': {
    tier: 'T4',
    scopes: ['users:read'],
    run(core, args) {
      const { user } = read(z.object({ user: text }), args);
      const person = core.people.get(user);
      if (person === undefined) throw new SlackError('user_not_found');
      return { user: wirePerson(core, person) };
    },
  },

  'users.list': {
    tier: 'T2',
    scopes: ['users:read'],
    run(core, args) {
      const all = [...core.people.values()].map((person) => wirePerson(core, person));
      const { items, ...rest } = page(all, read(paging, args));
      return { members: items, cache_ts: 1, ...rest };
    },
  },

  'usergroups.list': {
    tier: 'T2',
    scopes: ['usergroups:read'],
    run(core, args) {
      const asked = read(z.object({ include_users: flag, include_disabled: flag }), args);
      const shown = [...core.groups.values()].filter(
        (group) => asked.include_disabled || !group.disabled,
      );
      return {
        usergroups: shown.map((group) => wireGroup(core, group, asked.include_users ?? false)),
      };
    },
  },

  'usergroups.users.list': {
    tier: 'T2',
    scopes: ['usergroups:read'],
    run(core, args) {
      const asked = read(z.object({ usergroup: text, include_disabled: flag }), args);
      const group = core.groups.get(asked.usergroup);
      if (group === undefined || (group.disabled && !asked.include_disabled)) {
        throw new SlackError('no_such_subteam');
      }
      return { users: group.members };
    },
  },
};
