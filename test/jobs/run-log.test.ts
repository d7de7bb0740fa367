import { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type PrivateRedis, startRedis } from '../../sandbox/redis.ts';
import { Superseded } from '../../src/jobs/faults.ts';
import { keys } from '../../src/jobs/keys.ts';
import { createRunLog, type RunLog } from '../../src/jobs/run-log.ts';
import { createStore, type NewEvent, type Store } from '../../src/jobs/store.ts';
import { requested } from './requests.ts';

let server: PrivateRedis;
let redis: Redis;
let store: Store;
let over: boolean;
let log: RunLog;
beforeAll(async () => {
  server = await startRedis();
  redis = new Redis(server.url);
});
beforeEach(async () => {
  await redis.flushall();
  over = false;
  store = createStore(redis, () => undefined);
  await store.begin([requested()], 'first');
  const begun = await store.read(requested().request);
  if (!begun) throw new Error('not begun');
  log = createRunLog(store, begun, () => {
    if (over) throw new Superseded('over');
  });
});
afterAll(async () => {
  redis.disconnect();
  await server.stop();
});

function waits(why: string): NewEvent {
  return { type: 'step.waiting', step: 'create', why, until: 0, fault: false };
}

async function written(): Promise<string[]> {
  const entries = await redis.xrange(keys.log(requested().request), '2-0', '+');
  return entries.map(([, [, text = '{}']]) => JSON.parse(text).why as string);
}

async function appends(): Promise<number> {
  const found = /cmdstat_xrevrange:calls=(\d+)/.exec(await redis.info('commandstats'));
  return Number(found?.[1] ?? 0);
}

it('writes what was noted, without anybody waiting for it', async () => {
  log.note(waits('a'));
  await expect.poll(written).toEqual(['a']);
  expect(log.state.version).toBe(2);
});

it('writes in one go what has come about by then, in its order', async () => {
  await redis.config('RESETSTAT');
  for (const why of ['a', 'b', 'c']) log.note(waits(why));
  await log.write(() => [waits('d')]);
  expect(await written()).toEqual(['a', 'b', 'c', 'd']);
  expect(await appends()).toBe(1);
});

it('writes a note at the end that a write could not take along', async () => {
  log.note(waits('a'));
  const refused = log.write(() => {
    throw new Error('refused');
  });
  await expect(refused).rejects.toThrow('refused');
  await log.settled();
  expect(await written()).toEqual(['a']);
});

it('writes nothing more once the run is over, and says so at the next write', async () => {
  over = true;
  log.note(waits('a'));
  await log.settled();
  over = false;
  await expect(log.write(() => [waits('b')])).rejects.toThrow(Superseded);
  expect(await written()).toEqual([]);
});
