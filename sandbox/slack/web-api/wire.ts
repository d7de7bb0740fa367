import type { Core } from '../core.ts';
import { compact, type Json } from '../json.ts';
import { repliesTo } from '../world/messages.ts';
import type { Channel, Message, Person, UserGroup } from '../world/types.ts';

/** A message as the Web API and the payloads show it. */
export function wireMessage(core: Core, message: Message, metadata = true): Json {
  const { app, team } = core.settings;
  const replies = message.threadTs === undefined ? repliesTo(core, message) : [];
  const last = replies.at(-1);
  return compact({
    type: 'message',
    subtype: message.broadcast ? 'thread_broadcast' : undefined,
    user: message.user,
    ts: message.ts,
    text: message.text,
    team: core.people.get(message.user)?.team ?? team.id,
    ...(message.byApp ? { bot_id: app.botId, app_id: app.id, bot_profile: wireBot(core) } : {}),
    blocks: message.blocks.length > 0 ? message.blocks : undefined,
    thread_ts: message.threadTs ?? (last === undefined ? undefined : message.ts),
    parent_user_id: parent(core, message)?.user,
    ...(last === undefined ? {} : threadOf(replies, last)),
    edited: message.edited,
    metadata: metadata ? message.metadata : undefined,
    is_ephemeral: message.to === undefined ? undefined : true,
  });
}

function parent(core: Core, message: Message): Message | undefined {
  if (message.threadTs === undefined) return undefined;
  return core.messages.get(`${message.channel} ${message.threadTs}`);
}

function threadOf(replies: readonly Message[], last: Message): Json {
  const users = [...new Set(replies.map((reply) => reply.user))];
  return {
    reply_count: replies.length,
    reply_users_count: users.length,
    latest_reply: last.ts,
    reply_users: users,
    is_locked: false,
    subscribed: false,
  };
}

export function wireBot(core: Core): Json {
  const { app, team } = core.settings;
  return { id: app.botId, app_id: app.id, name: app.name, deleted: false, team_id: team.id };
}

/** `profile.email` only with users:read.email. */
export function wirePerson(core: Core, person: Person): Json {
  const email = core.settings.scopes.includes('users:read.email') ? person.email : undefined;
  return compact({
    id: person.id,
    team_id: person.team,
    name: person.name,
    deleted: person.deleted,
    real_name: person.realName,
    tz: person.tz,
    is_admin: person.admin,
    is_owner: false,
    is_primary_owner: false,
    is_restricted: person.guest !== false,
    is_ultra_restricted: person.guest === 'single-channel',
    is_bot: person.bot,
    is_app_user: false,
    // Slack gives it only about people of other workspaces.
    is_stranger: person.team === core.settings.team.id ? undefined : person.stranger,
    updated: 1,
    profile: compact({
      real_name: person.realName,
      display_name: person.name,
      email,
      team: person.team,
    }),
  });
}

export function wireGroup(core: Core, group: UserGroup, users: boolean): Json {
  return compact({
    id: group.id,
    team_id: core.settings.team.id,
    is_usergroup: true,
    name: group.name,
    handle: group.handle,
    description: '',
    is_external: false,
    date_create: 1,
    date_update: 1,
    date_delete: group.disabled ? 1 : 0,
    user_count: group.members.length,
    users: users ? group.members : undefined,
  });
}

export function wireChannel(core: Core, channel: Channel): Json {
  const member = channel.members.has(core.settings.app.botUserId);
  const team = core.settings.team.id;
  if (channel.kind === 'im') {
    const [user] = [...channel.members].filter((id) => id !== core.settings.app.botUserId);
    return { id: channel.id, created: channel.created, is_im: true, is_archived: false, user };
  }
  return {
    id: channel.id,
    name: channel.name,
    name_normalized: channel.name,
    is_channel: channel.kind === 'public',
    is_group: channel.kind === 'private',
    is_im: false,
    is_mpim: false,
    is_private: channel.kind === 'private',
    created: channel.created,
    creator: 'U0ADMIN',
    is_archived: channel.archived,
    is_general: false,
    is_shared: channel.extShared,
    is_ext_shared: channel.extShared,
    is_org_shared: false,
    is_pending_ext_shared: false,
    is_member: member,
    context_team_id: team,
    shared_team_ids: channel.extShared ? [team, 'T0OTHER'] : [team],
    topic: { value: '', creator: '', last_set: 0 },
    purpose: { value: '', creator: '', last_set: 0 },
    num_members: channel.members.size,
  };
}
