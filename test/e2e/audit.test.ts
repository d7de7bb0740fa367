import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startProgram } from '../../sandbox/program.ts';
import { people } from '../../sandbox/site.ts';
import { runAudit } from '../../src/audit.ts';
import { link } from '../../src/jobs/chain.ts';
import { readSeal, readTrail } from '../../src/jobs/entries.ts';
import { keys } from '../../src/jobs/keys.ts';
import { queueOptions, syncQueue } from '../../src/jobs/queues.ts';
import { signSeal } from '../../src/jobs/signing.ts';
import { lagging } from '../../src/jobs/todo.ts';
import {
  approval,
  ask,
  longest,
  newScenario,
  type Scenario,
  startTestSite,
  type TestSite,
  threadOf,
  toldTo,
  untilEnded,
  untilSaid,
  untilState,
  untilTold,
} from './scenario.ts';

const { lee, maya, noor, stranger, guest, outsider } = people;
const { privateKey: signingKey } = generateKeyPairSync('ed25519');
let site: TestSite;
let dir: string;
let scenario: Scenario;
let request: string;
let asked: Awaited<ReturnType<typeof approval>>;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'replicate-audit-'));
  site = await startTestSite({ signingKey, settings: { retention: { compact: '1ms' } } });
  scenario = await newScenario(site);
  request = await ask(site, scenario);
  asked = await approval(site, scenario, request);
  await site.slack.press(noor.id, asked, 'approve', { confirm: true });
  await untilEnded(site, request);
  await untilSettled();
});
afterAll(async () => {
  await site?.stop();
  await rm(dir, { recursive: true, force: true });
});

/** Waits until Slack says what the log says, and the log is sealed to its end. */
async function untilSettled(): Promise<void> {
  await untilSaid(site, scenario, request, 'card', /Set up/);
  const lists = [keys.toSync, keys.toDrive];
  await site.slack.waitFor(async () => {
    const lag = await Promise.all(lists.map((list) => lagging(site.connection, list)));
    return lag.flat().length === 0;
  });
}

/** The command line on a worker's machine: it has the public key, and no Slack token. */
async function cli(...args: string[]): Promise<{ code: number | null; lines: readonly string[] }> {
  const program = startProgram('audit', site.env('worker', 'newyork'), args);
  return { code: await program.ended, lines: program.lines };
}

/** The same without a process of its own, which would cost a second. */
async function audit(...args: string[]): ReturnType<typeof cli> {
  const lines: string[] = [];
  const print = (line: string) => void lines.push(...line.split('\n'));
  const code = await runAudit(args, site.env('worker', 'newyork'), print);
  return { code, lines };
}

async function filesInThread() {
  return (await threadOf(site, scenario, request)).flatMap(({ files }) => files);
}

async function type(user: string, text: string): Promise<void> {
  await site.slack.type(user, scenario.channel, text);
}

describe('the bot', () => {
  it('seals a request to its end by itself', async () => {
    const [state, seal] = [
      await site.store.read(request),
      await readSeal(site.connection, request),
    ];
    expect(seal).toMatchObject({ version: state?.version, hash: state?.head });
  });
});

describe('/replicate audit', () => {
  it('posts the trail as a file into the thread, and the command line proves it', async () => {
    await type(maya.id, `/replicate audit ${request}`);
    await untilTold(site, maya.id, scenario.channel, /its thread.*nothing in it was changed/i);
    const [file] = await filesInThread();
    expect(file?.name).toBe(`replicate-${request}.jsonl`);
    const path = join(dir, file?.name ?? '');
    await writeFile(path, file?.content ?? '');

    const state = await site.store.read(request);
    expect(file?.content.trimEnd().split('\n')).toHaveLength((state?.version ?? 0) + 1);
    expect(await cli(request)).toEqual({ code: 0, lines: file?.content.trimEnd().split('\n') });
    const words = `${state?.version} entries, sealed to its end, hash ${state?.head}`;
    expect(await cli('--verify', path)).toEqual({
      code: 0,
      lines: [`proven  ${path} (${request}): ${words}`],
    });
    const inRedis = { code: 0, lines: [`proven  ${request}: ${words}`] };
    expect(await audit('--verify')).toEqual(inRedis);

    const lines = file?.content.split('\n') ?? [];
    const forged = lines.with(3, (lines[3] ?? '').replace('worker\\":\\"', 'worker\\":\\"x'));
    await writeFile(path, forged.join('\n'));
    expect(await audit('--verify', path, request)).toEqual({
      code: 1,
      lines: [`WRONG   ${path} (${request}): entry 3 was changed`, ...inRedis.lines],
    });
  });

  it("logs the last seal: the bot's log is an anchor outside Redis", async () => {
    const state = await site.store.read(request);
    const line = site.programs[0]?.lines.find((each) => each.includes('"msg":"sealed"')) ?? '';
    expect(JSON.parse(line)).toMatchObject({ request, version: state?.version, hash: state?.head });
  });

  it.each<[string, { id: string }, string, RegExp]>([
    ['a stranger', stranger, 'theirs', /Only the requester and the owners/],
    ['a guest', guest, 'theirs', /Guests cannot ask for this/],
    ['somebody of another workspace', outsider, 'theirs', /not available to people of other/],
    ['anybody, of one that is not there,', maya, 'zzzz2345', /There is no request zzzz2345/],
    ['anybody, without an id,', noor, '', /The request is missing/],
  ])('gives %s no trail, and says why', async (_, person, id, words) => {
    const before = (await filesInThread()).length;
    await type(person.id, `/replicate audit ${id === 'theirs' ? request : id}`);
    await untilTold(site, person.id, scenario.channel, words);
    expect((await filesInThread()).length).toBe(before);
  });

  it('posts it once, where Slack delivers the command twice', async () => {
    const before = (await filesInThread()).length;
    const { channel } = scenario;
    await site.slack.type(noor.id, channel, `/replicate audit ${request}`, { deliverTwice: true });
    await untilTold(site, noor.id, channel, /its thread/);
    // A command that is answered after both of them.
    await type(noor.id, '/replicate audit zzzz2345');
    await untilTold(site, noor.id, channel, /There is no request zzzz2345/);
    expect((await filesInThread()).length).toBe(before + 1);
  });

  it('says so where Slack does not take the file', async () => {
    await site.slack.removeBot(scenario.channel);
    await type(noor.id, `/replicate audit ${request}`);
    await untilTold(site, noor.id, scenario.channel, /Slack does not take .*not_in_channel/);
    await site.slack.inviteBot(scenario.channel);
  });
});

describe('replicate-bot audit', () => {
  it('tells what there is not, and how it is used', async () => {
    expect((await audit('--verify', '/none.jsonl', 'zzzz2345')).lines).toEqual([
      expect.stringMatching(/^WRONG {3}\/none.jsonl: it cannot be read: .*ENOENT/),
      'WRONG   zzzz2345: its log is not there',
    ]);
    expect(await audit('zzzz2345')).toEqual({ code: 1, lines: [] });
    const misused = await cli('--verify', '--all');
    expect(misused.code).toBe(2);
    expect(misused.lines[0]).toMatch(/^usage/);
  });

  it('says in a line that Redis is away', async () => {
    const env = { ...site.env('worker', 'newyork'), REDIS_URL: 'redis://127.0.0.1:1' };
    const program = startProgram('audit', env, ['--verify']);
    expect(await program.ended).toBe(1);
    expect(program.lines).toEqual([expect.stringMatching(/^Redis cannot be reached: .*REFUSED/)]);
  });
});

it('a request that has just ended is given the moment that its seal takes', async () => {
  const redis = site.connection;
  const whole = await redis.hgetall(keys.seal(request));
  const { hash = '' } = (await readTrail(redis, request))?.entries[0] ?? {};
  const first = { version: 1, hash };
  const signature = signSeal(signingKey, { request, ...first });
  await redis.hset(keys.seal(request), { ...first, signature });

  const own = new Redis(site.env('worker', 'newyork')['REDIS_URL'] ?? '');
  const monitor = await own.monitor();
  const read = new Promise<void>((resolve) => {
    monitor.on('monitor', (_, [name, key]) => {
      if (name?.toLowerCase() === 'xrange' && key === keys.log(request)) resolve();
    });
  });
  const verified = audit('--verify');
  await read;
  await redis.hset(keys.seal(request), whole);
  for (const each of [own, monitor]) each.disconnect();
  expect(await verified).toMatchObject({ code: 0 });
});

describe('what somebody does to the log in Redis is found:', () => {
  const log = () => keys.log(request);

  /** Does something to Redis, verifies, and puts everything back. */
  async function tampered(how: () => Promise<unknown>, verify = audit): ReturnType<typeof cli> {
    const redis = site.connection;
    const saved = await Promise.all(
      [log(), keys.seal(request)].map(async (key) => [key, await redis.dumpBuffer(key)] as const),
    );
    await how();
    const found = await verify('--verify');
    for (const [key, dump] of saved) await redis.restore(key, 0, dump, 'REPLACE');
    return found;
  }

  it('an event changed', async () => {
    const found = await tampered(async () => {
      const { entries } = (await readTrail(site.connection, request)) ?? { entries: [] };
      await site.connection.del(log());
      for (const { version, text, hash } of entries) {
        const put = version === 5 ? text.replace('"at":1', '"at":2') : text;
        await site.connection.xadd(log(), `${version}-0`, 'event', put, 'hash', hash);
      }
    });
    expect(found).toEqual({ code: 1, lines: [`WRONG   ${request}: entry 5 was changed`] });
  });

  it('an event changed, and the whole chain made anew', async () => {
    const last = (await site.store.read(request))?.version;
    const found = await tampered(async () => {
      const { entries } = (await readTrail(site.connection, request)) ?? { entries: [] };
      await site.connection.del(log());
      let head = `replicate-bot/log/1 ${request}`;
      for (const { version, text } of entries) {
        const put = version === 5 ? text.replace('"at":1', '"at":2') : text;
        head = link(head, put);
        await site.connection.xadd(log(), `${version}-0`, 'event', put, 'hash', head);
      }
    }, cli);
    expect(found.code).toBe(1);
    expect(found.lines[0]).toContain(`WRONG   ${request}: entry ${last} is not the one that was`);
  });

  it('its end cut off', async () => {
    const last = (await site.store.read(request))?.version ?? 0;
    const found = await tampered(() => site.connection.xdel(log(), `${last - 1}-0`, `${last}-0`));
    const told = `entries after ${last - 2} are missing: the seal is of entry ${last}`;
    expect(found).toEqual({ code: 1, lines: [`WRONG   ${request}: ${told}`] });
  });

  it('the seal dropped', async () => {
    const found = await tampered(() => site.connection.del(keys.seal(request)));
    expect(found).toEqual({ code: 1, lines: [`WRONG   ${request}: the seal is missing`] });
  });

  it('the log deleted', async () => {
    const found = await tampered(() => site.connection.del(log()));
    expect(found.code).toBe(1);
    expect(found.lines[0]).toContain('it has no entries; entries after 0 are missing');
  });
});

describe('a request that was compacted', () => {
  it('has the same trail, and is left as it is in Slack', async () => {
    const before = await audit(request);
    const thread = await threadOf(site, scenario, request);
    const [bot] = site.programs;
    await bot?.stop();
    await site.startBot();
    await site.slack.waitFor(async () => (await site.connection.exists(keys.kept(request))) === 1);
    expect(await site.connection.exists(keys.log(request))).toBe(0);
    expect(await audit(request)).toEqual(before);
    expect((await audit('--verify')).code).toBe(0);

    await site.slack.press(lee.id, asked, 'approve', { confirm: true, stale: true });
    await untilTold(site, lee.id, scenario.channel, /This has been decided already/);
    const queue = new Queue(syncQueue, queueOptions(site.connection));
    const left = () => queue.getJobCountByTypes('waiting', 'active', 'delayed', 'prioritized');
    await site.slack.waitFor(async () => (await left()) === 0);
    await queue.close();
    expect(await threadOf(site, scenario, request)).toEqual(thread);
    const cards = (await site.slack.see(maya.id, scenario.channel)).filter(
      ({ metadata, threadTs }) => metadata && !threadTs,
    );
    expect(cards).toHaveLength(1);

    const files = (await filesInThread()).length;
    await type(noor.id, `/replicate audit ${request}`);
    await untilTold(site, noor.id, scenario.channel, /its thread.*nothing in it was changed/i);
    expect((await filesInThread()).length).toBe(files + 1);
    expect(await toldTo(site, maya.id, scenario.channel)).not.toMatch(/decided/);
  });
});

// The last one: what Slack was away for is delivered late.
it('a log is sealed while Slack is away', async () => {
  const other = await ask(site, await newScenario(site, 0));
  await site.slack.faults.down();
  await untilState(site, other, ({ consents }) => consents.replica.kind === 'asked');
  await site.slack.waitFor(async () => {
    const [state, seal] = [await site.store.read(other), await readSeal(site.connection, other)];
    return state?.version === seal?.version;
  }, longest);
  await site.slack.faults.up();
});
