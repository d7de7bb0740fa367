/** The bot's scopes, each with its reason; manifest.yaml asks for these and no others. */
export const scopes: Readonly<Record<string, string>> = {
  commands: 'the command /replicate, and the shortcuts',
  'chat:write': 'the card, its thread and private answers',
  'users:read': 'whether who presses is a guest, deactivated, or of another workspace',
  'usergroups:read': 'owners that are user groups',
  'channels:read': 'whether the bot is in the public channel, and whether it is shared',
  'groups:read': 'the same of private channels',
  'channels:history':
    'to find its own post again after the answer to it was lost, and not post it twice',
  'groups:history': 'the same in private channels',
  'files:read': 'to read a list of streams that is handed in as a file, in the form',
  'files:write': "to post a request's trail into its thread, where somebody asks for it",
};
