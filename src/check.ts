/** `replicate-bot check`: what is missing on this machine, each line a fact that was looked up now. */

import { access, constants, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { WebClient } from '@slack/web-api';
import { scopes } from './bot/scopes.ts';
import {
  type BotEnv,
  loadBotEnv,
  loadSettings,
  loadWorkerEnv,
  type Settings,
  SettingsError,
  type WorkerEnv,
} from './config.ts';
import { connect } from './jobs/redis.ts';
import { redisFaults } from './jobs/redis-faults.ts';
import { authtest } from './mapr/authtest.ts';
import { createMapr } from './mapr/run.ts';

export interface CheckLine {
  readonly ok: boolean;
  readonly what: string;
  /** What to do about it. */
  readonly remedy?: string;
}

export interface Check {
  readonly lines: readonly CheckLine[];
  readonly ok: boolean;
}

type Env = NodeJS.ProcessEnv;

/** Looks at what is configured here: the bot's part where a Slack token is set, the worker's where the settings name its clusters. */
export async function runCheck(env: Env): Promise<Check> {
  const settings = attempt(() => loadSettings(env));
  const lines = [...settings.lines('The settings can be read.')];
  const asBot = Boolean(env['SLACK_BOT_TOKEN']);
  const asWorker = settings.value?.worker != null;
  if (asBot || !asWorker) {
    const bot = attempt(() => loadBotEnv(env));
    lines.push(...bot.lines("The bot's environment is complete."));
    if (bot.value) lines.push(...(await redisLines(bot.value)), ...(await slackLines(bot.value)));
  }
  if (asWorker && settings.value) {
    const { value } = settings;
    const worker = attempt(() => loadWorkerEnv(env, value));
    lines.push(...worker.lines("The worker's environment is complete."));
    if (worker.value) {
      if (!asBot) lines.push(...(await redisLines(worker.value)));
      lines.push(...(await workerLines(worker.value, value)));
    }
  }
  return { lines, ok: lines.every(({ ok }) => ok) };
}

export function printCheck({ lines, ok }: Check): void {
  for (const { ok: fine, what, remedy } of lines) {
    process.stdout.write(`${fine ? 'ok     ' : 'MISSING'}  ${what}\n`);
    if (!fine && remedy) process.stdout.write(`         ${remedy}\n`);
  }
  process.stdout.write(ok ? 'Everything is in place.\n' : 'Something is missing: see above.\n');
}

function attempt<T>(load: () => T): { value?: T; lines(fine: string): CheckLine[] } {
  try {
    const value = load();
    return { value, lines: (fine) => [{ ok: true, what: fine }] };
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    const { faults } = error;
    return {
      lines: () =>
        faults.map(({ setting, wrong, example }) => ({
          ok: false,
          what: `${setting}: ${wrong}`,
          remedy: `For example: ${example}`,
        })),
    };
  }
}

async function redisLines({ redisTarget }: Pick<BotEnv, 'redisTarget'>): Promise<CheckLine[]> {
  const redis = connect(redisTarget, 'prompt');
  redis.on('error', () => undefined);
  try {
    await new Promise((resolve, reject) => {
      redis.once('ready', resolve);
      redis.once('error', reject);
    });
    const faults = await redisFaults(redis);
    const reached = { ok: true, what: 'Redis can be reached.' };
    if (faults.length === 0)
      return [reached, { ok: true, what: 'Redis keeps everything: noeviction, AOF.' }];
    return [reached, ...faults.map((fault) => ({ ok: false, ...fault }))];
  } catch (error) {
    return [
      {
        ok: false,
        what: `Redis cannot be reached: ${(error as Error).message || 'no answer'}`,
        remedy: 'Check REDIS_URL, and that the server runs.',
      },
    ];
  } finally {
    redis.disconnect();
  }
}

async function slackLines({ botToken, slackApiUrl }: BotEnv): Promise<CheckLine[]> {
  const client = new WebClient(botToken, {
    slackApiUrl,
    timeout: 5_000,
    retryConfig: { retries: 0 },
  });
  try {
    const { team, user, response_metadata } = await client.auth.test();
    const granted = response_metadata?.scopes ?? [];
    const missing = Object.keys(scopes).filter((scope) => !granted.includes(scope));
    const known = { ok: true, what: `Slack knows the bot as ${user} of ${team}.` };
    if (missing.length === 0)
      return [known, { ok: true, what: 'The bot has the scopes that it needs.' }];
    return [
      known,
      {
        ok: false,
        what: `The bot lacks the scopes ${missing.join(', ')}.`,
        remedy: 'Update the app from manifest.yaml, and install it to the workspace again.',
      },
    ];
  } catch (error) {
    return [
      {
        ok: false,
        what: `Slack does not accept the bot: ${(error as Error).message}`,
        remedy: 'Check SLACK_BOT_TOKEN, and that Slack can be reached from here.',
      },
    ];
  }
}

async function workerLines({ maprHome }: WorkerEnv, settings: Settings): Promise<CheckLine[]> {
  const programs = await Promise.all(
    ['maprcli', 'mapr', 'maprlogin'].map((program) => programLine(join(maprHome, 'bin', program))),
  );
  if (programs.some(({ ok }) => !ok)) return programs;
  const listed = await listedClusters(maprHome);
  const names = Object.keys(settings.clusters);
  const mapr = createMapr({ home: maprHome, timeoutMs: settings.timeouts.commandMs });
  const clusters = await Promise.all(
    names.map(async (cluster): Promise<CheckLine[]> => {
      if (!listed.includes(cluster)) {
        const what = `${cluster} is not listed in ${join(maprHome, 'conf/mapr-clusters.conf')}.`;
        return [{ ok: false, what, remedy: 'Add its line; a path of it cannot be resolved here.' }];
      }
      try {
        const { state } = await mapr.run(authtest(cluster));
        if (state === 'missing') {
          const what = `There is no valid ticket for ${cluster}.`;
          return [{ ok: false, what, remedy: `Make one: maprlogin password -cluster ${cluster}` }];
        }
        return [
          {
            ok: true,
            what: `${cluster} is listed, and its ticket is ${state === 'valid' ? 'valid' : 'not needed'}.`,
          },
        ];
      } catch (error) {
        return [
          { ok: false, what: (error as Error).message, remedy: 'Check that the cluster is up.' },
        ];
      }
    }),
  );
  return [...programs, ...clusters.flat()];
}

async function programLine(path: string): Promise<CheckLine> {
  try {
    await access(path, constants.X_OK);
    return { ok: true, what: `${path} is there.` };
  } catch {
    return {
      ok: false,
      what: `${path} is not there, or may not be executed.`,
      remedy: 'Install the MapR client on this machine, or set MAPR_HOME.',
    };
  }
}

async function listedClusters(maprHome: string): Promise<string[]> {
  const text = await readFile(join(maprHome, 'conf/mapr-clusters.conf'), 'utf8').catch(() => '');
  return text.split('\n').flatMap((line) => line.trim().split(/\s+/).slice(0, 1));
}
