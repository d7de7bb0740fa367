/** What a process is given in its environment. Every fault is told at once, and no secret in any. */

import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { SettingsError, type SettingsFault } from './faults.ts';
import { parseRedisUrl, type RedisTarget } from './redis-url.ts';
import type { Settings } from './schema.ts';

export interface BotEnv {
  readonly botToken: string;
  readonly mode:
    | { readonly kind: 'socket'; readonly appToken: string }
    | { readonly kind: 'http'; readonly signingSecret: string; readonly port: number };
  readonly slackApiUrl: string;
  readonly redisTarget: RedisTarget;
  readonly signingKey: KeyObject;
}

export interface WorkerEnv {
  readonly maprHome: string;
  readonly redisTarget: RedisTarget;
  readonly publicKey: KeyObject;
}

type Env = NodeJS.ProcessEnv;
type Tell = (setting: string, wrong: string, example: string) => void;

/** @throws SettingsError */
export function loadBotEnv(env: Env): BotEnv {
  return collect((tell) => ({
    botToken: matching(env, tell, 'SLACK_BOT_TOKEN', /^xoxb-/, 'a bot token', 'xoxb-…'),
    mode: mode(env, tell),
    slackApiUrl: url(env, tell, 'SLACK_API_URL', 'https://slack.com/api/'),
    redisTarget: redis(env, tell),
    signingKey: key(env, tell, 'CONSENT_SIGNING_KEY', 'PRIVATE KEY', createPrivateKey),
  }));
}

/** @throws SettingsError, also where the settings name no cluster for this worker */
export function loadWorkerEnv(env: Env, settings: Pick<Settings, 'worker'>): WorkerEnv {
  return collect((tell) => {
    if (!settings.worker) {
      tell(
        'worker',
        'the settings do not say which clusters this worker serves',
        'worker: { clusters: [newyork] }',
      );
    }
    return {
      maprHome: env['MAPR_HOME'] || '/opt/mapr',
      redisTarget: redis(env, tell),
      publicKey: key(env, tell, 'CONSENT_PUBLIC_KEY', 'PUBLIC KEY', createPublicKey),
    };
  });
}

/** @throws SettingsError */
export function loadRedisTarget(env: Env): RedisTarget {
  return collect<{ target: RedisTarget }>((tell) => ({ target: redis(env, tell) })).target;
}

function collect<T>(load: (tell: Tell) => { [K in keyof T]: T[K] | null }): T {
  const faults: SettingsFault[] = [];
  const loaded = load((setting, wrong, example) => faults.push({ setting, wrong, example }));
  if (faults.length > 0) throw new SettingsError(faults);
  return loaded as T;
}

function mode(env: Env, tell: Tell): BotEnv['mode'] | null {
  const { SLACK_APP_TOKEN: appToken, SLACK_SIGNING_SECRET: signingSecret, PORT: port } = env;
  if (appToken && signingSecret) {
    tell(
      'SLACK_APP_TOKEN',
      'is set beside SLACK_SIGNING_SECRET: Socket Mode takes one, HTTP the other',
      'SLACK_APP_TOKEN=xapp-… alone',
    );
    return null;
  }
  if (signingSecret) {
    const number = Number(port);
    if (port && Number.isInteger(number) && number > 0 && number < 65_536) {
      return { kind: 'http', signingSecret, port: number };
    }
    tell(
      'PORT',
      port ? 'is not a port' : 'is missing; SLACK_SIGNING_SECRET asks for HTTP',
      'PORT=3000',
    );
    return null;
  }
  const token = matching(env, tell, 'SLACK_APP_TOKEN', /^xapp-/, 'an app token', 'xapp-…');
  return token === null ? null : { kind: 'socket', appToken: token };
}

function matching(env: Env, tell: Tell, name: string, form: RegExp, what: string, example: string) {
  const value = env[name];
  if (value && form.test(value)) return value;
  tell(name, value ? `is not ${what}` : `is missing: ${what}`, `${name}=${example}`);
  return null;
}

function url(env: Env, tell: Tell, name: string, otherwise: string): string | null {
  const value = env[name] || otherwise;
  if (URL.canParse(value) && /^https?:/.test(value))
    return value.endsWith('/') ? value : `${value}/`;
  tell(name, 'is not an address', `${name}=${otherwise}`);
  return null;
}

function redis(env: Env, tell: Tell): RedisTarget | null {
  const target = parseRedisUrl(env['REDIS_URL'] || 'redis://127.0.0.1:6379');
  if (!target) {
    tell(
      'REDIS_URL',
      'is not in a known form',
      'redis://host:6379, rediss://host:6380, redis+sentinel://host:26379/mymaster, redis+cluster://host:7000',
    );
  }
  return target;
}

function key(
  env: Env,
  tell: Tell,
  name: string,
  label: string,
  read: (pem: string) => KeyObject,
): KeyObject | null {
  const file = env[`${name}_FILE`];
  const example = `${name}_FILE=/etc/replicate/${name.toLowerCase().replaceAll('_', '-')}.pem`;
  const wrong = (what: string) => {
    tell(name, what, example);
    return null;
  };
  if (env[name] && file) return wrong(`is set beside ${name}_FILE`);
  if (!env[name] && !file)
    return wrong(`is missing: an Ed25519 key in PEM (-----BEGIN ${label}-----)`);
  let pem = env[name]?.replaceAll('\\n', '\n') ?? '';
  try {
    if (file) pem = readFileSync(file, 'utf8');
  } catch (error) {
    return wrong(`cannot be read from ${file} (${(error as NodeJS.ErrnoException).code})`);
  }
  // createPublicKey would take a private key as well, and a worker must not have that.
  if (!pem.includes(`-----BEGIN ${label}-----`))
    return wrong(`is not a PEM text with -----BEGIN ${label}-----`);
  try {
    const loaded = read(pem);
    return loaded.asymmetricKeyType === 'ed25519' ? loaded : wrong('is not an Ed25519 key');
  } catch {
    return wrong('is not a key in PEM');
  }
}
