import { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type PrivateRedis, startRedis } from '../../sandbox/redis.ts';
import { createPostedMessages } from '../../src/bot/posted.ts';
import { audit } from '../../src/jobs/audit.ts';
import { listRequests, readTrail } from '../../src/jobs/entries.ts';
import { keys } from '../../src/jobs/keys.ts';
import { createRetention, type Retention } from '../../src/jobs/retention.ts';
import { createSeals } from '../../src/jobs/seal.ts';
import { signSeal } from '../../src/jobs/signing.ts';
import { createStore, type Store } from '../../src/jobs/store.ts';
import { printTrail } from '../../src/jobs/trail.ts';
import { parseStreamPath } from '../../src/mapr/path.ts';
import { activity } from './requests.ts';
import { privateKey, publicKey, request, signedRequest, wholeLife } from './trails.ts';

let server: PrivateRedis;
let redis: Redis;
let store: Store;
let errors: string[];
let retention: Retention;
beforeAll(async () => {
  server = await startRedis();
  redis = new Redis(server.url);
  store = createStore(redis, () => undefined, { seal: (head) => signSeal(privateKey, head) });
});
beforeEach(async () => {
  await redis.flushall();
  errors = [];
  retention = retentionOn(redis);
  await live();
});
afterAll(async () => {
  redis.disconnect();
  await server.stop();
});

function retentionOn(redis: Redis, afterMs = 0): Retention {
  return createRetention(redis, afterMs, (what, error) => errors.push(`${what}: ${error}`));
}

const card = { channel: 'C0DATA', ts: '1.2', hash: 'x', at: 1 };

/** A request from its beginning to its end, sealed, and told in Slack. */
async function live(): Promise<void> {
  await store.begin([signedRequest()], 'delivery-1');
  await store.append(request, () => wholeLife.slice(1));
  await createSeals(redis, privateKey, () => undefined).advance(request);
  await createPostedMessages(redis).save(request, 'card', card);
  await redis.del(keys.toSync, keys.toDrive);
}

async function trail(): Promise<string> {
  const found = await readTrail(redis, request);
  if (!found) throw new Error('gone');
  expect(audit(found, publicKey).faults).toEqual([]);
  return printTrail(found);
}

describe('a request that has ended', () => {
  it('is compacted, and its trail is the same, byte for byte', async () => {
    const [before, state] = [await trail(), await store.read(request)];
    expect(await retention.sweep()).toBe(1);
    expect(await trail()).toBe(before);
    expect(await store.read(request)).toEqual(state);
    expect(await listRequests(redis)).toEqual([request]);
    expect(await createPostedMessages(redis).cardOf(request)).toEqual(card);
    const left = (await redis.keys('*')).filter((key) => key.includes(request));
    expect(left).toEqual([keys.kept(request)]);
    expect(await retention.sweep()).toBe(0);
    expect(errors).toEqual([]);
  });

  it('is compacted not before its time', async () => {
    expect(await retentionOn(redis, 3_600_000_000_000).sweep()).toBe(0);
    expect(await redis.exists(keys.log(request))).toBe(1);
  });

  it.each(['toSync', 'toDrive'] as const)('waits while %s has something to follow', async (key) => {
    await redis.zadd(keys[key], 1, request);
    expect(await retention.sweep()).toBe(0);
    expect(await redis.exists(keys.log(request))).toBe(1);
    expect(errors).toEqual([]);
  });

  it('is compacted by one of several bots', async () => {
    const before = await trail();
    const bots = Array.from({ length: 5 }, () => retentionOn(redis).sweep());
    expect((await Promise.all(bots)).reduce((sum, each) => sum + each)).toBe(1);
    expect(errors).toEqual([]);
    expect(await trail()).toBe(before);
  });

  it('is compacted as what was read, or not at all', async () => {
    const slow = Object.assign(Object.create(redis) as Redis, {
      async evalsha(...args: Parameters<Redis['evalsha']>) {
        await redis.xadd(keys.log(request), '999-0', 'event', '{}', 'hash', 'x');
        return redis.evalsha(...args);
      },
    });
    expect(await retentionOn(slow).sweep()).toBe(0);
    expect(errors).toEqual([expect.stringMatching(/is not as it was written/)]);
    expect(await redis.exists(keys.log(request), keys.seal(request))).toBe(2);
    expect(await redis.exists(keys.kept(request))).toBe(0);
  });

  it('keeps its place in the index where its log is gone, and holds up no other', async () => {
    await redis.del(keys.log(request));
    await redis.zadd(keys.ended, 1, 'zzzz2345');
    expect(await retention.sweep()).toBe(0);
    expect(errors).toHaveLength(2);
    expect(await listRequests(redis)).toEqual(['zzzz2345', request]);
  });
});

it('what cannot be compacted keeps nothing else from its turn, however much of it there is', async () => {
  const gone = Array.from({ length: 250 }, (_, index) => ['1', `gone${index}`]);
  await redis.zadd(keys.ended, ...gone.flat());
  expect(await retention.sweep()).toBe(1);
  expect(errors).toHaveLength(gone.length);
  expect(await redis.exists(keys.log(request))).toBe(0);
});

it('a click on a request that was compacted leaves nothing behind', async () => {
  await retention.sweep();
  await createPostedMessages(redis).distrust(request, ['card', 'consent']);
  const left = (await redis.keys('*')).filter((key) => key.includes(request));
  expect(left).toEqual([keys.kept(request)]);
});

it('what was asked for together is compacted once all of it has ended: it is told in one thread', async () => {
  const [one, other] = ['zzzz2345', 'zzzz2346'];
  const batch = [one, other];
  const of = (id: string) => ({ ...activity, replica: parseStreamPath(`/mapr/newyork/${id}`) });
  const first = { ...signedRequest(), request: one, batch, plan: of(one) };
  const second = { ...first, request: other, plan: of(other) };
  await store.begin([first, second], 'delivery-3');
  const end = (id: string) => store.append(id, () => [{ type: 'ended', outcome: 'done', at: 1 }]);
  const settle = () => redis.del(keys.toSync, keys.toDrive);
  await end(one);
  await settle();
  expect(await retention.sweep()).toBe(1);
  expect(await redis.exists(keys.log(one), keys.log(other))).toBe(2);
  await end(other);
  await settle();
  await retention.sweep();
  expect(await redis.exists(keys.log(one), keys.log(other))).toBe(0);
});

it('what is under way is never compacted', async () => {
  const first = signedRequest();
  await store.begin([{ ...first, request: 'zzzz2345' }], 'delivery-2');
  await redis.del(keys.toSync, keys.toDrive);
  expect(await retention.sweep()).toBe(1);
  expect(await redis.exists(keys.log('zzzz2345'))).toBe(1);
});
