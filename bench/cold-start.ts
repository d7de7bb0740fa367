/** How long bot and worker take from nothing to ready. */

import { execa } from 'execa';
import { startTestSite } from '../test/e2e/scenario.ts';
import { type Bench, type Row, reached, type Scale } from './bench.ts';
import { median, percentile, time } from './numbers.ts';
import { builtProgram } from './program.ts';

const targetMs = 1_500;

export const coldStart: Bench = {
  name: 'cold-start',
  title: 'From the start of a process to its line "ready"',
  async run(scale) {
    const rounds = scale.quick ? 1 : 20;
    const { main } = await builtProgram();
    const site = await startTestSite({ empty: true });
    const bare: number[] = [];
    const bot: number[] = [];
    const worker: number[] = [];
    try {
      for (let round = 1; round <= rounds; round += 1) {
        bare.push(await timed(() => execa(process.execPath, ['-e', '0'])));
        for (const [times, start] of [
          [bot, () => site.startBot({}, main)],
          [worker, () => site.startWorker('newyork', {}, main)],
        ] as const) {
          const begun = performance.now();
          const program = await start();
          times.push(performance.now() - begun);
          await program.stop();
        }
        scale.say(
          `${round} of ${rounds}: bot ${time(bot.at(-1) ?? 0)}, worker ${time(worker.at(-1) ?? 0)}`,
        );
      }
    } finally {
      await site.stop();
    }
    return {
      rows: [rowFor(scale, 'bot', bot, bare), rowFor(scale, 'worker', worker, bare)],
      notes: [
        `${rounds} starts of each, in turns, of the program as \`npm run build\` makes it; ready means that Redis, and Slack’s socket or the cluster, were reached.`,
      ],
    };
  },
};

function rowFor(
  scale: Scale,
  what: string,
  times: readonly number[],
  bare: readonly number[],
): Row {
  const slowest = percentile(times, 0.99);
  return {
    what: `${what}, p99`,
    measured: `${time(slowest)} (p50 ${time(median(times))})`,
    beside: `node -e 0: ${time(median(bare))}`,
    ratio: median(times) / median(bare),
    target: `under ${time(targetMs)}`,
    met: reached(scale, slowest < targetMs),
  };
}

async function timed(what: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await what();
  return performance.now() - begun;
}
