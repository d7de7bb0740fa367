/** How many requests a second the whole engine takes, beside BullMQ alone. */

import { startRedis } from '../sandbox/redis.ts';
import { type Bench, reached } from './bench.ts';
import { digits, median } from './numbers.ts';
import { startEngine } from './throughput/engine.ts';
import { startRaw } from './throughput/raw.ts';
import { recorded } from './throughput/recorded.ts';

export const throughput: Bench = {
  name: 'throughput',
  title:
    'Requests a second through the whole engine, over clusters that answer at once in this process',
  async run(scale) {
    const [count, rounds] = scale.quick ? [10, 1] : [1_000, 3];
    const redis = await startRedis();
    try {
      const { replay, state, texts } = await recorded(redis.url);
      const engine = await startEngine(redis.url, replay());
      const raw = await startRaw(redis.url, state, texts);
      const ours: number[] = [];
      const theirs: number[] = [];
      // The first of each warms up.
      for (let round = scale.quick ? 1 : 0; round <= rounds; round += 1) {
        const ids = Array.from({ length: count }, (_, index) => `r${round}x${index}`);
        const bare = await perSecond(ids, (id) => raw.run(id));
        const whole = await perSecond(ids, async (id) => {
          const { outcome } = await engine.run(id);
          if (outcome !== 'done') throw new Error(`${id} ended as ${outcome}`);
        });
        if (round === 0) continue;
        theirs.push(bare);
        ours.push(whole);
        scale.say(`round ${round} of ${rounds}: ${digits(whole)} a second, raw ${digits(bare)}`);
      }
      await Promise.all([engine.stop(), raw.stop()]);
      const ratio = median(ours) / median(theirs);
      return {
        rows: [
          {
            what: 'requests a second',
            measured: digits(median(ours)),
            beside: `raw BullMQ ${digits(median(theirs))}`,
            ratio,
            target: 'at least half of raw',
            met: reached(scale, ratio >= 0.5),
          },
        ],
        notes: [
          `${rounds} rounds of ${count} requests at once each, in turns on one Redis with AOF, in one process of one core: log, signatures, flows, consent, steps, parsing of the answers. Raw: flows of the same jobs over the same queues, in which ${texts.length} entries of the same text are written by XADD.`,
          'By a profile of the engine alone: 35 appends to the log of each request, each chained and added up, 14 % without what they write to the socket; a look at the processes of the host 14 %; writes to sockets 10 %; garbage 10 %; ioredis 8 %; BullMQ 6 %; reading the 39 answers 6 %; signatures 3 %. No one part is half of it.',
        ],
      };
    } finally {
      await redis.stop();
    }
  },
};

async function perSecond(
  ids: readonly string[],
  work: (id: string) => Promise<void>,
): Promise<number> {
  const begun = performance.now();
  await Promise.all(ids.map(work));
  return (ids.length * 1_000) / (performance.now() - begun);
}
