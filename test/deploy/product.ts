/** What the product takes, for a look whether it is given that by the files under deploy/. */

import { generateKeyPairSync } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadBotEnv, loadWorkerEnv } from '../../src/config.ts';

type Env = Readonly<Record<string, string>>;

/** Files that read the environment, and files that say what a child is given of it. */
const readers = ['config/env.ts', 'config/file.ts', 'config/keys.ts', 'config/secret.ts'];
const source = [...readers, 'mapr/env.ts']
  .map((file) => readFileSync(new URL(`../../src/${file}`, import.meta.url), 'utf8'))
  .join('\n');

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const secrets: Env = {
  SLACK_BOT_TOKEN: 'xoxb-token',
  SLACK_APP_TOKEN: 'xapp-token',
  SLACK_SIGNING_SECRET: 'secret',
  REDIS_URL: 'rediss://replicate:password@redis.example.com:6380',
  CONSENT_SIGNING_KEY: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  CONSENT_PUBLIC_KEY: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
};

/** Of the names in an environment, those that the product never reads. */
export function unknownNames(env: Env): string[] {
  const known = (name: string) => new RegExp(`\\b${name.replace(/_FILE$/, '')}\\b`).test(source);
  return Object.keys(env).filter((name) => name !== 'NODE_ENV' && !known(name));
}

/** Reads an environment as the role does, with a good secret in each file. @throws SettingsError */
export function loadAs(role: string, env: Env, dir: string) {
  const given = Object.entries(env).map(([name, value]) => {
    const secret = secrets[name.replace(/_FILE$/, '')];
    if (!name.endsWith('_FILE') || secret === undefined) return [name, value];
    const path = join(dir, name);
    writeFileSync(path, secret);
    return [name, path];
  });
  const all = Object.fromEntries(given);
  return role === 'bot' ? loadBotEnv(all) : loadWorkerEnv(all);
}

/** A process that was asked to stop is gone after this time, in seconds. */
export const stopsWithin = stopTime();

function stopTime(): number {
  const main = readFileSync(new URL('../../src/main.ts', import.meta.url), 'utf8');
  return Number(/stopWithinMs = ([\d_]+);/.exec(main)?.[1]?.replaceAll('_', '')) / 1_000;
}
