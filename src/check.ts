/** `replicate-bot check`: what is missing on this machine, each line a fact that was looked up now. */

import { attempt, type CheckLine, fine, missing } from './check/line.ts';
import { redisLines } from './check/redis.ts';
import { eventLine, slackLines } from './check/slack.ts';
import { workerLines } from './check/worker.ts';
import {
  hasSecret,
  keysMatch,
  loadApiServers,
  loadBotEnv,
  loadRedisTarget,
  loadSettings,
  loadSlackAccess,
  loadWorkerEnv,
  maprHomeOf,
  type Settings,
} from './config.ts';

export type { CheckLine } from './check/line.ts';

export interface Check {
  readonly lines: readonly CheckLine[];
  /** Whether nothing is known to be missing. */
  readonly ok: boolean;
}

type Env = NodeJS.ProcessEnv;

/**
 * Looks at what is configured here: the bot's part where a Slack token is set; the worker's where the
 * settings name its clusters and this is not a bot's machine alone, which has the same settings but
 * neither public key nor MAPR_HOME. Each is looked at as far as it can be, whatever else is missing.
 */
export async function runCheck(env: Env): Promise<Check> {
  const settings = attempt(() => loadSettings(env), 'The settings can be read.');
  const hasSlack = hasSecret(env, 'SLACK_BOT_TOKEN') || hasSecret(env, 'SLACK_APP_TOKEN');
  const hasMapr = hasSecret(env, 'CONSENT_PUBLIC_KEY') || Boolean(env['MAPR_HOME']);
  const asWorker = settings.value?.worker != null && (hasMapr || !hasSlack);
  const asBot = hasSlack || !asWorker;
  const found = [
    ...settings.lines,
    ...(await redisPart(env)),
    ...(asBot ? await botPart(env) : []),
    ...(asWorker && settings.value ? await workerPart(env, settings.value) : []),
    ...keyPart(env),
  ];
  // A fault of what both roles need is found by each of them.
  const lines = [...new Map(found.map((line) => [line.what, line])).values()];
  return { lines, ok: lines.every(({ ok }) => ok !== false) };
}

/** A line a fact, and what to do about each that is not as it should be. */
export function printCheck({ lines, ok }: Check): void {
  for (const { ok: fine, what, remedy } of lines) {
    const word = fine === null ? 'UNKNOWN' : fine ? 'ok     ' : 'MISSING';
    process.stdout.write(`${word}  ${what}\n`);
    if (!fine && remedy) process.stdout.write(`         ${remedy}\n`);
  }
  const all = lines.every((line) => line.ok)
    ? 'Everything is in place.'
    : 'Nothing is known to be missing.';
  process.stdout.write(ok ? `${all}\n` : 'Something is missing: see above.\n');
}

async function redisPart(env: Env): Promise<readonly CheckLine[]> {
  const { value, lines } = attempt(() => loadRedisTarget(env), '');
  return value ? await redisLines(value) : lines;
}

async function botPart(env: Env): Promise<readonly CheckLine[]> {
  const bot = attempt(() => loadBotEnv(env), "The bot's environment is complete.");
  const access = attempt(() => loadSlackAccess(env), '').value;
  return [
    ...bot.lines,
    ...(bot.value ? [eventLine(bot.value.mode)] : []),
    ...(access ? await slackLines(access) : []),
  ];
}

async function workerPart(env: Env, settings: Settings): Promise<readonly CheckLine[]> {
  const { lines } = attempt(() => loadWorkerEnv(env), "The worker's environment is complete.");
  const rest = settings.worker?.rest ?? {};
  const servers = attempt(() => loadApiServers(rest), 'The files of the API servers can be read.');
  return [
    ...lines,
    ...(Object.keys(rest).length > 0 ? servers.lines : []),
    ...(await workerLines(maprHomeOf(env), settings, servers.value ?? new Map())),
  ];
}

function keyPart(env: Env): readonly CheckLine[] {
  const match = keysMatch(env);
  if (match === null) return [];
  if (match) return [fine("The bot's and the worker's key belong together.")];
  return [
    missing(
      'CONSENT_PUBLIC_KEY does not belong to CONSENT_SIGNING_KEY: a worker would refuse every request.',
      'Make it from the other: openssl pkey -in consent-signing-key.pem -pubout',
    ),
  ];
}
