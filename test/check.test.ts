import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startProgram } from '../sandbox/program.ts';
import { startRedis } from '../sandbox/redis.ts';
import { type Site, startSite } from '../sandbox/site.ts';
import { startWorkspace } from '../sandbox/slack/index.ts';
import { gatewayLines } from '../src/check/gateways.ts';
import { guarded } from '../src/check/line.ts';
import type { Mapr } from '../src/mapr/run.ts';

let site: Site;
beforeAll(async () => {
  site = await startSite();
});
afterAll(() => site?.stop());

interface Line {
  readonly id: string;
  readonly level: string;
  readonly meaning: string;
  readonly remedy: string | null;
}

/** What `--json` prints, its lines by their ids. */
async function look(env: Record<string, string>) {
  const program = startProgram('check', env, ['--json']);
  const code = await program.ended;
  const { version, role, lines, summary } = JSON.parse(program.lines.join('\n'));
  const byId = new Map((lines as Line[]).map((line) => [line.id, line]));
  return {
    code,
    version,
    role,
    summary,
    lines: lines as Line[],
    level: (id: string) => byId.get(id)?.level,
  };
}

async function check(env: Record<string, string>): Promise<{ code: number | null; text: string }> {
  const program = startProgram('check', env);
  const code = await program.ended;
  return { code, text: program.lines.join('\n') };
}

describe('check', () => {
  it('finds everything in place for a bot and a worker', async () => {
    const { code, text } = await check(site.env('all', 'newyork'));
    expect(text).not.toContain('MISSING');
    expect(text).toContain('Everything is in place.');
    expect(text).toContain('noeviction, AOF');
    expect(text).toContain('has the scopes that it needs');
    expect(text).toContain('The MapR client is 7.9.0');
    expect(text).toContain('newyork is listed, and its ticket is valid');
    expect(text).toContain('Events come by Socket Mode');
    expect(text).toContain('key belong together');
    expect(code).toBe(0);
  });

  it('tells it as one object, each line with what it means', async () => {
    const { code, version, role, lines, summary, level } = await look(site.env('all', 'newyork'));
    expect({ code, role, version }).toEqual({
      code: 0,
      role: 'all',
      version: expect.stringMatching(/^\d+\.\d+\.\d+/),
    });
    expect(summary).toMatchObject({ ok: true, code: 0, counts: { ok: lines.length, missing: 0 } });
    for (const line of lines) {
      expect(line).toMatchObject({
        ok: true,
        level: 'ok',
        meaning: expect.any(String),
        remedy: null,
      });
    }
    const looked = ['redis-memory', 'redis-clock', 'slack-scopes', 'owners:newyork', 'keys'];
    const ways = ['gateway:newyork:sanfrancisco', 'gateway:sanfrancisco:newyork', 'ticket:newyork'];
    for (const id of [...looked, ...ways]) expect([id, level(id)]).toEqual([id, 'ok']);
  });

  it('warns of a ticket that ends within a week, and exits 3 where nothing is missing', async () => {
    await site.clusters.faults.set({ ticketEnds: { clusters: 'newyork', hours: 6 * 24 } });
    try {
      const { code, summary, level } = await look(site.env('worker', 'newyork'));
      expect([level('ticket:newyork'), level('ticket:sanfrancisco')]).toEqual(['warning', 'ok']);
      // It works until then, so that what is there can be looked at.
      expect(level('gateway:newyork:sanfrancisco')).toBe('ok');
      expect([code, summary.code, summary.ok]).toEqual([3, 3, true]);
    } finally {
      await site.clusters.faults.clear();
    }
  });

  it('tells a way on which no gateway is up, and looks at the other one', async () => {
    await site.clusters.faults.set({ gatewaysDown: { clusters: 'newyork' } });
    try {
      const { code, level } = await look(site.env('worker', 'newyork'));
      expect(level('gateway:sanfrancisco:newyork')).toBe('missing');
      expect(level('gateway:newyork:sanfrancisco')).toBe('ok');
      expect(code).toBe(1);
    } finally {
      await site.clusters.faults.clear();
    }
  });

  it('tells which right is missing on a stream of the settings, and how to grant it', async () => {
    const owners = ['U0NY1', 'U0NY2'];
    const names = ['good', 'admin', 'copy', 'group', 'none', 'later', 'team/*'];
    const paths = Object.fromEntries(names.map((name) => [`/${name}`, { owners }]));
    const clusters = {
      sanfrancisco: { owners: ['U0SF1'], paths: { '/elsewhere': { owners } } },
      newyork: { owners, paths },
    };
    const other = await startSite({ settings: { clusters, timeouts: { command: '5s' } } });
    try {
      const path = (name: string) => `/mapr/newyork/${name}`;
      for (const name of names.slice(0, 5)) await other.clusters.createStream(path(name));
      const { grant } = other.clusters;
      await grant(path('admin'), { adminperm: 'u:root', produceperm: 'p' });
      await other.clusters.user('ann');
      await grant(path('copy'), { copyperm: 'u:root|u:ann' });
      await grant(path('group'), { copyperm: 'r:copiers' });
      await grant(path('none'), {
        adminperm: 'u:root',
        copyperm: '',
        produceperm: '',
        consumeperm: '',
        topicperm: '',
      });
      const { code, lines, level } = await look(other.env('worker', 'newyork'));
      const levels = Object.fromEntries(
        lines.filter(({ id }) => id.startsWith('perms')).map(({ id, level }) => [id, level]),
      );
      expect(levels).toEqual({
        [`perms:${path('good')}`]: 'ok',
        [`perms:${path('admin')}`]: 'missing',
        [`perms:${path('copy')}`]: 'missing',
        [`perms:${path('group')}`]: 'unknown',
        [`perms:${path('none')}`]: 'missing',
        [`perms:${path('later')}`]: 'unknown',
        'perms:newyork': 'unknown',
      });
      expect(level('perms:/mapr/sanfrancisco/elsewhere')).toBeUndefined();
      const remedyOf = (name: string) =>
        lines.find(({ id }) => id === `perms:${path(name)}`)?.remedy;
      expect(remedyOf('copy')).toContain(
        "maprcli stream edit -path /mapr/newyork/copy -copyperm '(u:root | u:ann) | u:mapr-bot'",
      );
      expect(code).toBe(1);

      // What failed for another reason than a right is not mended by one.
      await other.clusters.faults.set({ hang: { command: `stream info -path ${path('good')}` } });
      const hung = (await look({ ...other.env('worker', 'newyork') })).lines.find(
        ({ id }) => id === `perms:${path('good')}`,
      );
      expect(hung?.level).toBe('missing');
      expect(hung?.remedy).not.toContain('stream edit');
      expect(remedyOf('none')).toContain('stream edit');
    } finally {
      await other.stop();
    }
  });

  it('takes a look that hangs or breaks for something that is missing', async () => {
    const hung = await guarded('redis', () => new Promise(() => undefined), 5);
    expect(hung).toMatchObject([{ id: 'redis', level: 'missing', ok: false }]);
    const broken = await guarded('redis', () => Promise.reject(new Error('no way')));
    expect(broken).toMatchObject([{ level: 'missing', what: expect.stringContaining('no way') }]);
  });

  it('ends where a cluster hangs, and exits 1', async () => {
    const other = await startSite({ settings: { timeouts: { command: '2s' } } });
    try {
      await other.clusters.faults.set({ hang: { clusters: 'newyork', command: 'authtest' } });
      const { code, level } = await look(other.env('worker', 'newyork'));
      expect([level('ticket:newyork'), level('ticket:sanfrancisco')]).toEqual(['missing', 'ok']);
      expect(code).toBe(1);
    } finally {
      await other.stop();
    }
  });

  it('asks for a few gateways at a time, however many clusters there are', async () => {
    let now = 0;
    let most = 0;
    const run = async () => {
      now += 1;
      most = Math.max(most, now);
      await new Promise((resolve) => setImmediate(resolve));
      now -= 1;
      return ['gw1'];
    };
    const until = new AbortController();
    const clusters = ['a', 'b', 'c', 'd', 'e'];
    const lines = await gatewayLines({ run } as unknown as Mapr, clusters, until.signal);
    expect(lines).toHaveLength(20);
    expect(most).toBe(4);
  });

  it('keeps what it has found when its time is up, and says what it has not looked at', async () => {
    const until = new AbortController();
    let looks = 0;
    const run = async () => {
      looks += 1;
      if (looks === 5) until.abort();
      return ['gw1'];
    };
    const clusters = ['a', 'b', 'c', 'd', 'e'];
    const lines = await gatewayLines({ run } as unknown as Mapr, clusters, until.signal);
    const levels = lines.map(({ level }) => level);
    expect(levels.filter((level) => level === 'ok')).toHaveLength(looks);
    expect(levels.filter((level) => level === 'unknown')).toHaveLength(20 - looks);
    expect(looks).toBeLessThan(10);
    expect(lines.at(-1)).toMatchObject({ id: 'gateway:e:d', ok: null });
  });

  it('cannot tell until when a ticket is valid whose date it cannot read, which is no fault', async () => {
    const stdout =
      "newyork: user = mapr-bot, created = '-', expires = 'soon', RenewalTill = '-', uid = 5001, gids = 5001, CanImpersonate = false\n";
    await site.clusters.faults.set({ reply: { command: 'maprlogin print', exit: 0, stdout } });
    try {
      const { code, level } = await look(site.env('worker', 'newyork'));
      expect([level('ticket:newyork'), code]).toEqual(['unknown', 0]);
    } finally {
      await site.clusters.faults.clear();
    }
  });

  it('tells owners who cannot approve, and a list with one owner or none', async () => {
    const people = [
      { id: 'U0GOOD', name: 'good' },
      { id: 'U0GONE', name: 'gone', deleted: true },
      { id: 'U0GUEST', name: 'guest', guest: true },
      { id: 'U0ROBOT', name: 'robot', bot: true },
    ];
    const clusters = {
      sanfrancisco: { owners: ['U0GOOD', 'U0GONE', 'U0GUEST', 'U0ROBOT', 'U0NOBODY'] },
      newyork: { owners: ['S0NONE'] },
    };
    const other = await startSite({
      settings: { clusters },
      workspace: { people, userGroups: [], channels: [] },
    });
    try {
      const { code, level } = await look(other.env('bot'));
      expect(level('owner:U0GONE')).toBe('warning');
      expect(level('owner:U0GUEST')).toBe('warning');
      expect(level('owner:U0ROBOT')).toBe('warning');
      expect(level('owner:U0NOBODY')).toBe('missing');
      expect(level('owner:S0NONE')).toBe('warning');
      expect(level('owners:sanfrancisco')).toBe('warning');
      expect(level('owners:newyork')).toBe('missing');
      expect(code).toBe(1);
    } finally {
      await other.stop();
    }
  });

  it('warns of a Redis that is nearly full', async () => {
    const redis = await startRedis();
    try {
      const client = new Redis(redis.url);
      const used = Number(/^used_memory:(\d+)/m.exec(await client.info('memory'))?.[1]);
      await client.config('SET', 'maxmemory', Math.round(used * 1.15));
      client.disconnect();
      const { level } = await look({ ...site.env('bot'), REDIS_URL: redis.url });
      expect(level('redis-memory')).toBe('warning');
    } finally {
      await redis.stop();
    }
  });

  it('tells whether the API servers answer, and as whom', async () => {
    const rest = await startSite({ rest: ['newyork'] });
    try {
      const fine = await check(rest.env('worker', 'newyork'));
      expect(fine.text).toContain('The files of the API servers can be read.');
      expect(fine.text).toContain('newyork is asked by REST: its API server answers, to mapr-bot.');
      expect(fine.code).toBe(0);
      const http = { clusters: 'newyork', status: 401 };
      await rest.clusters.faults.set({ http });
      const shut = await check(rest.env('worker', 'newyork'));
      expect(shut.text).toMatch(/MISSING.*newyork: .*does not take the user or the password/);
      expect(shut.text).toContain('Check worker.rest.newyork.userFile');
      expect(shut.code).toBe(1);
      await rest.clusters.faults.clear();
      const env = {
        ...rest.env('worker', 'newyork'),
        MAPR_HOME: rest.clusters.home('newyork', { user: 'root' }),
      };
      expect((await check(env)).text).toMatch(
        /UNKNOWN.*answers, to mapr-bot; the ticket is root's/,
      );
    } finally {
      await rest.stop();
    }
  });

  it("looks at a bot's part where its secrets are in files", async () => {
    const { SLACK_BOT_TOKEN = '', SLACK_APP_TOKEN = '', ...rest } = site.env('bot', 'newyork');
    const dir = await mkdtemp(join(tmpdir(), 'replicate-check-'));
    try {
      const files = { SLACK_BOT_TOKEN_FILE: 'bot-token', SLACK_APP_TOKEN_FILE: 'app-token' };
      await writeFile(join(dir, 'bot-token'), `${SLACK_BOT_TOKEN}\n`);
      await writeFile(join(dir, 'app-token'), `${SLACK_APP_TOKEN}\n`);
      const inDir = Object.entries(files).map(([name, file]) => [name, join(dir, file)]);
      const { code, text } = await check({ ...rest, ...Object.fromEntries(inDir) });
      expect(text).toContain('has the scopes that it needs');
      expect(text).not.toContain('maprcli');
      expect(code).toBe(0);
    } finally {
      await rm(dir, { recursive: true });
    }
  });

  it("passes over the worker's part on the machine of a bot alone, with the same settings", async () => {
    const { MAPR_HOME: _, CONSENT_PUBLIC_KEY: __, ...env } = site.env('all', 'newyork');
    const { code, text } = await check(env);
    expect(text).not.toMatch(/maprcli|CONSENT_PUBLIC_KEY/);
    expect(code).toBe(0);
  });

  it('tells each thing that is missing, and what to do', async () => {
    await site.clusters.faults.set({ ticket: { clusters: 'sanfrancisco', state: 'expired' } });
    const env = {
      ...site.env('all', 'newyork'),
      SLACK_BOT_TOKEN: 'xoxb-wrong',
      REDIS_URL: 'redis://127.0.0.1:1',
    };
    const { code, text } = await check(env);
    expect(text).toMatch(/MISSING.*Redis cannot be reached/);
    expect(text).toMatch(/MISSING.*Slack does not accept the bot: .*invalid_auth/);
    expect(text).toMatch(/MISSING.*no valid ticket for sanfrancisco/);
    expect(text).toContain('Make a service ticket on a node of sanfrancisco');
    expect(text).not.toContain('xoxb-wrong');
    expect(code).toBe(1);
  });

  it('looks at all that it can, whatever else is missing', async () => {
    const { CONSENT_SIGNING_KEY: _, CONSENT_PUBLIC_KEY: __, ...env } = site.env('all', 'newyork');
    const { code, text } = await check({ ...env, MAPR_HOME: '/none' });
    expect(text).toMatch(/MISSING.*CONSENT_SIGNING_KEY: is missing/);
    expect(text).toMatch(/MISSING.*CONSENT_PUBLIC_KEY: is missing/);
    expect(text).toMatch(/MISSING.*\/none\/bin\/maprcli is not there/);
    expect(text).toContain('ok       Redis can be reached.');
    expect(text).toContain('ok       Slack knows the bot as');
    expect(code).toBe(1);
  });

  it('tells a public key that is not that of the signing key', async () => {
    const { publicKey } = generateKeyPairSync('ed25519');
    const other = publicKey.export({ type: 'spki', format: 'pem' }).toString();
    const env = { ...site.env('all', 'newyork'), CONSENT_PUBLIC_KEY: other };
    expect((await check(env)).text).toMatch(/MISSING.*CONSENT_PUBLIC_KEY does not belong to/);
  });

  it('tells a Redis that may forget, and one that does not say', async () => {
    const redis = await startRedis(['--appendonly', 'no', '--maxmemory-policy', 'allkeys-lru']);
    try {
      const forgetful = await check({ ...site.env('bot'), REDIS_URL: redis.url });
      expect(forgetful.text).toMatch(/MISSING.*maxmemory-policy is allkeys-lru/);
      expect(forgetful.text).toMatch(/MISSING.*appendonly is off/);
      expect(forgetful.code).toBe(1);

      const admin = new Redis(redis.url);
      await admin.acl('SETUSER', 'bot', 'on', '>pw', '~*', '&*', '+@all', '-info');
      admin.disconnect();
      const url = redis.url.replace('redis://', 'redis://bot:pw@');
      const silent = await check({ ...site.env('bot'), REDIS_URL: url });
      expect(silent.text).toMatch(/UNKNOWN.*keeps everything is not told.*NOPERM/);
      expect(silent.text).toContain('Nothing is known to be missing.');
      expect(silent.text).not.toContain('bot:pw');
      expect(silent.code).toBe(0);
    } finally {
      await redis.stop();
    }
  });

  it('Redis may forget what it is given: each process says so when it starts, and goes on', async () => {
    const redis = await startRedis(['--appendonly', 'no', '--maxmemory-policy', 'allkeys-lru']);
    const worker = startProgram('worker', {
      ...site.env('worker', 'newyork'),
      REDIS_URL: redis.url,
    });
    try {
      await worker.ready;
      const said = worker.lines.join('\n');
      expect(said).toMatch(/"level":40.*"remedy":"Set: maxmemory-policy noeviction"/);
      expect(said).toMatch(/"level":40.*"remedy":"Set: appendonly yes"/);
    } finally {
      await worker.stop();
      await redis.stop();
    }
  });

  it('tells the scopes that were not granted', async () => {
    const people = [{ id: 'U0NY1', name: 'noor' }];
    const slack = await startWorkspace({
      people,
      channels: [],
      scopes: ['commands', 'chat:write'],
    });
    try {
      const tokens = { SLACK_API_URL: slack.apiUrl, SLACK_BOT_TOKEN: slack.botToken };
      const { text } = await check({ ...site.env('bot'), ...tokens });
      expect(text).toMatch(/MISSING.*lacks the scopes users:read, usergroups:read, channels:read/);
    } finally {
      await slack.stop();
    }
  });

  it('and every role stop at once over wrong settings, with a line for each fault', async () => {
    const { SLACK_APP_TOKEN: _, ...env } = site.env('bot');
    const program = startProgram('bot', { ...env, SLACK_BOT_TOKEN: 'nonsense' });
    expect(await program.ended).toBe(1);
    expect(program.lines).toHaveLength(2);
    expect(program.lines[0]).toMatch(/^SLACK_BOT_TOKEN: is not a bot token; for example/);
    expect(program.lines[1]).toMatch(/^SLACK_APP_TOKEN: is missing/);
    const all = startProgram('all', { REPLICATE_CONFIG: '/nowhere/replicate.yaml' });
    expect(await all.ended).toBe(1);
    expect(all.lines.map((line) => line.split(':')[0])).toEqual([
      'REPLICATE_CONFIG',
      'CONSENT_PUBLIC_KEY',
      'SLACK_BOT_TOKEN',
      'SLACK_APP_TOKEN',
      'CONSENT_SIGNING_KEY',
    ]);
  });
});
