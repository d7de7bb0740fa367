/** A primary, its replica and three Sentinels that watch over them: five real servers. */

import type { ChildProcess } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import {
  type ClientOptions,
  clientOptions,
  endServer,
  findServer,
  freePort,
  launchServer,
  listening,
  loginOf,
  type PrivateRedis,
  type ServerAccess,
  startRedis,
} from './redis.ts';

export interface SentinelRedis {
  /** `redis+sentinel://…`, for REDIS_URL. */
  readonly url: string;
  /** The two servers, in the order in which they were started: the first began as the primary. */
  readonly servers: readonly [PrivateRedis, PrivateRedis];
  /** Waits until everything that was acknowledged so far is at the replica too. */
  replicated(): Promise<void>;
  /** Waits until the Sentinels name this one the primary, and it takes what is written. */
  untilPrimary(server: PrivateRedis): Promise<void>;
  /** Waits until this one follows the other again: what is lost after this is lost in both. */
  untilFollowing(server: PrivateRedis): Promise<void>;
  stop(): Promise<void>;
}

const name = 'replicate';
/** How long a primary may be silent, in milliseconds; a site would take longer. */
const downAfterMs = 1_000;

/** @param args further settings of both servers */
export async function startSentinelRedis(
  args: readonly string[] = [],
  access: ServerAccess = {},
): Promise<SentinelRedis> {
  const { admin, ...open } = access;
  const login = admin ? ['--masteruser', admin.username, '--masterauth', admin.password] : [];
  const first = await startRedis([...args, ...login], access);
  const follows = ['--replicaof', `127.0.0.1 ${first.port}`];
  const second = await startRedis([...args, ...login, ...follows], access);
  const sentinels = await Promise.all([1, 2, 3].map(() => startSentinel(first.port, access)));
  const optionsOf = (port: number) => clientOptions(port, open);
  const asked = new Redis(optionsOf(sentinels[0]?.port ?? 0));
  asked.on('error', () => undefined);
  await until('the Sentinels to know each other and the replica', async () => {
    for (const { port } of sentinels) {
      const facts = await factsOf(optionsOf(port));
      if (facts.get('num-slaves') !== '1' || facts.get('num-other-sentinels') !== '2') return false;
    }
    return true;
  });
  await untilFollowing(second);
  const hosts = sentinels.map(({ port }) => `127.0.0.1:${port}`).join(',');

  return {
    url: `redis${access.tls ? 's' : ''}+sentinel://${loginOf(access)}${hosts}/${name}`,
    servers: [first, second],
    async replicated() {
      const primary = await ask(clientOptions(await primaryPort(), access), (redis) =>
        redis.wait(1, 5_000),
      );
      if (primary < 1) throw new Error('the replica does not follow');
    },
    untilPrimary: (server) =>
      until('the failover', async () => {
        if ((await primaryPort()) !== server.port) return false;
        return (await replicationOf(server)).includes('role:master');
      }),
    untilFollowing,
    async stop() {
      asked.disconnect();
      await Promise.all(sentinels.map((sentinel) => sentinel.stop()));
      await Promise.all([first.stop(), second.stop()]);
    },
  };

  function untilFollowing(server: PrivateRedis): Promise<void> {
    return until('the replica to follow', async () => {
      const facts = await replicationOf(server);
      return facts.includes('role:slave') && facts.includes('master_link_status:up');
    });
  }

  async function primaryPort(): Promise<number> {
    const [, port] = (await asked.call('SENTINEL', 'get-master-addr-by-name', name)) as string[];
    return Number(port);
  }
}

async function startSentinel(primary: number, access: ServerAccess) {
  const port = await freePort();
  const dir = await mkdtemp(join(tmpdir(), 'replicate-sentinel-'));
  const config = join(dir, 'sentinel.conf');
  const lines = [
    ...listening(port, access).map((words) => words.join(' ')),
    'bind 127.0.0.1',
    `dir ${dir}`,
    `sentinel monitor ${name} 127.0.0.1 ${primary} 2`,
    `sentinel down-after-milliseconds ${name} ${downAfterMs}`,
    `sentinel failover-timeout ${name} 4000`,
    ...(access.admin
      ? [
          `sentinel auth-user ${name} ${access.admin.username}`,
          `sentinel auth-pass ${name} ${access.admin.password}`,
        ]
      : []),
  ];
  await writeFile(config, `${lines.join('\n')}\n`);
  const child: ChildProcess = await launchServer(
    findServer(),
    [config, '--sentinel'],
    dir,
    'Sentinel ID is',
  );
  return {
    port,
    async stop() {
      await endServer(child, 'SIGKILL');
      await rm(dir, { recursive: true, force: true });
    },
  };
}

async function factsOf(sentinel: ClientOptions): Promise<Map<string, string>> {
  const list = await ask(sentinel, (redis) => redis.call('SENTINEL', 'master', name));
  const words = list as string[];
  return new Map(
    words.flatMap((word, at) => (at % 2 === 0 ? [[word, words[at + 1] ?? ''] as const] : [])),
  );
}

function replicationOf({ options }: PrivateRedis): Promise<string> {
  return ask(options, (redis) => redis.info('replication'));
}

async function ask<T>(options: ClientOptions, question: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis({ ...options, retryStrategy: null, commandTimeout: 6_000 });
  redis.on('error', () => undefined);
  try {
    return await question(redis);
  } finally {
    redis.disconnect();
  }
}

async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 60_000;
  while (!(await holds().catch(() => false))) {
    if (Date.now() > end) throw new Error(`waited in vain for ${what}`);
    await sleep(100);
  }
}
