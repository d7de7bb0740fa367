import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startProgram } from '../../sandbox/program.ts';
import { startRedis } from '../../sandbox/redis.ts';
import { startRedisCluster } from '../../sandbox/redis-cluster.ts';
import { startSentinelRedis } from '../../sandbox/redis-sentinel.ts';
import { people, type SiteRedis } from '../../sandbox/site.ts';
import { aclFile, aclName } from '../../src/jobs/acl.ts';
import { keys } from '../../src/jobs/keys.ts';
import {
  approval,
  approveAs,
  ask,
  longest,
  newScenario,
  startTestSite,
  type TestSite,
  untilEnded,
  untilSaid,
} from './scenario.ts';
import { approve, expectWhole, runThrough } from './whole.ts';

const { maya, noor } = people;
const clusters = ['sanfrancisco', 'newyork'];
const password = 'a-password';

let dir: string;
let site: TestSite<SiteRedis>;
let urlOf: (user: string) => string;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'replicate-acl-'));
  const file = join(dir, 'users.acl');
  await writeFile(file, aclFile(clusters).replaceAll(' reset on ', ` reset on >${password} `));
  const redis = await startRedis(['--aclfile', file]);
  urlOf = (user) => `redis://${user}:${password}@127.0.0.1:${redis.port}`;
  site = await startTestSite<SiteRedis>({
    redis: { url: urlOf('admin'), stop: () => redis.stop() },
    empty: true,
    settings: { watch: { every: '1s', lag: '2s' } },
  });
  await Promise.all([
    site.startBot({ REDIS_URL: urlOf(aclName({ role: 'bot' })) }),
    ...clusters.map((cluster) =>
      site.startWorker(cluster, { REDIS_URL: urlOf(aclName({ role: 'worker', cluster })) }),
    ),
  ]);
}, longest.timeoutMs);

afterAll(async () => {
  await site?.stop();
  await rm(dir, { recursive: true, force: true });
});

/** What the server has refused to bot and workers, as it counts it itself. */
async function refused(): Promise<string[]> {
  const log = (await site.connection.call('ACL', 'LOG')) as unknown[][];
  return log.map((entry) => {
    const at = (name: string) => entry[entry.indexOf(name) + 1];
    return `${at('username')}: ${at('reason')} ${at('object')}`;
  });
}

async function as<T>(user: string, does: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(urlOf(user));
  try {
    return await does(redis);
  } finally {
    redis.disconnect();
  }
}

it('the file that is shipped holds these rules', async () => {
  const shipped = await readFile(new URL('../../deploy/redis/users.acl', import.meta.url), 'utf8');
  expect(shipped.replaceAll(/^#.*\n/gm, '')).toBe(aclFile(clusters));
});

it('with users of their own, bot and workers do all that they do', async () => {
  const done = await newScenario(site);
  await expectWhole(site, done, await runThrough(site, done));

  const denied = await newScenario(site);
  const denial = await ask(site, denied);
  const asked = await approval(site, denied, denial);
  await site.slack.press(noor.id, asked, 'deny');
  await site.slack.waitFor(() => site.slack.viewOf(noor.id), longest);
  await site.slack.submit(noor.id, 'current', { Reason: 'not before the audit' });
  expect((await untilEnded(site, denial)).outcome).toBe('denied');

  const failed = await newScenario(site);
  const answer = { status: 'ERROR', errors: [{ id: 10003, desc: 'turned down' }] };
  const stdout = `${JSON.stringify(answer)}\n`;
  await site.clusters.faults.set({ reply: { command: 'stream create', exit: 1, stdout } });
  const again = await ask(site, failed);
  const card = await untilSaid(site, failed, again, 'card', /\[Retry\]/);
  await site.clusters.faults.clear();
  await site.slack.press(maya.id, card, 'retry', { confirm: true });
  await approve(site, failed, again);
  expect((await untilEnded(site, again)).outcome).toBe('done');

  const pair = `${done.source} ${done.replica}`;
  const pause = await ask(site, { ...done, command: `/replicate pause ${pair}` });
  expect((await untilEnded(site, pause)).outcome).toBe('done');
  const resume = await ask(site, { ...done, command: `/replicate resume ${pair}` });
  await approveAs(site, done, resume, noor);
  expect((await untilEnded(site, resume)).outcome).toBe('done');

  await site.slack.waitFor(async () => (await site.connection.hlen(keys.health)) > 0, longest);

  await site.slack.type(maya.id, done.channel, `/replicate remove ${pair}`);
  await site.slack.waitFor(() => site.slack.viewOf(maya.id));
  await site.slack.submit(maya.id, 'current', {});
  await site.slack.waitFor(
    async () =>
      (await site.clusters.changes()).some(
        ({ argv }) => argv[2] === 'upstream' && argv[3] === 'remove',
      ),
    longest,
  );
  expect((await refused()).filter((each) => !each.endsWith('client|setinfo'))).toEqual([]);
}, 300_000);

it('so with the other set-ups, and with what is asked for beside them', async () => {
  const joining = await newScenario(site);
  const [other, into] = [`${joining.source}-other`, `${joining.replica}-all`];
  await site.clusters.createStream(other, { topics: { orders: 1 } });
  await site.clusters.setUp(other, into, 'loaded');
  const join = `/replicate ${joining.source} ${into} --use-existing-replica`;
  const [both, auto] = [await newScenario(site), await newScenario(site)];
  for (const scenario of [
    { ...joining, replica: into, command: join },
    { ...both, command: `${both.command} --multi-master` },
    { ...auto, command: `${auto.command} --autosetup` },
  ]) {
    const request = await ask(site, scenario);
    await approveAs(site, scenario, request, noor);
    expect((await untilEnded(site, request)).outcome).toBe('done');
    await untilSaid(site, scenario, request, 'card', /Replicating/);
    await site.slack.type(maya.id, scenario.channel, `/replicate audit ${request}`);
    await site.slack.type(maya.id, scenario.channel, `/replicate status ${request}`);
  }
  const watch = `/replicate watch ${other} ${into}`;
  const watched = await ask(site, { ...joining, command: watch });
  expect((await untilEnded(site, watched)).outcome).toBe('done');
  for (const words of ['list', `history ${both.source}`, `owners ${both.source}`, 'form']) {
    await site.slack.type(maya.id, both.channel, `/replicate ${words}`);
  }
  const asBot = { ...site.env('all', 'newyork'), REDIS_URL: urlOf(aclName({ role: 'bot' })) };
  const audit = startProgram('audit', asBot, ['--verify']);
  expect({
    code: await audit.ended,
    wrong: audit.lines.filter((line) => !line.startsWith('proven')),
  }).toEqual({ code: 0, wrong: [] });
  expect((await refused()).filter((each) => !each.endsWith('client|setinfo'))).toEqual([]);
}, 300_000);

describe('in the other forms', () => {
  const admin = { username: 'admin', password };
  it.each([
    ['Sentinel', startSentinelRedis],
    ['Redis Cluster', startRedisCluster],
  ] as const)(
    'a whole request is done with users of their own, by %s',
    async (_name, start) => {
      // Servers write to the file themselves, each to its own.
      const args = ['--aclfile', join(dir, 'users.acl')];
      const redis = await start(args, { admin });
      const as = (user: string) => ({ REDIS_URL: redis.url.replace('admin:', `${user}:`) });
      const there = await startTestSite<SiteRedis>({ redis, empty: true });
      try {
        await there.startBot(as(aclName({ role: 'bot' })));
        for (const cluster of clusters)
          await there.startWorker(cluster, as(aclName({ role: 'worker', cluster })));
        const scenario = await newScenario(there);
        await expectWhole(there, scenario, await runThrough(there, scenario));
      } finally {
        await there.stop();
      }
    },
    120_000,
  );
});

const worker = aclName({ role: 'worker', cluster: 'newyork' });

it.each([
  ['FLUSHALL'],
  ['CONFIG', 'SET', 'appendonly', 'no'],
  ['KEYS', '*'],
  ['SCAN', '0'],
  ['ACL', 'LIST'],
  ['GET', 'somebody-elses'],
  ['HSET', keys.seal('abcdefgh'), 'version', '1'],
  ['EVAL', "return redis.call('HSET', KEYS[1], 'version', '1')", '1', keys.seal('abcdefgh')],
  ['EVAL', `return redis.call('HSET', '${keys.seal('abcdefgh')}', 'version', '1')`, '0'],
  ['SET', keys.seen('delivery'), 'abcdefgh'],
  ['HSET', keys.posted('abcdefgh'), 'message card', '{}'],
  ['HSET', keys.posted('2bcdefgh'), 'message card', '{}'],
  ['HSET', keys.replications, 'a b', '1 own abcdefgh'],
  ['HSET', keys.health, 'a b', '{}'],
  ['DEL', keys.kept('abcdefgh')],
  ['RPUSH', keys.marks('/mapr/sanfrancisco/activity'), '{}'],
  ['LPUSH', '{replicate}:watch-sanfrancisco:wait', '1'],
  ['LPUSH', '{replicate}:home:wait', '1'],
])('a worker is refused %s %s', async (...[command, ...args]) => {
  await as(worker, async (redis) => {
    await expect(redis.call(command as string, args as string[])).rejects.toThrow(
      /NOPERM|can't access at least one of the keys|ACL failure/,
    );
  });
});

it('nobody gets in without a name, or with another password', async () => {
  const { port } = new URL(urlOf('admin'));
  for (const login of ['', `${worker}:wrong@`]) {
    const redis = new Redis(`redis://${login}127.0.0.1:${port}`, { lazyConnect: true });
    redis.on('error', () => undefined);
    await expect(redis.connect().then(() => redis.ping())).rejects.toThrow();
    redis.disconnect();
  }
});
