import { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type PrivateRedis, startRedis } from '../../sandbox/redis.ts';
import { audit } from '../../src/jobs/audit.ts';
import { link } from '../../src/jobs/chain.ts';
import { readSeal, readTrail } from '../../src/jobs/entries.ts';
import { keys } from '../../src/jobs/keys.ts';
import { createSeals, type Seals } from '../../src/jobs/seal.ts';
import { type SignedSeal, signSeal } from '../../src/jobs/signing.ts';
import { createStore, type NewEvent, type Store } from '../../src/jobs/store.ts';
import { begunAt } from './requests.ts';
import { privateKey, publicKey, request, signedRequest, wholeLife } from './trails.ts';

let server: PrivateRedis;
let redis: Redis;
let store: Store;
let seals: Seals;
let ends: SignedSeal[];
beforeAll(async () => {
  server = await startRedis();
  redis = new Redis(server.url);
  store = createStore(redis, () => undefined, { seal: (head) => signSeal(privateKey, head) });
});
beforeEach(async () => {
  await redis.flushall();
  ends = [];
  seals = createSeals(redis, privateKey, (seal) => ends.push(seal));
  await store.begin([signedRequest()], 'delivery-1');
});
afterAll(async () => {
  redis.disconnect();
  await server.stop();
});

async function append(...events: readonly NewEvent[]): Promise<void> {
  await store.append(request, () => events);
}

async function faults(): Promise<readonly string[]> {
  const trail = await readTrail(redis, request);
  return trail ? audit(trail, publicKey).faults : ['gone'];
}

/** The log with one entry otherwise, all after it chained anew: what a chain alone does not show. */
async function rewrite(version: number, text: string): Promise<void> {
  const entries = (await readTrail(redis, request))?.entries ?? [];
  await redis.del(keys.log(request));
  let head = '';
  for (const entry of entries) {
    const put = entry.version === version ? text : entry.text;
    head = entry.version < version ? entry.hash : link(head, put);
    await redis.xadd(keys.log(request), `${entry.version}-0`, 'event', put, 'hash', head);
  }
}

const reminded: NewEvent = { type: 'consent.reminded', at: begunAt };

describe('a log', () => {
  it('is sealed from its first entry on, and proven at every moment of its life', async () => {
    expect(await readSeal(redis, request)).toMatchObject({ version: 1 });
    for (const event of wholeLife.slice(1, -1)) {
      await append(event);
      expect(await faults()).toEqual([]);
      expect(await seals.advance(request)).toBeNull();
      expect(await faults()).toEqual([]);
    }
    expect(ends).toEqual([]);
    await append(...wholeLife.slice(-1));
    expect(await faults()).toEqual([
      `it has ended, but is sealed only to entry ${wholeLife.length - 1} of ${wholeLife.length}`,
    ]);
    await seals.advance(request);
    await seals.advance(request);
    expect(await faults()).toEqual([]);
    const state = await store.read(request);
    expect(ends).toEqual([{ request, version: wholeLife.length, hash: state?.head }]);
  });

  it('has the end of its seal told outside before it is stored', async () => {
    const strict = createSeals(redis, privateKey, () => {
      throw new Error('cannot be told');
    });
    await append(...wholeLife.slice(1));
    await expect(strict.advance(request)).rejects.toThrow('cannot be told');
    expect((await readSeal(redis, request))?.version).toBe(1);
  });

  it('keeps its newest seal, where a slower bot comes with an older one', async () => {
    let go: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => {
      go = resolve;
    });
    let asked: () => void = () => undefined;
    const atGate = new Promise<void>((resolve) => {
      asked = resolve;
    });
    const slow = Object.assign(Object.create(redis) as Redis, {
      async evalsha(...args: Parameters<Redis['evalsha']>) {
        asked();
        await gate;
        return redis.evalsha(...args);
      },
    });
    await append(reminded);
    const older = createSeals(slow, privateKey, () => undefined).advance(request);
    await atGate;
    await append(reminded);
    await seals.advance(request);
    go();
    await older;
    expect((await readSeal(redis, request))?.version).toBe(3);
  });
});

describe('is not sealed again', () => {
  beforeEach(async () => {
    await append(reminded, reminded, reminded);
    await seals.advance(request);
    await append(reminded, reminded);
  });

  async function notSealed(why: RegExp): Promise<void> {
    const before = await readSeal(redis, request);
    expect(await seals.advance(request)).toMatch(why);
    expect(await readSeal(redis, request)).toEqual(before);
    expect(await faults()).not.toEqual([]);
  }

  it('without its seal', async () => {
    await redis.del(keys.seal(request));
    await notSealed(/its seal is missing/);
  });

  it('with a seal that is not signed, be it ever so far ahead', async () => {
    await redis.hset(keys.seal(request), 'version', '99');
    await notSealed(/does not carry the bot's signature/);
  });

  it('changed before its seal, and chained anew', async () => {
    await rewrite(2, '{"type":"consent.reminded","at":7}');
    await notSealed(/entry 4 is not the one that was sealed/);
  });

  it('cut off before its seal', async () => {
    await redis.xtrim(keys.log(request), 'MAXLEN', 0);
    await notSealed(/entry 4 is not the one that was sealed/);
  });

  it('with a gap after its seal', async () => {
    await redis.xdel(keys.log(request), '5-0');
    await notSealed(/entry 6 does not follow from entry 4/);
  });

  it('with an entry after its seal that is not chained', async () => {
    const log = keys.log(request);
    await redis.xadd(log, '7-0', 'event', JSON.stringify(reminded), 'hash', 'x');
    await notSealed(/entry 7 does not follow from entry 6/);
  });
});
