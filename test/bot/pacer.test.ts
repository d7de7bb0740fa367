import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PrivateRedis, startRedis } from '../../sandbox/redis.ts';
import { createPacer, type Pace, type Pacer, type Turn } from '../../src/bot/pacer.ts';

let server: PrivateRedis;
let redis: Redis;
let pacer: Pacer;
beforeAll(async () => {
  server = await startRedis();
  redis = new Redis(server.url);
  pacer = createPacer(redis);
});
afterAll(async () => {
  redis.disconnect();
  await server.stop();
});

const of = (name: string, urgent = false): Turn => ({ of: name, urgent });

/** One a while, and none of it left. */
async function usedUp(what: string): Promise<Pace> {
  const pace = { what, everyMs: 300, burst: 1 };
  expect(await pacer.take(pace)).toBe(0);
  return pace;
}

/** Has them ask, one after another in this order, again and again. @returns the order in which they may */
async function served(pace: Pace, asking: readonly Turn[]): Promise<string[]> {
  const waiting = [...asking];
  const order: string[] = [];
  while (waiting.length > 0) {
    for (const turn of [...waiting]) {
      if ((await pacer.take(pace, turn)) > 0) continue;
      order.push(turn.of);
      waiting.splice(waiting.indexOf(turn), 1);
    }
  }
  return order;
}

describe('Calls that wait for a pace', () => {
  it('have as many at once as come after a rest', async () => {
    const pace = { what: 'burst', everyMs: 60_000, burst: 3 };
    const turns = ['a', 'b', 'c'].map((name) => of(name));
    for (const turn of turns) expect(await pacer.take(pace, turn)).toBe(0);
    expect(await pacer.take(pace, of('d'))).toBeGreaterThan(0);
  });

  it('may in the order in which they came, whoever asks first when there is room', async () => {
    const pace = await usedUp('order');
    for (const name of ['first', 'second', 'third']) {
      expect(await pacer.take(pace, of(name))).toBeGreaterThan(0);
    }
    const asking = ['third', 'second', 'first'].map((name) => of(name));
    expect(await served(pace, asking)).toEqual(['first', 'second', 'third']);
  });

  it('let those pass that are urgent', async () => {
    const pace = await usedUp('urgent');
    expect(await pacer.take(pace, of('reply'))).toBeGreaterThan(0);
    expect(await pacer.take(pace, of('card', true))).toBeGreaterThan(0);
    expect(await served(pace, [of('reply'), of('card', true)])).toEqual(['card', 'reply']);
  });

  it('do not wait for one that never comes back', async () => {
    const pace = await usedUp('gone');
    expect(await pacer.take(pace, of('gone'))).toBeGreaterThan(0);
    expect(await served(pace, [of('next')])).toEqual(['next']);
  });

  it('are told a later time the more there are before them, and ask again before long', async () => {
    const pace = { what: 'line', everyMs: 1_000, burst: 1 };
    const waits: number[] = [];
    for (let each = 0; each < 20; each += 1) waits.push(await pacer.take(pace, of(`${each}`)));
    expect(waits[0]).toBe(0);
    expect(waits[3]).toBeGreaterThan(waits[2] ?? 0);
    expect(Math.max(...waits)).toBeLessThanOrEqual(6_000);
  });

  it('wait as long as Slack has asked for, however short the line', async () => {
    const pace = { what: 'held', everyMs: 1_000, burst: 3 };
    await pacer.hold(pace, 60_000);
    expect(await pacer.take(pace, of('one'))).toBeGreaterThan(50_000);
  });
});
