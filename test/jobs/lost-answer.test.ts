import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type PrivateRedis, startRedis } from '../../sandbox/redis.ts';
import { type RedisProxy, startRedisProxy } from '../../sandbox/redis-proxy.ts';
import { parseRedisUrl, type RedisTarget } from '../../src/config/redis-url.ts';
import { keys } from '../../src/jobs/keys.ts';
import { connect, type Manner } from '../../src/jobs/redis.ts';
import { type Connection, createStore, type Store, Unsure } from '../../src/jobs/store.ts';
import { requested } from './requests.ts';

let server: PrivateRedis;
let proxy: RedisProxy;
let opened: Connection[] = [];
beforeAll(async () => {
  server = await startRedis();
  proxy = await startRedisProxy(server);
});
beforeEach(async () => {
  for (const each of opened) each.disconnect();
  opened = [];
});
afterAll(async () => {
  for (const each of opened) each.disconnect();
  proxy.close();
  await server.stop();
});

async function storeBy(manner: Manner): Promise<[Store, Connection]> {
  const redis = connect(parseRedisUrl(proxy.url) as RedisTarget, manner);
  redis.on('error', () => undefined);
  opened.push(redis);
  await new Promise((resolve) => redis.once('ready', resolve));
  return [createStore(redis, () => undefined, { manner }), redis];
}

it('The answer to an append is lost: the event is in the log once', async () => {
  const [store, redis] = await storeBy('patient');
  await store.begin([requested({ request: 'aaaa1111' })], 'one');
  proxy.loseAnswerTo('consent.reminded');
  const { state } = await store.append('aaaa1111', () => [{ type: 'consent.reminded' }]);
  expect(state.version).toBe(2);
  expect(await redis.xlen(keys.log('aaaa1111'))).toBe(2);
});

it('The answer to a new request is lost: its delivery is known again', async () => {
  const [store] = await storeBy('patient');
  const plan = { ...requested().plan };
  proxy.loseAnswerTo('requested');
  const first = requested({ request: 'bbbb2222', plan, dryRun: true });
  expect(await store.begin([first], 'two')).toMatchObject({ requests: ['bbbb2222'] });
});

it('The answer is lost while a person waits: neither yes nor no is claimed', async () => {
  const [store] = await storeBy('prompt');
  proxy.loseAnswerTo('requested');
  const first = requested({ request: 'cccc3333', dryRun: true });
  await expect(store.begin([first], 'three')).rejects.toThrow(Unsure);
});

it('Redis hangs while a person waits: what was given up is not written when it goes on', async () => {
  const [store, redis] = await storeBy('prompt');
  await store.begin([requested({ request: 'dddd4444', dryRun: true })], 'four');
  const state = await store.read('dddd4444');
  if (!state) throw new Error('not begun');
  server.freeze();
  const late = requested({ request: 'eeee5555', dryRun: true });
  await Promise.all([
    expect(store.append(state, () => [{ type: 'consent.reminded' }])).rejects.toThrow(),
    expect(store.begin([late], 'five')).rejects.toThrow(),
  ]);
  server.thaw();
  expect(await redis.xlen(keys.log('dddd4444'))).toBe(1);
  expect(await redis.xlen(keys.log('eeee5555'))).toBe(0);
});
