import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type PrivateRedis, startRedis } from '../../sandbox/redis.ts';
import { genesis, link } from '../../src/jobs/chain.ts';
import { fedTwice } from '../../src/jobs/conflict.ts';
import { approve, Refusal } from '../../src/jobs/decisions.ts';
import { Superseded } from '../../src/jobs/faults.ts';
import { keys } from '../../src/jobs/keys.ts';
import { entryOf } from '../../src/jobs/new-entries.ts';
import type { Plan } from '../../src/jobs/plan.ts';
import { beginRun } from '../../src/jobs/run-context.ts';
import { createSources } from '../../src/jobs/sources.ts';
import type { RequestState } from '../../src/jobs/state.ts';
import { createStore, type Store } from '../../src/jobs/store.ts';
import { Damaged } from '../../src/jobs/unread.ts';
import { parseStreamPath } from '../../src/mapr/path.ts';
import { createMapr } from '../../src/mapr/run.ts';
import { streamCreate } from '../../src/mapr/stream-create.ts';
import { activity, begunAt, done, requested, untilConsent } from './requests.ts';

let server: PrivateRedis;
let redis: Redis;
let store: Store;
beforeAll(async () => {
  server = await startRedis();
  redis = new Redis(server.url);
  store = createStore(redis, () => undefined);
});
beforeEach(() => redis.flushall());
afterAll(async () => {
  redis.disconnect();
  await server.stop();
});

describe('begin', () => {
  it('takes the pair, and marks what has to follow', async () => {
    expect(await store.begin([requested()], 'delivery-1')).toEqual({
      kind: 'begun',
      requests: ['abcd2345'],
    });
    expect((await store.conflictOf(activity))?.request).toBe('abcd2345');
    expect(await redis.zrange(keys.toDrive, '0', '-1')).toEqual(['abcd2345']);
    expect(await redis.zrange(keys.toSync, '0', '-1')).toEqual(['abcd2345']);
    expect((await store.read('abcd2345'))?.phase).toBe('running');
  });

  const elsewhere = (source: string, replica: string): Plan => ({
    ...activity,
    source: parseStreamPath(source),
    replica: parseStreamPath(replica),
  });
  const { source: a, replica: b } = activity;

  it.each([
    ['for a pair under way', activity, 'same-pair'],
    ['for a replica under way', elsewhere('/mapr/sanfrancisco/other', b), 'same-replica'],
    ['for the opposite direction', elsewhere(b, a), 'opposite'],
    ['for a source that is being made', elsewhere(b, '/mapr/newyork/c'), 'source-under-way'],
  ])('is refused %s, and writes nothing', async (_, plan, conflict) => {
    await store.begin([requested()], 'delivery-1');
    const second = requested({ request: 'zzzz9999', plan });
    const refused = { kind: 'busy', request: 'abcd2345', conflict };
    expect(await store.conflictOf(plan)).toEqual(refused);
    expect(await store.begin([second], 'delivery-2')).toEqual({ ...refused, pair: plan });
    expect(await store.read('zzzz9999')).toBeNull();
  });

  it('is refused to feed a stream that is the source of another under way; a stream that it makes is none', async () => {
    await store.begin([requested()], 'delivery-1');
    const plan = elsewhere('/mapr/newyork/c', a);
    const joins = requested({ request: 'zzzz9999', plan, procedure: 'join' });
    expect(await store.begin([joins], 'delivery-2')).toEqual({
      kind: 'busy',
      request: 'abcd2345',
      conflict: 'replica-is-source',
      pair: plan,
    });
    expect(await store.read('zzzz9999')).toBeNull();
    expect((await store.begin([requested({ request: 'yyyy8888', plan })], 'd-3')).kind).toBe(
      'begun',
    );
  });

  it('of both directions holds both streams, and leaves both free at its end', async () => {
    await store.begin([requested({ procedure: 'multi-master' })], 'delivery-1');
    const { source, replica } = activity;
    expect(await redis.hgetall(keys.replicas)).toEqual({
      [replica]: `abcd2345 ${source}`,
      [source]: `abcd2345 ${replica}`,
    });
    for (const [plan, conflict] of [
      [elsewhere(b, a), 'same-pair'],
      [elsewhere('/mapr/newyork/c', a), 'same-replica'],
      [elsewhere(a, '/mapr/newyork/c'), 'source-under-way'],
      [elsewhere(b, '/mapr/newyork/c'), 'source-under-way'],
    ] as const) {
      const second = requested({ request: 'zzzz9999', plan });
      expect(await store.begin([second], 'delivery-2')).toMatchObject({ kind: 'busy', conflict });
    }
    await store.append('abcd2345', () => [{ type: 'ended', outcome: 'done' }]);
    expect(await redis.hgetall(keys.replicas)).toEqual({});
  });

  it('of both directions is refused where its source is one of another under way', async () => {
    await store.begin([requested()], 'delivery-1');
    const plan = elsewhere(a, '/mapr/newyork/c');
    const both = requested({ request: 'zzzz9999', plan, procedure: 'multi-master' });
    expect(await store.begin([both], 'delivery-2')).toMatchObject({ conflict: 'source-is-source' });
  });

  it('of several in both directions at once, names the stream that two would feed', () => {
    const pairs = [elsewhere(a, b), elsewhere(a, '/mapr/newyork/c')];
    expect(fedTwice('multi-master', pairs)).toBe(a);
    expect(fedTwice('plan-multi-master', [elsewhere(a, b), elsewhere('/mapr/newyork/c', a)])).toBe(
      null,
    );
    expect(fedTwice('replicate', pairs)).toBeNull();
  });

  describe('beside a version that keeps no index of sources', () => {
    const { source } = activity;
    const into = elsewhere('/mapr/newyork/c', source);

    /** What that version does as a request begins, and as it ends. */
    async function begunByIt(request: string, from: string, to: string): Promise<void> {
      await redis.hset(keys.replicas, to, `${request} ${from}`);
      await redis.zadd(keys.open, 1, request);
    }
    async function endedByIt(request: string, to: string): Promise<void> {
      await redis.hdel(keys.replicas, to);
      await redis.zrem(keys.open, request);
      await redis.zadd(keys.ended, 2, request);
    }
    const joining = () => requested({ request: 'zzzz9999', plan: into, procedure: 'join' });
    const refused = { kind: 'busy', conflict: 'replica-is-source', request: 'byit2222' };

    it('is refused to feed what a request of that is the source of, as many as have ended meanwhile', async () => {
      await store.begin(
        [requested({ plan: elsewhere('/mapr/newyork/x', '/mapr/newyork/y') })],
        'd-1',
      );
      await begunByIt('byit2222', source, '/mapr/newyork/z');
      await endedByIt('abcd2345', '/mapr/newyork/y');
      expect(await store.begin([joining()], 'd-2')).toMatchObject(refused);
    });

    it('knows what that has begun from the start of a bot on', async () => {
      await begunByIt('byit2222', source, '/mapr/newyork/z');
      await createSources(redis).align();
      const held = [`${source} /mapr/newyork/z`];
      expect(await redis.zrange(keys.sources, '0', '-1')).toEqual(held);
      await redis.hset(keys.replicas, '/mapr/newyork/w', 'nonsense');
      await redis.zadd(keys.open, 1, 'nonsense');
      await createSources(redis).align();
      expect(await redis.zrange(keys.sources, '0', '-1')).toEqual(held);
    });

    it('takes it once that has ended', async () => {
      await begunByIt('byit2222', source, '/mapr/newyork/z');
      await store.begin(
        [requested({ plan: elsewhere('/mapr/newyork/x', '/mapr/newyork/y') })],
        'd-1',
      );
      await endedByIt('byit2222', '/mapr/newyork/z');
      expect((await store.begin([joining()], 'd-2')).kind).toBe('begun');
    });
  });

  it('forgets the sources of what has ended, and of nothing else', async () => {
    const sources = createSources(redis);
    await store.begin([requested({ procedure: 'multi-master' })], 'delivery-1');
    const { state } = await store.append('abcd2345', () => [{ type: 'ended', outcome: 'done' }]);
    expect(await redis.zcard(keys.sources)).toBe(2);
    await store.begin([requested({ request: 'zzzz9999' })], 'delivery-2');
    await sources.note(state);
    const { source, replica } = activity;
    expect(await redis.zrange(keys.sources, '0', '-1')).toEqual([`${source} ${replica}`]);
  });

  it('takes a second replica of a source', async () => {
    await store.begin([requested()], 'delivery-1');
    const second = requested({ request: 'zzzz9999', plan: elsewhere(a, '/mapr/newyork/c') });
    expect((await store.begin([second], 'delivery-2')).kind).toBe('begun');
  });

  it('never lets requests under way form a ring, whoever asks at once', async () => {
    const paths = ['a', 'b', 'c', 'd'].map((name) => `/mapr/newyork/${name}`);
    const pairs = paths.flatMap((from) =>
      paths.filter((to) => to !== from).map((to) => elsewhere(from, to)),
    );
    const begun = await Promise.all(
      pairs.map(async (plan, index) => {
        const first = requested({ request: `ring${index}`, plan });
        return { plan, kind: (await store.begin([first], `ring-${index}`)).kind };
      }),
    );
    const taken = begun.filter(({ kind }) => kind === 'begun').map(({ plan }) => plan);
    expect(taken.length).toBeGreaterThan(0);
    const replicas = taken.map(({ replica }) => replica);
    expect(new Set(replicas).size).toBe(replicas.length);
    // No chain, and so no ring.
    for (const { source } of taken) expect(replicas).not.toContain(source);
  });

  it('of the same delivery gives the first request again', async () => {
    await store.begin([requested()], 'delivery-1');
    const again = requested({ request: 'zzzz9999' });
    expect(await store.begin([again], 'delivery-1')).toEqual({
      kind: 'delivered-before',
      requests: ['abcd2345'],
    });
    expect(await store.read('zzzz9999')).toBeNull();
  });

  const three = () =>
    ['bbbb2222', 'cccc3333', 'dddd4444'].map((request) =>
      requested({ request, plan: elsewhere(a, `/mapr/newyork/${request}`) }),
    );
  const ids = three().map(({ request }) => request);

  it('takes several together, in their order', async () => {
    expect(await store.begin(three(), 'delivery-1')).toEqual({ kind: 'begun', requests: ids });
    for (const { request, plan } of three()) {
      expect((await store.conflictOf(plan))?.request).toBe(request);
      expect((await store.read(request))?.plan).toEqual(plan);
    }
    const again = [requested({ request: 'zzzz9999' })];
    const before = { kind: 'delivered-before', requests: ids };
    expect(await store.begin(again, 'delivery-1')).toEqual(before);
  });

  it('takes none of several where one is in the way of another request', async () => {
    const [, second] = three();
    if (!second) throw new Error('there are three');
    await store.begin([{ ...second, request: 'abcd2345' }], 'delivery-1');
    expect(await store.begin(three(), 'delivery-2')).toEqual({
      kind: 'busy',
      request: 'abcd2345',
      conflict: 'same-pair',
      pair: second.plan,
    });
    for (const request of ids) expect(await store.read(request)).toBeNull();
    expect(await redis.zrange(keys.open, '0', '-1')).toEqual(['abcd2345']);
    expect(await redis.hlen(keys.replicas)).toBe(1);
  });

  it('of a dry run takes no pair', async () => {
    await store.begin([requested({ dryRun: true })], 'delivery-1');
    expect((await store.begin([requested({ request: 'zzzz9999' })], 'delivery-2')).kind).toBe(
      'begun',
    );
  });
});

describe('append', () => {
  async function waitingForConsent(): Promise<void> {
    const [, ...rest] = untilConsent();
    await store.begin([requested()], 'delivery-1');
    await store.append('abcd2345', () => rest);
  }

  it('of two decisions at once takes one, and refuses the other with what is true', async () => {
    await waitingForConsent();
    const decide = (user: string) =>
      store.append('abcd2345', (state) =>
        approve(state, 'replica', { user, via: user }, begunAt + 60_000, 'signed'),
      );
    const all = await Promise.allSettled(['U0NY1', 'U0NY2', 'U0NY3', 'U0NY4'].map(decide));
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const each of all) {
      if (each.status === 'rejected') expect(each.reason).toBeInstanceOf(Refusal);
    }
    const entries = await redis.xrange(keys.log('abcd2345'), '-', '+');
    expect(entries.filter(([, [, json]]) => json?.includes('consent.granted'))).toHaveLength(1);
  });

  it('keeps every event of many writers, in one order', async () => {
    await store.begin([requested()], 'delivery-1');
    const writers = Array.from({ length: 20 }, (_, index) =>
      store.append('abcd2345', () => [
        { type: 'step.waiting', step: 'create', why: `${index}`, until: 0, fault: false },
      ]),
    );
    await Promise.all(writers);
    const state = await store.read('abcd2345');
    expect(state?.version).toBe(21);
    expect(state?.steps.create.waits).toBe(20);
  });

  it('of the end frees the pair, and only its own', async () => {
    await store.begin([requested()], 'delivery-1');
    await store.append('abcd2345', () => [{ type: 'ended', outcome: 'refused' }]);
    expect(await redis.zcard(keys.open)).toBe(0);
    expect((await store.begin([requested({ request: 'zzzz9999' })], 'delivery-2')).kind).toBe(
      'begun',
    );
    await store.append('abcd2345', () => [{ type: 'ended', outcome: 'refused' }]);
    expect((await store.conflictOf(activity))?.request).toBe('zzzz9999');
  });

  it('writes nothing where the decision is refused', async () => {
    await waitingForConsent();
    const before = await redis.xlen(keys.log('abcd2345'));
    await expect(
      store.append('abcd2345', (state) =>
        approve(state, 'replica', state.requester, Date.now(), 'signed'),
      ),
    ).rejects.toBeInstanceOf(Refusal);
    expect(await redis.xlen(keys.log('abcd2345'))).toBe(before);
  });

  it('chains what many writers append, whichever comes first', async () => {
    await store.begin([requested()], 'delivery-1');
    const waiting = { type: 'step.waiting', step: 'create', until: 0, fault: false } as const;
    const writers = Array.from({ length: 20 }, (_, index) =>
      store.append('abcd2345', () => [
        { ...waiting, why: `${index}` },
        { ...waiting, why: `${index} again` },
      ]),
    );
    await Promise.all(writers);
    let head = genesis('abcd2345');
    for (const [, fields] of await redis.xrange(keys.log('abcd2345'), '-', '+')) {
      head = link(head, fields[1] ?? '');
      expect(fields).toEqual(['event', expect.any(String), 'hash', head]);
    }
    expect((await store.read('abcd2345'))?.head).toBe(head);
  });

  it('reads anew what is not the log that was read before', async () => {
    await store.begin([requested()], 'first');
    const { id } = (await store.read(requested().request)) as RequestState;
    await redis.del(keys.log(id));
    const { text, hash } = entryOf(genesis(id), requested({ channel: 'COTHER' }));
    await redis.xadd(keys.log(id), '1-0', 'event', text, 'hash', hash);
    expect((await store.read(id))?.channel).toBe('COTHER');
    await redis.del(keys.log(id));
    expect(await store.read(id)).toBeNull();
  });

  it('says which entry of a log cannot be read', async () => {
    await store.begin([requested()], 'delivery-1');
    await redis.xadd(keys.log('abcd2345'), '2-0', 'event', '{"type":"nonsense","at":1}');
    await expect(store.read('abcd2345')).rejects.toThrow(/entry 2 of the log of request abcd2345/);
  });

  it('tells a damaged log from one of a newer version, also where it is read on', async () => {
    await store.begin([requested()], 'delivery-1');
    const before = await store.read('abcd2345');
    await redis.xadd(keys.log('abcd2345'), '2-0', 'event', '{"type":"ret');
    await expect(store.read('abcd2345')).rejects.toThrow(Damaged);
    await expect(store.catchUp(before as RequestState)).rejects.toThrow(Damaged);
    await expect(store.append('abcd2345', () => [])).rejects.toThrow(Damaged);
  });
});

describe('a run', () => {
  it('does not run a command that changes something where that cannot be written down', async () => {
    const home = await mkdtemp(join(tmpdir(), 'replicate-home-'));
    const [bin, ran] = [join(home, 'bin'), join(home, 'ran')];
    await mkdir(bin);
    await writeFile(join(bin, 'maprcli'), `#!/bin/sh\necho x >> ${ran}\necho '{"status":"OK"}'\n`);
    await chmod(join(bin, 'maprcli'), 0o755);
    await store.begin([requested()], 'delivery-1');
    const begun = (await store.read('abcd2345')) as RequestState;
    const run = await beginRun(store, createMapr({ home, timeoutMs: 10_000 }), begun, {
      step: 'create',
      undo: false,
      run: 'only',
      worker: 'only',
      over: new AbortController(),
      timing: { commandMs: 5_000, confirmMs: 1_000, settleMs: 1 },
    });
    const command = streamCreate({ path: activity.replica, copyMetaFrom: activity.source });
    // With noeviction, a Redis that is full takes nothing more.
    await redis.config('SET', 'maxmemory', '1');
    try {
      await expect(run.act(command)).rejects.toThrow(/OOM/);
    } finally {
      await redis.config('SET', 'maxmemory', '0');
    }
    await expect(stat(ran)).rejects.toThrow(/ENOENT/);
    await run.act(command);
    expect(await readFile(ran, 'utf8')).toBe('x\n');
    await rm(home, { recursive: true });
  });

  it('is not begun where another has ended the step since the log was read', async () => {
    await store.begin([requested()], 'delivery-1');
    const before = (await store.read('abcd2345')) as RequestState;
    await store.append('abcd2345', () => done('create'));
    const length = await redis.xlen(keys.log('abcd2345'));
    await expect(
      beginRun(store, createMapr({ home: '/nowhere', timeoutMs: 1_000 }), before, {
        step: 'create',
        undo: false,
        run: 'late',
        worker: 'late',
        over: new AbortController(),
        timing: { commandMs: 5_000, confirmMs: 1_000, settleMs: 1 },
      }),
    ).rejects.toBeInstanceOf(Superseded);
    expect(await redis.xlen(keys.log('abcd2345'))).toBe(length);
  });

  it('that was thought dead writes nothing more once another has begun', async () => {
    await store.begin([requested()], 'delivery-1');
    const mapr = createMapr({ home: '/nowhere', timeoutMs: 1_000 });
    const begin = async (run: string) => {
      const state = await store.read('abcd2345');
      if (!state) throw new Error('not begun');
      return beginRun(store, mapr, state, {
        step: 'create',
        undo: false,
        run,
        worker: run,
        over: new AbortController(),
        timing: { commandMs: 5_000, confirmMs: 1_000, settleMs: 1 },
      });
    };
    const first = await begin('first');
    const second = await begin('second');
    await expect(first.mark({})).rejects.toBeInstanceOf(Superseded);
    await second.mark({ clicks: [1] });
    expect((await store.read('abcd2345'))?.steps.create.mark).toEqual({ clicks: [1] });
  });

  it('ends with the request that it belongs to', async () => {
    await store.begin([requested()], 'delivery-1');
    const state = await store.read('abcd2345');
    if (!state) throw new Error('not begun');
    const run = await beginRun(store, createMapr({ home: '/nowhere', timeoutMs: 1 }), state, {
      step: 'create',
      undo: false,
      run: 'only',
      worker: 'only',
      over: new AbortController(),
      timing: { commandMs: 5_000, confirmMs: 1_000, settleMs: 1 },
    });
    await store.append('abcd2345', () => [{ type: 'ended', outcome: 'refused' }]);
    await expect(run.mark({})).rejects.toBeInstanceOf(Superseded);
  });
});
