/** What a process is given in its environment. Every fault is told at once, and no secret in any. */

import { createPublicKey, type KeyObject } from 'node:crypto';
import { isAbsolute } from 'node:path';
import { SettingsError, type SettingsFault } from './faults.ts';
import { type KeyName, readKey } from './keys.ts';
import { type Listen, parseListen } from './listen.ts';
import { isLogLevel } from './log-level.ts';
import { readRedisTls } from './redis-tls.ts';
import { parseRedisUrl, type RedisTarget } from './redis-url.ts';
import { hasSecret, readSecret, type SecretName } from './secret.ts';

export interface BotEnv {
  readonly botToken: string;
  readonly mode:
    | { readonly kind: 'socket'; readonly appToken: string }
    | { readonly kind: 'http'; readonly signingSecret: string; readonly port: number };
  readonly slackApiUrl: string;
  readonly redisTarget: RedisTarget;
  readonly signingKey: KeyObject;
  /** Where it can be asked how it does; null: nowhere. */
  readonly listen: Listen | null;
}

export interface WorkerEnv {
  readonly maprHome: string;
  readonly redisTarget: RedisTarget;
  readonly publicKey: KeyObject;
  /** Where it can be asked how it does; null: nowhere. */
  readonly listen: Listen | null;
}

type Env = NodeJS.ProcessEnv;
type Tell = (setting: string, wrong: string, example: string) => void;

/** @throws SettingsError */
export function loadBotEnv(env: Env): BotEnv {
  return collect((tell) => {
    logLevel(env, tell);
    return {
      ...slack(env, tell),
      mode: mode(env, tell),
      redisTarget: redis(env, tell),
      signingKey: key(env, tell, 'CONSENT_SIGNING_KEY'),
      listen: listen(env, tell),
    };
  });
}

/** @throws SettingsError, also where the settings name no cluster for this worker */
export function loadWorkerEnv(env: Env): WorkerEnv {
  return collect((tell) => {
    logLevel(env, tell);
    return {
      maprHome: home(env, tell),
      redisTarget: redis(env, tell),
      publicKey: key(env, tell, 'CONSENT_PUBLIC_KEY'),
      listen: listen(env, tell),
    };
  });
}

/** @throws SettingsError */
export function loadRedisTarget(env: Env): RedisTarget {
  return collect<{ target: RedisTarget }>((tell) => ({ target: redis(env, tell) })).target;
}

/**
 * What proves a signature of the bot's: the public key, or on the bot's own machine the one that
 * belongs to its signing key. @throws SettingsError
 */
export function loadPublicKey(env: Env): KeyObject {
  const isBots = !hasSecret(env, 'CONSENT_PUBLIC_KEY');
  const signing = isBots ? readKey(env, 'CONSENT_SIGNING_KEY') : '';
  if (typeof signing !== 'string') return createPublicKey(signing);
  return collect<{ key: KeyObject }>((tell) => ({ key: key(env, tell, 'CONSENT_PUBLIC_KEY') })).key;
}

/** What it takes to ask Slack something, whatever else is wrong. @throws SettingsError */
export function loadSlackAccess(env: Env): Pick<BotEnv, 'botToken' | 'slackApiUrl'> {
  return collect((tell) => slack(env, tell));
}

/** Where the MapR client is, be it there or not. */
export function maprHomeOf(env: Env): string {
  return env['MAPR_HOME'] || '/opt/mapr';
}

function collect<T>(load: (tell: Tell) => { [K in keyof T]: T[K] | null }): T {
  const faults: SettingsFault[] = [];
  const loaded = load((setting, wrong, example) => faults.push({ setting, wrong, example }));
  if (faults.length > 0) throw new SettingsError(faults);
  return loaded as T;
}

function slack(env: Env, tell: Tell) {
  return {
    botToken: matching(env, tell, 'SLACK_BOT_TOKEN', /^xoxb-/, 'a bot token', 'xoxb-…'),
    slackApiUrl: url(env, tell, 'SLACK_API_URL', 'https://slack.com/api/'),
  };
}

function mode(env: Env, tell: Tell): BotEnv['mode'] | null {
  const { PORT: port } = env;
  const appToken = secret(env, tell, 'SLACK_APP_TOKEN');
  const signingSecret = secret(env, tell, 'SLACK_SIGNING_SECRET');
  if (appToken === null || signingSecret === null) return null;
  if (appToken && signingSecret) {
    tell(
      'SLACK_APP_TOKEN',
      'is set beside SLACK_SIGNING_SECRET: Socket Mode takes one, HTTP the other',
      'SLACK_APP_TOKEN=xapp-… alone',
    );
    return null;
  }
  if (signingSecret) {
    const number = /^\d{1,5}$/.test(port ?? '') ? Number(port) : 0;
    if (number > 0 && number < 65_536) return { kind: 'http', signingSecret, port: number };
    tell(
      'PORT',
      port ? 'is not a port' : 'is missing; SLACK_SIGNING_SECRET asks for HTTP',
      'PORT=3000',
    );
    return null;
  }
  const what = 'an app token (or, for HTTP, SLACK_SIGNING_SECRET and PORT in its place)';
  const token = matching(env, tell, 'SLACK_APP_TOKEN', /^xapp-/, what, 'xapp-…');
  return token === null ? null : { kind: 'socket', appToken: token };
}

/** '' where none is given; null once it was told what is wrong. */
function secret(env: Env, tell: Tell, name: SecretName): string | null {
  const given = readSecret(env, name);
  if ('value' in given) return given.value;
  tell(name, given.wrong, `${name}_FILE=/run/secrets/${name.toLowerCase().replaceAll('_', '-')}`);
  return null;
}

function matching(
  env: Env,
  tell: Tell,
  name: SecretName,
  form: RegExp,
  what: string,
  example: string,
) {
  const value = secret(env, tell, name);
  if (value === null || form.test(value)) return value;
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
  const url = secret(env, tell, 'REDIS_URL');
  if (url === null) return null;
  const target = parseRedisUrl(url || 'redis://127.0.0.1:6379');
  if (!target) {
    tell(
      'REDIS_URL',
      'is not in a known form',
      'redis://host:6379, redis+sentinel://host:26379/mymaster, redis+cluster://host:7000, and with TLS rediss:… in place of redis:…',
    );
    return null;
  }
  const tls = readRedisTls(env, target.tls !== undefined, tell);
  return tls ? { ...target, tls } : target;
}

function key(env: Env, tell: Tell, name: KeyName): KeyObject | null {
  const loaded = readKey(env, name);
  if (typeof loaded !== 'string') return loaded;
  tell(name, loaded, `${name}_FILE=/etc/replicate/${name.toLowerCase().replaceAll('_', '-')}.pem`);
  return null;
}

function home(env: Env, tell: Tell): string {
  const path = maprHomeOf(env);
  if (!isAbsolute(path)) tell('MAPR_HOME', 'is not an absolute path', 'MAPR_HOME=/opt/mapr');
  return path;
}

function listen(env: Env, tell: Tell): Listen | null {
  const { OPS_LISTEN: text } = env;
  if (!text) return null;
  const parsed = parseListen(text);
  if (!parsed) tell('OPS_LISTEN', 'is not <host>:<port>', 'OPS_LISTEN=127.0.0.1:9464');
  return parsed;
}

function logLevel(env: Env, tell: Tell): void {
  const level = env['LOG_LEVEL'];
  if (level && !isLogLevel(level)) tell('LOG_LEVEL', 'is not a level', 'LOG_LEVEL=info');
}
