/** Bot scopes of a workspace that was not given others. */
export const defaultScopes = [
  'commands',
  'chat:write',
  'users:read',
  'usergroups:read',
  'channels:read',
  'groups:read',
  'channels:history',
  'groups:history',
  'files:read',
  'files:write',
  'im:write',
] as const;
