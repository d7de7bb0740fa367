/** Whether bot and engine need more memory the longer they run. */

import { readFile } from 'node:fs/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { freePort, startRedis } from '../sandbox/redis.ts';
import { keys } from '../src/jobs/keys.ts';
import { startTestSite } from '../test/e2e/scenario.ts';
import { sendAtRate } from './acknowledge/load.ts';
import { commandsTo } from './acknowledge.ts';
import { type Bench, type Row, reached, type Scale } from './bench.ts';
import { size } from './numbers.ts';
import { builtProgram } from './program.ts';
import { startEngine } from './throughput/engine.ts';
import { recorded } from './throughput/recorded.ts';

/** What may come of the noise of a heap, of what it held early on. */
const flat = 1.15;

interface Point {
  readonly requests: number;
  readonly bytes: number;
}

export const memory: Bench = {
  name: 'memory',
  title: 'Memory of a bot and of the engine, idle and after many requests',
  async run(scale) {
    const stops = scale.quick ? [10, 20] : [1_000, 2_500, 5_000, 7_500, 10_000];
    const engine = await engineHeap(scale, stops);
    const bot = await botMemory(scale, stops);
    return {
      rows: [
        rowFor(scale, 'engine (log, flows, consents, steps): heap after GC', engine),
        rowFor(scale, 'bot, all requests open: resident memory', bot),
      ],
      notes: [
        `After ${stops.map((stop) => stop.toLocaleString('en')).join(', ')} requests. Engine: requests that are done, over clusters that answer in the process. Bot: commands by HTTP, of which none ends; what it has to post waits for Slack’s limits.`,
      ],
    };
  },
};

function rowFor(scale: Scale, what: string, points: readonly Point[]): Row {
  const [idle, early] = points;
  const last = points.at(-1);
  if (!idle || !early || !last) throw new Error('there are at least three points');
  const all = points.map(({ requests, bytes }) => `${requests}: ${size(bytes)}`).join(', ');
  const ratio = last.bytes / early.bytes;
  return {
    what,
    measured: `${size(last.bytes)} after ${last.requests.toLocaleString('en')}`,
    beside: all,
    ratio,
    target: `flat: within ${flat} of that after ${early.requests.toLocaleString('en')}`,
    met: reached(scale, ratio <= flat),
  };
}

async function engineHeap(scale: Scale, stops: readonly number[]): Promise<Point[]> {
  setFlagsFromString('--expose-gc');
  const gc = runInNewContext('gc') as () => void;
  const heap = () => {
    gc();
    return process.memoryUsage().heapUsed;
  };
  const redis = await startRedis();
  try {
    const { replay } = await recorded(redis.url);
    const engine = await startEngine(redis.url, replay());
    const points = [{ requests: 0, bytes: heap() }];
    let done = 0;
    for (const stop of stops) {
      for (; done < stop; done += 10) {
        const ids = Array.from({ length: 10 }, (_, index) => `m${done + index}`);
        for (const { outcome } of await Promise.all(ids.map(engine.run))) {
          if (outcome !== 'done') throw new Error(`one of ${ids} ended as ${outcome}`);
        }
      }
      points.push({ requests: stop, bytes: heap() });
      scale.say(`engine, ${stop}: ${size(points.at(-1)?.bytes ?? 0)}`);
    }
    await engine.stop();
    return points;
  } finally {
    await redis.stop();
  }
}

async function botMemory(scale: Scale, stops: readonly number[]): Promise<Point[]> {
  const { main } = await builtProgram();
  const httpPort = await freePort();
  const site = await startTestSite({ empty: true, httpPort });
  try {
    const { pid } = await site.startBot({}, main);
    const points = [{ requests: 0, bytes: await residentOf(pid) }];
    let begun = 0;
    for (const stop of stops) {
      const load = commandsTo(site, httpPort, stop - begun, `m${stop}`);
      await sendAtRate({ ...load, perSecond: 100 });
      begun = stop;
      await site.slack.waitFor(async () => (await site.connection.zcard(keys.toDrive)) === 0, {
        timeoutMs: 300_000,
        what: 'the queues to follow',
      });
      const open = await site.connection.zcard(keys.open);
      if (open !== begun) throw new Error(`${begun} were sent, ${open} are open`);
      points.push({ requests: stop, bytes: await residentOf(pid) });
      scale.say(`bot, ${stop}: ${size(points.at(-1)?.bytes ?? 0)}`);
    }
    return points;
  } finally {
    await site.stop();
  }
}

/** Bytes, as Linux tells them. */
async function residentOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) * 1_024;
}
