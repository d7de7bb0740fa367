import { WebClient } from '@slack/web-api';
import { scopes } from '../bot/scopes.ts';
import type { BotEnv, Settings } from '../config.ts';
import { type CheckLine, fine, guarded, missing, reasonOf } from './line.ts';
import { ownerLines } from './owners.ts';

/** How Slack's events come in. Whether Slack takes the app token shows when the bot starts: each look would open a connection. */
export function eventLine(mode: BotEnv['mode']): CheckLine {
  if (mode.kind === 'socket')
    return fine('slack-events', 'Events come by Socket Mode: an app token is set.');
  return fine(
    'slack-events',
    `Events come by HTTP, on port ${mode.port}: a signing secret is set.`,
  );
}

/** Whether Slack knows the bot, and has granted it what manifest.yaml asks for. */
export async function slackLines(
  access: Pick<BotEnv, 'botToken' | 'slackApiUrl'>,
  settings: Pick<Settings, 'clusters'> | undefined,
): Promise<readonly CheckLine[]> {
  const client = new WebClient(access.botToken, {
    slackApiUrl: access.slackApiUrl,
    timeout: 5_000,
    retryConfig: { retries: 0 },
  });
  try {
    const { team, team_id = '', user, response_metadata } = await client.auth.test();
    const known = fine('slack', `Slack knows the bot as ${user} of ${team}.`);
    const owners = settings
      ? await guarded('owners', () => ownerLines(client, team_id, settings.clusters), 45_000)
      : [];
    return [known, scopeLine(response_metadata?.scopes ?? []), ...owners];
  } catch (error) {
    const what = `Slack does not accept the bot: ${reasonOf(error)}`;
    return [
      missing('slack', what, 'Check SLACK_BOT_TOKEN, and that Slack can be reached from here.'),
    ];
  }
}

function scopeLine(granted: readonly string[]): CheckLine {
  const lacking = Object.keys(scopes).filter((scope) => !granted.includes(scope));
  if (lacking.length === 0) return fine('slack-scopes', 'The bot has the scopes that it needs.');
  return missing(
    'slack-scopes',
    `The bot lacks the scopes ${lacking.join(', ')}.`,
    'Update the app from manifest.yaml, and install it to the workspace again.',
  );
}
