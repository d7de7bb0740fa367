/** `replicate-bot check`: what is missing on this machine, each line a fact that was looked up now. */

import { existsSync, readFileSync } from 'node:fs';
import { attempt, type CheckLine, fine, guarded, missing } from './check/line.ts';
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

/** What `--json` prints; docs/check.md has its fields. */
export interface Check {
  readonly version: string;
  readonly role: 'bot' | 'worker' | 'all';
  readonly lines: readonly CheckLine[];
  readonly summary: {
    /** Whether nothing is known to be missing. */
    readonly ok: boolean;
    /** What the process exits with: 0, 1 if something is missing, 3 if there are only warnings. */
    readonly code: 0 | 1 | 3;
    readonly counts: Readonly<Record<CheckLine['level'], number>>;
    readonly text: string;
  };
}

type Env = NodeJS.ProcessEnv;

/**
 * Looks at what is configured here: the bot's part where a Slack token is set; the worker's where the
 * settings name its clusters and this is not a bot's machine alone, which has the same settings but
 * neither public key nor MAPR_HOME. Each is looked at as far as it can be, whatever else is missing.
 */
export async function runCheck(env: Env): Promise<Check> {
  const settings = attempt('settings', () => loadSettings(env), 'The settings can be read.');
  const hasSlack = hasSecret(env, 'SLACK_BOT_TOKEN') || hasSecret(env, 'SLACK_APP_TOKEN');
  const hasMapr = hasSecret(env, 'CONSENT_PUBLIC_KEY') || Boolean(env['MAPR_HOME']);
  const asWorker = settings.value?.worker != null && (hasMapr || !hasSlack);
  const asBot = hasSlack || !asWorker;
  const { value } = settings;
  const parts = await Promise.all([
    guarded('redis', () => redisPart(env)),
    guarded('slack', async () => (asBot ? await botPart(env, value) : [])),
    guarded(
      'program',
      async () => (asWorker && value ? await workerPart(env, value) : []),
      2 * workerMs,
    ),
    guarded('keys', async () => keyPart(env)),
  ]);
  const found = [...settings.lines, ...parts.flat()];
  // A fault of what both roles need is found by each of them.
  const lines = [...new Map(found.map((line) => [line.what, line])).values()];
  const role = asBot && asWorker ? 'all' : asBot ? 'bot' : 'worker';
  return { version: versionHere(), role, lines, summary: summaryOf(lines) };
}

/** The version in this program's package.json, which is above it wherever it was compiled to. */
function versionHere(): string {
  for (let dir = new URL('.', import.meta.url); ; dir = new URL('..', dir)) {
    const file = new URL('package.json', dir);
    if (existsSync(file)) {
      const { name, version } = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;
      if (name === 'replicate-bot' && version) return version;
    }
    if (dir.pathname === '/') throw new Error('the package.json of replicate-bot is not found');
  }
}

/** What is unknown is no fault: a managed Redis may never tell, and its check would never be green. */
function summaryOf(lines: readonly CheckLine[]): Check['summary'] {
  const counts = { ok: 0, warning: 0, missing: 0, unknown: 0 };
  for (const { level } of lines) counts[level] += 1;
  const base = { ok: counts.missing === 0, counts };
  if (counts.missing > 0) return { ...base, code: 1, text: 'Something is missing: see above.' };
  if (counts.warning > 0)
    return { ...base, code: 3, text: 'Nothing is missing, but there are warnings: see above.' };
  const text = counts.unknown > 0 ? 'Nothing is known to be missing.' : 'Everything is in place.';
  return { ...base, code: 0, text };
}

const words = {
  ok: 'ok     ',
  warning: 'WARNING',
  missing: 'MISSING',
  unknown: 'UNKNOWN',
} as const;

/** A line a fact; of each that is not as it should be, what it means and what to do. */
export function printCheck({ lines, summary }: Check): void {
  for (const { level, what, meaning, remedy } of lines) {
    process.stdout.write(`${words[level]}  ${what}\n`);
    if (remedy) process.stdout.write(`         ${meaning}\n         ${remedy}\n`);
  }
  process.stdout.write(`${summary.text}\n`);
}

async function redisPart(env: Env): Promise<readonly CheckLine[]> {
  const { value, lines } = attempt('environment', () => loadRedisTarget(env), '');
  return value ? await redisLines(value) : lines;
}

async function botPart(env: Env, settings: Settings | undefined): Promise<readonly CheckLine[]> {
  const bot = attempt('environment', () => loadBotEnv(env), "The bot's environment is complete.");
  const access = attempt('environment', () => loadSlackAccess(env), '').value;
  return [
    ...bot.lines,
    ...(bot.value ? [eventLine(bot.value.mode)] : []),
    ...(access ? await slackLines(access, settings) : []),
  ];
}

/** Somebody waits for the check: what was not begun by then is left, and said to be. Milliseconds. */
const workerMs = 120_000;

async function workerPart(env: Env, settings: Settings): Promise<readonly CheckLine[]> {
  const until = AbortSignal.timeout(workerMs);
  const complete = "The worker's environment is complete.";
  const { lines } = attempt('environment', () => loadWorkerEnv(env), complete);
  const rest = settings.worker?.rest ?? {};
  const readable = 'The files of the API servers can be read.';
  const servers = attempt('server-files', () => loadApiServers(rest), readable);
  return [
    ...lines,
    ...(Object.keys(rest).length > 0 ? servers.lines : []),
    ...(await workerLines(maprHomeOf(env), settings, servers.value ?? new Map(), until)),
  ];
}

function keyPart(env: Env): readonly CheckLine[] {
  const match = keysMatch(env);
  if (match === null) return [];
  if (match) return [fine('keys', "The bot's and the worker's key belong together.")];
  return [
    missing(
      'keys',
      'CONSENT_PUBLIC_KEY does not belong to CONSENT_SIGNING_KEY: a worker would refuse every request.',
      'Make it from the other: openssl pkey -in consent-signing-key.pem -pubout',
    ),
  ];
}
