import { once } from 'node:events';
import { type AddressInfo, connect as connectPlainly, createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type CertificateAuthority,
  createCertificateAuthority,
  type KeyPair,
} from '../../sandbox/certificates.ts';
import { startProgram } from '../../sandbox/program.ts';
import { type PrivateRedis, type ServerAccess, startRedis } from '../../sandbox/redis.ts';
import { startRedisCluster } from '../../sandbox/redis-cluster.ts';
import { startSentinelRedis } from '../../sandbox/redis-sentinel.ts';
import type { SiteRedis } from '../../sandbox/site.ts';
import { longest, newScenario, startTestSite } from './scenario.ts';
import { expectWhole, runThrough } from './whole.ts';

let ca: CertificateAuthority;
let other: CertificateAuthority;
let tls: NonNullable<ServerAccess['tls']>;
/** The same, of a server that asks nobody for a certificate. */
let open: NonNullable<ServerAccess['tls']>;
let own: KeyPair;
/** What a process is given to trust this CA, and to be trusted where a server asks for that. */
let trusting: Record<string, string>;

beforeAll(async () => {
  [ca, other] = await Promise.all([createCertificateAuthority(), createCertificateAuthority()]);
  tls = { ...(await ca.issue()), ca: ca.file, clients: 'yes' };
  open = { ...tls, clients: 'no' };
  own = await ca.issue('DNS:bot.example.com');
  trusting = { REDIS_CA_FILE: ca.file, REDIS_CERT_FILE: own.cert, REDIS_KEY_FILE: own.key };
});
afterAll(() => Promise.all([ca?.cleanup(), other?.cleanup()]));

/** What passes between the product and its Redis, as somebody in the network would see it. */
async function eavesdrop(port: number) {
  const heard: Buffer[] = [];
  const server = createServer((client) => {
    const line = connectPlainly(port, '127.0.0.1');
    for (const [one, another] of [
      [client, line],
      [line, client],
    ] as const) {
      one.on('data', (data) => {
        heard.push(data);
        another.write(data);
      });
      one.on('error', () => undefined);
      one.on('close', () => another.destroy());
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port: tapped } = server.address() as AddressInfo;
  return { port: tapped, heard: () => Buffer.concat(heard), close: () => server.close() };
}

async function playThrough(redis: SiteRedis) {
  const site = await startTestSite<SiteRedis>({ redis, env: trusting });
  try {
    const scenario = await newScenario(site);
    const request = await runThrough(site, scenario);
    await expectWhole(site, scenario, request);
    return { scenario, request };
  } finally {
    await site.stop();
  }
}

it('Redis speaks TLS and wants a client’s certificate: a whole request is done, and nobody on the way can read it', async () => {
  const server = await startRedis([], { tls });
  const line = await eavesdrop(server.port);
  const url = `rediss://127.0.0.1:${line.port}`;
  const { scenario, request } = await playThrough({ url, stop: () => server.stop() });
  line.close();
  expect(line.heard().length).toBeGreaterThan(100_000);
  for (const word of ['{replicate}', 'EVAL', scenario.source, request]) {
    expect(line.heard().includes(word)).toBe(false);
  }
}, 120_000);

it('A Redis that is found by Sentinel speaks TLS, and the Sentinels too: a whole request is done', async () => {
  await playThrough(await startSentinelRedis([], { tls }));
}, 120_000);

it('The nodes of a Redis Cluster speak TLS, with certificates for their names: a whole request is done', async () => {
  const named = { ...tls, ...(await ca.issue('DNS:localhost')) };
  const naming = ['--cluster-announce-hostname', 'localhost'];
  const cluster = await startRedisCluster(
    [...naming, '--cluster-preferred-endpoint-type', 'hostname'],
    { tls: named },
  );
  const url = cluster.url.replaceAll('127.0.0.1', 'localhost');
  await playThrough({ url, stop: () => cluster.stop() });
}, 120_000);

describe('check and the processes say what is wrong', () => {
  const servers: PrivateRedis[] = [];
  afterAll(() => Promise.all(servers.map((server) => server.stop())));

  async function serving(access: ServerAccess): Promise<PrivateRedis> {
    const server = await startRedis([], access);
    servers.push(server);
    return server;
  }

  async function told(env: Record<string, string>) {
    const check = startProgram('check', { ...env, NODE_TLS_REJECT_UNAUTHORIZED: '0' });
    await check.ended;
    return check.lines.join('\n').replaceAll(/\s+/g, ' ');
  }

  it.each([
    [
      'of another CA',
      async () => ({ url: (await serving({ tls: open })).url, ca: other.file }),
      /Redis cannot be reached: the certificate of Redis is of a CA that is not known here.*REDIS_CA_FILE/,
    ],
    [
      'for another name',
      async () => {
        const elsewhere = await ca.issue('DNS:elsewhere.example.com');
        return { url: (await serving({ tls: { ...tls, ...elsewhere } })).url, ca: ca.file };
      },
      /the certificate of Redis is for another name \(.*127\.0\.0\.1.*\)/,
    ],
    [
      'of yesterday',
      async () => {
        const expired = await ca.issue(undefined, -1);
        return { url: (await serving({ tls: { ...tls, ...expired } })).url, ca: ca.file };
      },
      /the certificate of Redis has expired/,
    ],
    [
      'and not asked for by the settings',
      async () => ({ url: (await serving({ tls })).url.replace('rediss', 'redis'), ca: '' }),
      /closes a connection without TLS.*rediss:/,
    ],
    [
      'in vain: the port is a plain one',
      async () => ({ url: (await serving({})).url.replace('redis', 'rediss'), ca: ca.file }),
      /this port speaks no TLS, and REDIS_URL asks for it/,
    ],
    [
      'of a server that wants a client’s',
      async () => ({ url: (await serving({ tls })).url, ca: ca.file }),
      /the server wants a client's certificate/,
    ],
    [
      'of another CA, in a cluster',
      async () => ({
        url: (await serving({ tls: open })).url.replace('rediss', 'rediss+cluster'),
        ca: other.file,
      }),
      /of a CA that is not known here/,
    ],
    [
      'of another CA, at a Sentinel',
      async () => ({
        url: `${(await serving({ tls })).url.replace('rediss', 'rediss+sentinel')}/mymaster`,
        ca: other.file,
      }),
      /of a CA that is not known here/,
    ],
  ] as const)(
    'a certificate %s',
    async (_name, given, words) => {
      const { url, ca: file } = await given();
      expect(await told({ REDIS_URL: url, ...(file && { REDIS_CA_FILE: file }) })).toMatch(words);
    },
    60_000,
  );

  it.each([
    [() => ({ REDIS_CA_FILE: '/nowhere.pem' }), /REDIS_CA_FILE: cannot be read .*ENOENT/],
    [() => ({ REDIS_CA_FILE: own.key }), /REDIS_CA_FILE: .*does not hold a certificate/],
    [() => ({ REDIS_CERT_FILE: own.cert }), /REDIS_KEY_FILE: is missing beside REDIS_CERT_FILE/],
    [() => ({ REDIS_KEY_FILE: own.key }), /REDIS_CERT_FILE: is missing beside REDIS_KEY_FILE/],
    [
      () => ({ REDIS_CERT_FILE: own.cert, REDIS_KEY_FILE: tls.key }),
      /REDIS_KEY_FILE: is not the key of the certificate/,
    ],
    [
      () => ({ REDIS_URL: 'redis://127.0.0.1:1', REDIS_CA_FILE: ca.file }),
      /REDIS_CA_FILE: is set, and REDIS_URL does not ask for TLS/,
    ],
  ])(
    'a file that does not do (%#)',
    async (given, words) => {
      expect(await told({ REDIS_URL: 'rediss://127.0.0.1:1', ...given() })).toMatch(words);
    },
    longest.timeoutMs,
  );

  it('a bot that does not know the CA writes nothing to that Redis, and says why', async () => {
    const { url } = await serving({ tls });
    const site = await startTestSite<SiteRedis>({
      redis: { url, stop: async () => undefined },
      env: trusting,
      empty: true,
    });
    const bot = startProgram('bot', {
      ...site.env('bot'),
      REDIS_CA_FILE: other.file,
      NODE_TLS_REJECT_UNAUTHORIZED: '0',
    });
    await site.slack.waitFor(
      () => bot.lines.some((line) => line.includes('of a CA that is not known here')),
      longest,
    );
    expect(await site.connection.dbsize()).toBe(0);
    await bot.kill();
    await site.stop();
  }, 60_000);
});
