import { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type PrivateRedis, startRedis } from '../../sandbox/redis.ts';
import type { Pair } from '../../src/jobs/conflict.ts';
import { fold } from '../../src/jobs/fold.ts';
import { keys } from '../../src/jobs/keys.ts';
import { createReplications, type Replications } from '../../src/jobs/replications.ts';
import { parseStreamPath } from '../../src/mapr/path.ts';
import { activity, begunAt, logOf, requested } from './requests.ts';

let server: PrivateRedis;
let redis: Redis;
let replications: Replications;
beforeAll(async () => {
  server = await startRedis();
  redis = new Redis(server.url);
  replications = createReplications(redis);
});
beforeEach(() => redis.flushall());
afterAll(async () => {
  redis.disconnect();
  await server.stop();
});

type Procedure = NonNullable<Parameters<typeof requested>[0]>['procedure'];

const newyork = (name: string) => parseStreamPath(`/mapr/newyork/${name}`);
const pair = (name: string): Pair => ({ source: activity.source, replica: newyork(name) });

/** A request for these streams that was done at a time. */
function done(request: string, streams: Pair, at: number, procedure?: Procedure) {
  const first = requested({ request, plan: { ...activity, ...streams }, procedure });
  return fold(logOf(first, { type: 'ended', outcome: 'done', at: begunAt + at }));
}

async function names(cluster: string | null, most = 20) {
  const { shown, total } = await replications.newest(cluster, most);
  return { shown: shown.map(({ replica }) => replica.replace(/.*\//, '')), total };
}

const replicasOf = async (stream: Pair['source']) =>
  (await replications.of(stream)).map(({ replica }) => replica).sort();

describe('what is known', () => {
  beforeEach(async () => {
    for (const [at, name] of ['a', 'b', 'c', 'd'].entries()) {
      await replications.note(done(`request${at}`, pair(name), at));
    }
  });

  it('is listed by page, the newest first, with how many there are', async () => {
    expect(await names(null, 3)).toEqual({ shown: ['d', 'c', 'b'], total: 4 });
    expect(await names('newyork', 1)).toEqual({ shown: ['d'], total: 4 });
    expect(await names('sanfrancisco', 1)).toEqual({ shown: ['d'], total: 4 });
    expect(await names('tokyo')).toEqual({ shown: [], total: 0 });
  });

  it('is found by each of its streams, and by no other whose name begins so', async () => {
    await replications.note(done('request8', pair('a2'), 8));
    await replications.note(done('request9', { source: newyork('a'), replica: newyork('z') }, 9));
    expect(await replicasOf(newyork('a'))).toEqual([newyork('a'), newyork('z')]);
    expect(await replicasOf(newyork('a2'))).toEqual([newyork('a2')]);
    expect(await replicasOf(activity.source)).toHaveLength(5);
    expect(await replications.of(newyork('a'))).toContainEqual(await replications.find(pair('a')));
  });

  it('is known no more once it was removed, and again once it was set up anew', async () => {
    await replications.note(done('remove22', pair('c'), 10, 'remove'));
    expect(await names(null)).toEqual({ shown: ['d', 'b', 'a'], total: 3 });
    expect(await names('newyork')).toEqual({ shown: ['d', 'b', 'a'], total: 3 });
    expect(await replications.of(newyork('c'))).toEqual([]);
    // An older one that is read again takes nothing back.
    await replications.note(done('request2', pair('c'), 2));
    expect(await names(null)).toEqual({ shown: ['d', 'b', 'a'], total: 3 });
    await replications.note(done('again222', pair('c'), 11));
    expect(await names(null)).toEqual({ shown: ['c', 'd', 'b', 'a'], total: 4 });
  });

  it('of both directions is two', async () => {
    await replications.note(done('both2222', pair('m'), 12, 'multi-master'));
    expect((await names(null)).total).toBe(6);
    expect(await replications.of(newyork('m'))).toHaveLength(2);
  });

  it('says what was ordered last', async () => {
    await replications.note(done('pause222', pair('b'), 10, 'pause'));
    const { shown } = await replications.newest('newyork', 20);
    expect(shown.map(({ ordered }) => ordered)).toEqual([
      'flowing',
      'flowing',
      'paused',
      'flowing',
    ]);
    expect((await replications.of(newyork('b')))[0]?.ordered).toBe('paused');
  });
});

describe('what a version without indexes has noted', () => {
  it('is in them afterwards, and what it has removed is not, of many too', async () => {
    await replications.note(done('request1', pair('gone'), 1));
    const many = Array.from({ length: 1_200 }, (_, at) => [
      `${activity.source} ${newyork(`s${at}`)}`,
      `${begunAt + at} own request${at}`,
    ]);
    await redis.hset(
      keys.replications,
      ...many.flat(),
      `${activity.source} ${newyork('old')}`,
      '1',
    );
    await redis.hset(
      keys.replications,
      `${activity.source} ${newyork('gone')}`,
      `${begunAt} gone x`,
    );
    expect((await names(null)).shown).toEqual([]);
    await replications.index();
    expect(await names('newyork', 2)).toEqual({ shown: ['s1199', 's1198'], total: 1_200 });
    expect(await replications.of(newyork('s7'))).toHaveLength(1);
    expect(await replications.of(newyork('gone'))).toEqual([]);
    expect(await replications.list()).toHaveLength(1_200);
  });

  it('nothing of it is taken for newer than it is', async () => {
    await replications.note(done('request1', pair('a'), 5));
    const before = await redis.hgetall(keys.replications);
    await replications.index();
    expect(await redis.hgetall(keys.replications)).toEqual(before);
  });
});
