/** How long a step stands still whose worker was killed. */

import { readTrail } from '../src/jobs/entries.ts';
import { readEvent } from '../src/jobs/events.ts';
import {
  ask,
  newScenario,
  quick,
  startTestSite,
  type TestSite,
  untilState,
} from '../test/e2e/scenario.ts';
import { type Bench, reached } from './bench.ts';
import { median, percentile, time } from './numbers.ts';

/** A lock of 6 s, and a look for locks that have run out every 2.5 s: workerOptions in src/jobs/queues.ts. */
const boundMs = 8_500;
const targetMs = 10_000;
const step = 'preflight-replica';

export const recovery: Bench = {
  name: 'recovery',
  title: 'From SIGKILL of a worker, in the middle of a step, to the next start of that step',
  async run({ quick: isQuick, say }) {
    const rounds = isQuick ? 1 : 15;
    const atOnce = isQuick ? 2 : 4;
    const site = await startTestSite({ empty: true, settings: quick });
    try {
      await Promise.all([site.startBot(), site.startWorker('sanfrancisco')]);
      const gaps: number[] = [];
      for (let round = 1; round <= rounds; round += 1) {
        const killed = await killAmid(site, atOnce);
        gaps.push(...killed);
        say(`round ${round} of ${rounds}: ${killed.map(time).join(', ')}`);
      }
      const p99 = percentile(gaps, 0.99);
      return {
        rows: [
          {
            what: 'SIGKILL to the next start, p50',
            measured: time(median(gaps)),
            beside: `lock and look for it: at most ${time(boundMs)}`,
            ratio: median(gaps) / boundMs,
            target: '',
            met: null,
          },
          {
            what: 'SIGKILL to the next start, p99',
            measured: time(p99),
            beside: `lock and look for it: at most ${time(boundMs)}`,
            ratio: p99 / boundMs,
            target: `under ${time(targetMs)}`,
            met: reached({ quick: isQuick }, p99 < targetMs),
          },
        ],
        notes: [
          `${gaps.length} steps of ${rounds} killed workers; another worker of the cluster stands by, and takes all of them up.`,
          'The times are those of the log, by the clock of Redis on the same machine.',
          'A shorter lock would notice sooner, and take a worker for dead that only hangs for a moment: its step would be run by two.',
        ],
      };
    } finally {
      await site.stop();
    }
  },
};

/**
 * A worker is killed that runs some steps, each in a command that never answers, and another one stands by.
 * @returns the milliseconds until each step's next start
 */
async function killAmid(site: TestSite, atOnce: number): Promise<number[]> {
  const running = await site.startWorker('newyork');
  const requests: string[] = [];
  for (let each = 0; each < atOnce; each += 1) {
    const scenario = await newScenario(site, 0);
    const command = `-path ${scenario.replica}`;
    await site.clusters.faults.add({ hang: { command, times: 1 } });
    requests.push(await ask(site, scenario));
  }
  for (const request of requests) {
    await untilState(site, request, ({ steps }) => steps[step].status === 'running');
  }
  const next = await site.startWorker('newyork');
  const killedAt = Date.now();
  await running.kill();
  for (const request of requests) {
    await untilState(site, request, ({ steps }) => steps[step].status === 'done');
  }
  await next.stop();
  return Promise.all(
    requests.map(async (request) => {
      const starts = await startsOf(site, request);
      const [first, second] = starts;
      if (!first || !second || starts.length > 2 || first.worker === second.worker) {
        throw new Error(`${step} of ${request} was started by ${JSON.stringify(starts)}`);
      }
      return second.at - killedAt;
    }),
  );
}

async function startsOf({ connection }: TestSite, request: string) {
  const { entries } = (await readTrail(connection, request)) ?? { entries: [] };
  return entries.flatMap((entry) => {
    const event = readEvent(entry);
    return event?.type === 'step.started' && event.step === step ? [event] : [];
  });
}
