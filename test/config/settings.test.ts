import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { makeCertificate } from '../../sandbox/clusters/certificate.ts';
import {
  loadApiServers,
  loadBotEnv,
  loadSettings,
  loadWorkerEnv,
  SettingsError,
} from '../../src/config.ts';

const dir = mkdtempSync(join(tmpdir(), 'replicate-settings-'));
afterAll(() => rmSync(dir, { recursive: true }));

function load(yaml: string) {
  const path = join(dir, 'replicate.yaml');
  writeFileSync(path, yaml);
  return loadSettings({ REPLICATE_CONFIG: path });
}

function faultsOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof SettingsError) return error.message;
    throw error;
  }
  return 'none';
}

const clusters = 'clusters: { newyork: { owners: [U0NY1] } }';

/** The settings with an API server that is not as it should be. */
function rest(change: object, cluster = 'newyork'): string {
  const files = { userFile: '/user', passwordFile: '/password', caFile: '/ca.pem' };
  const server = { url: 'https://api:8443', ...files, ...change };
  return `${clusters}\nworker: ${JSON.stringify({ clusters: ['newyork'], rest: { [cluster]: server } })}`;
}

describe('the settings', () => {
  it('of the example file can be used', () => {
    const settings = loadSettings({ REPLICATE_CONFIG: 'replicate.example.yaml' });
    expect(Object.keys(settings.clusters)).toEqual(['sanfrancisco', 'newyork']);
    expect(settings.worker?.clusters).toEqual(['newyork']);
  });

  it('have defaults for all but the clusters', () => {
    expect(load(clusters)).toEqual({
      clusters: { newyork: { owners: ['U0NY1'], paths: [] } },
      consent: { expiresMs: 86_400_000, remindMs: 14_400_000 },
      worker: null,
      timeouts: { commandMs: 60_000, confirmMs: 600_000, settleMs: 3_000 },
      watch: { everyMs: 300_000, lagMs: 900_000 },
      retention: { compactMs: 30 * 86_400_000 },
      retries: { attempts: 5, delayMs: 1_000 },
    });
  });

  it('leave a reminder out that would come after the expiry', () => {
    expect(load(`${clusters}\nconsent: { expires: 1h }`).consent.remindMs).toBeNull();
  });

  it.each([
    ['no clusters', 'consent: { expires: 1h }', /clusters: .*clusters/],
    [
      'an unknown setting',
      `${clusters}\nconsents: {}`,
      /no setting "consents", perhaps consent was/,
    ],
    [
      'an unknown setting in a group',
      `${clusters}\ntimeouts: { comand: 5s }`,
      /timeouts: has no setting "comand", perhaps command was meant; for example/,
    ],
    [
      'an unknown setting that is like no other',
      `${clusters}\nretries: { jitter: 5s }`,
      /retries: has no setting "jitter", only attempts, delay; for example/,
    ],
    [
      'an unknown setting of a cluster',
      'clusters: { newyork: { owner: [U0NY1] } }',
      /perhaps owners/,
    ],
    ['a value in place of a group', `${clusters}\nconsent: 24h`, /consent: is not a group of/],
    ['a cluster without owners', 'clusters: { newyork: }', /newyork: is not a group of settings/],
    ['an owner without a list', 'clusters: { newyork: { owners: U0NY1 } }', /has to be a list of/],
    [
      'a number of tries',
      `${clusters}\nretries: { attempts: 0 }`,
      /attempts: is not a whole number/,
    ],
    [
      'a timeout that no timer can wait for',
      `${clusters}\ntimeouts: { command: 30d }`,
      /timeouts\.command: is longer than 1d; for example 60s/,
    ],
    [
      'a worker without clusters',
      `${clusters}\nworker: { clusters: [] }`,
      /has to name the clusters/,
    ],
    [
      'a duration',
      `${clusters}\nconsent: { expires: 1 day }`,
      /consent\.expires: is not a duration; for example 500ms/,
    ],
    [
      'an owner',
      'clusters: { newyork: { owners: [maya] } }',
      /clusters\.newyork\.owners\.0: is not a Slack user/,
    ],
    ['no owner', 'clusters: { newyork: { owners: [] } }', /needs at least one owner/],
    ['a cluster name', 'clusters: { "new york": { owners: [U0NY1] } }', /cluster/],
    [
      'a pattern',
      'clusters: { newyork: { owners: [U0NY1], paths: { "a/**": { owners: [U0NY1] } } } }',
      /path pattern/,
    ],
    [
      'a cluster of the worker',
      `${clusters}\nworker: { clusters: [paris] }`,
      /worker\.clusters\.0: is paris, which is not one/,
    ],
    [
      'an API server',
      `${clusters}\nworker: { clusters: [newyork], rest: { newyork: } }`,
      /rest\.newyork: is not a group of settings/,
    ],
    [
      'the address of an API server',
      rest({ url: 'http://api:8443' }),
      /rest\.newyork\.url: is not https:/,
    ],
    ['an address with a path', rest({ url: 'https://api:8443/rest' }), /url: is not https:/],
    [
      'an address with a password',
      rest({ url: 'https://a:geheim@api' }),
      /url: is not https:[^\n]*(?<!geheim.*)$/,
    ],
    ['a file of an API server', rest({ caFile: 'ca.pem' }), /caFile: has to be the absolute path/],
    [
      'an API server of no cluster',
      rest({}, 'paris'),
      /worker\.rest\.paris: is paris, which is not one/,
    ],
    ['what is not YAML', 'clusters: [', /is not YAML/],
  ])('that are wrong are told in a line: %s', (_, yaml, words) => {
    expect(faultsOf(() => load(yaml))).toMatch(words);
  });

  it('that are wrong are told all at once, a line each', () => {
    const wrong = faultsOf(() => load(`${clusters}\nfoo: 1\nbar: 2\nconsent: { expires: 1 }`));
    expect(wrong.split('\n').map((line) => line.replace(/^\S+ (.*?)[,;] .*/, '$1'))).toEqual([
      'consent.expires: is not a duration',
      'has no setting "foo"',
      'has no setting "bar"',
    ]);
  });

  it('that are not there are told', () => {
    expect(faultsOf(() => loadSettings({ REPLICATE_CONFIG: join(dir, 'none.yaml') }))).toMatch(
      /REPLICATE_CONFIG: cannot read .*ENOENT/,
    );
  });
});

describe("an API server's files", () => {
  const write = (name: string, text: string) => {
    const path = join(dir, name);
    writeFileSync(path, text);
    return path;
  };

  it('are read, without the end of their line', async () => {
    const { ca } = await makeCertificate();
    const files = {
      userFile: write('user', 'bot\n'),
      passwordFile: write('password', ' a pass: word \r\n'),
      caFile: write('ca.pem', ca),
    };
    const { worker } = load(rest(files));
    expect(loadApiServers(worker?.rest ?? {}).get('newyork')).toEqual({
      url: 'https://api:8443',
      user: 'bot',
      password: ' a pass: word ',
      ca: ca.trimEnd(),
    });
  });

  it('that are wrong are told all at once, without what is in them', () => {
    const files = {
      userFile: write('user', 'bot:geheim'),
      passwordFile: write('password', 'geheim\ngeheim'),
      caFile: write('ca.pem', '-----BEGIN CERTIFICATE-----\ngeheim\n-----END CERTIFICATE-----'),
    };
    const wrong = faultsOf(() => loadApiServers(load(rest(files)).worker?.rest ?? {}));
    expect(wrong.split('\n').map((line) => line.replace(/ \S+\/(\S+) /, ' $1 '))).toEqual([
      expect.stringMatching(
        /^worker\.rest\.newyork\.userFile: user does not hold the name of a user/,
      ),
      expect.stringMatching(
        /^worker\.rest\.newyork\.passwordFile: password does not hold a password/,
      ),
      expect.stringMatching(/^worker\.rest\.newyork\.caFile: ca.pem does not hold a certificate/),
    ]);
    expect(wrong).not.toContain('geheim');
    expect(faultsOf(() => loadApiServers(load(rest({})).worker?.rest ?? {}))).toMatch(
      /passwordFile: \/password cannot be read \(ENOENT\)/,
    );
  });
});

describe('the environment', () => {
  it('of a bot passes over what the settings say of a worker', () => {
    const path = join(dir, 'bot.yaml');
    writeFileSync(path, `${clusters}\nworker: { clusters: [paris] }`);
    expect(loadSettings({ REPLICATE_CONFIG: path }, false).worker).toBeNull();
    expect(() => loadSettings({ REPLICATE_CONFIG: path })).toThrow(SettingsError);
  });

  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const publicPem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
  const bot = { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_APP_TOKEN: 'xapp-1', CONSENT_SIGNING_KEY: pem };

  it('of a bot has defaults', () => {
    const env = loadBotEnv(bot);
    expect(env).toMatchObject({
      mode: { kind: 'socket', appToken: 'xapp-1' },
      slackApiUrl: 'https://slack.com/api/',
      redisTarget: { kind: 'single', url: 'redis://127.0.0.1:6379' },
    });
  });

  it('takes the keys as text, as text in one line, or as files', () => {
    const file = join(dir, 'key.pem');
    writeFileSync(file, pem);
    expect(
      loadBotEnv({ ...bot, CONSENT_SIGNING_KEY: pem.replaceAll('\n', '\\n') }).signingKey.type,
    ).toBe('private');
    const { CONSENT_SIGNING_KEY: _, ...rest } = bot;
    expect(loadBotEnv({ ...rest, CONSENT_SIGNING_KEY_FILE: file }).signingKey.type).toBe('private');
    expect(loadWorkerEnv({ CONSENT_PUBLIC_KEY: publicPem }).publicKey.type).toBe('public');
  });

  it('takes each secret from a file, without the end of its line', () => {
    const file = (name: string, text: string) => {
      const path = join(dir, name);
      writeFileSync(path, text);
      return path;
    };
    const files = {
      SLACK_BOT_TOKEN_FILE: file('bot-token', 'xoxb-2\n'),
      REDIS_URL_FILE: file('redis-url', 'redis://:geheim@redis:6379\r\n'),
      CONSENT_SIGNING_KEY: pem,
    };
    const socket = { ...files, SLACK_APP_TOKEN_FILE: file('app-token', 'xapp-2') };
    expect(loadBotEnv(socket)).toMatchObject({
      botToken: 'xoxb-2',
      mode: { kind: 'socket', appToken: 'xapp-2' },
      redisTarget: { kind: 'single', url: 'redis://:geheim@redis:6379' },
    });
    const http = { ...files, SLACK_SIGNING_SECRET_FILE: file('secret', 's3cret\n'), PORT: '3000' };
    expect(loadBotEnv(http).mode).toEqual({ kind: 'http', signingSecret: 's3cret', port: 3000 });
  });

  it('asks for HTTP by a signing secret and a port', () => {
    const { SLACK_APP_TOKEN: _, ...rest } = bot;
    const env = loadBotEnv({ ...rest, SLACK_SIGNING_SECRET: 's3cret', PORT: '3000' });
    expect(env.mode).toEqual({ kind: 'http', signingSecret: 's3cret', port: 3000 });
    expect(faultsOf(() => loadBotEnv({ ...rest, SLACK_SIGNING_SECRET: 's3cret' }))).toMatch(
      /PORT: is missing/,
    );
    expect(faultsOf(() => loadBotEnv({ ...bot, SLACK_SIGNING_SECRET: 's3cret' }))).toMatch(
      /beside/,
    );
  });

  it('that is wrong is told at once, a line each, without the secrets in it', () => {
    const wrong = faultsOf(() =>
      loadBotEnv({
        SLACK_BOT_TOKEN: 'xoxp-geheim',
        REDIS_URL: 'ftp://geheim',
        CONSENT_SIGNING_KEY: 'geheim',
      }),
    );
    expect(wrong.split('\n').map((line) => line.split(':')[0])).toEqual([
      'SLACK_BOT_TOKEN',
      'SLACK_APP_TOKEN',
      'REDIS_URL',
      'CONSENT_SIGNING_KEY',
    ]);
    expect(wrong).not.toContain('geheim');
  });

  it('of a worker does not take the private key, nor one of another kind', () => {
    expect(faultsOf(() => loadWorkerEnv({ CONSENT_PUBLIC_KEY: pem }))).toMatch(
      /CONSENT_PUBLIC_KEY: is not/,
    );
    const other = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const text = other.publicKey.export({ type: 'spki', format: 'pem' }).toString();
    expect(faultsOf(() => loadWorkerEnv({ CONSENT_PUBLIC_KEY: text }))).toMatch(
      /is not an Ed25519 key/,
    );
  });

  it.each([
    ['PORT', { SLACK_SIGNING_SECRET: 's3cret', PORT: '0x50' }, /PORT: is not a port/],
    ['no way to Slack', {}, /SLACK_APP_TOKEN: is missing: .*SLACK_SIGNING_SECRET and PORT/],
    ['SLACK_API_URL', { SLACK_API_URL: 'slack.com' }, /SLACK_API_URL: is not an address/],
    ['LOG_LEVEL', { LOG_LEVEL: 'loud' }, /LOG_LEVEL: is not a level; for example LOG_LEVEL=info/],
    ['two keys', { CONSENT_SIGNING_KEY_FILE: '/x' }, /beside CONSENT_SIGNING_KEY_FILE/],
    ['two tokens', { SLACK_BOT_TOKEN_FILE: '/x' }, /BOT_TOKEN: is set beside SLACK_BOT_TOKEN_FILE/],
    [
      'the file of a token',
      { SLACK_APP_TOKEN_FILE: '/none' },
      /^SLACK_APP_TOKEN: cannot be read from \/none \(ENOENT\).*_FILE=.*$/,
    ],
    ['an empty file', { REDIS_URL_FILE: '/dev/null' }, /REDIS_URL: is to be in .*null, .*empty/],
  ])('of a bot, when it is wrong, is told: %s', (_, env, words) => {
    const { SLACK_APP_TOKEN: __, ...rest } = bot;
    expect(faultsOf(() => loadBotEnv({ ...rest, ...env }))).toMatch(words);
  });

  it.each([
    ['MAPR_HOME', { MAPR_HOME: 'opt/mapr' }, /MAPR_HOME: is not an absolute path/],
    ['a key', { CONSENT_PUBLIC_KEY: pem.slice(0, 40) }, /CONSENT_PUBLIC_KEY: is not a PEM/],
    [
      'its file',
      { CONSENT_PUBLIC_KEY: '', CONSENT_PUBLIC_KEY_FILE: '/none' },
      /from \/none.*ENOENT/,
    ],
  ])('of a worker, when it is wrong, is told: %s', (_, env, words) => {
    const given = { CONSENT_PUBLIC_KEY: publicPem, ...env };
    expect(faultsOf(() => loadWorkerEnv(given))).toMatch(words);
  });
});
