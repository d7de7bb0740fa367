/**
 * Breaks things on purpose: whole requests, whose workers are killed at random points of the plan's
 * table, while processes, Redis, Slack and clusters fail around them. Each has to end exactly as a clean one does.
 * `npm run test:chaos -- [--seed N] [--runs N] [--at-once N]`
 */

import { isDeepStrictEqual, parseArgs } from 'node:util';
import { type Bench, startBench } from '../crash/bench.ts';
import {
  allPoints,
  dieAgainAndAgain,
  type Reference,
  runTrial,
  type Trial,
  type TrialReport,
  takeReference,
  trialOf,
} from '../crash/matrix.ts';
import { disturb } from './disturb.ts';
import { type Random, randomFrom } from './random.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    runs: { type: 'string', default: '300' },
    'at-once': { type: 'string', default: '14' },
  },
});
const [seed, runs, atOnce] = [values.seed, values.runs, values['at-once']].map(Number);

process.exitCode = await main(seed ?? 0, runs ?? 0, atOnce ?? 1);

async function main(seed: number, runs: number, atOnce: number): Promise<number> {
  const again = `npm run test:chaos -- --seed ${seed} --runs ${runs}`;
  console.log(`chaos: ${runs} runs, seed ${seed}. Again with: ${again}`);
  const since = Date.now();
  // Retries enough for what is broken here at once; between the last step's looks, time to cancel.
  const bench = await startBench({
    settings: {
      timeouts: { command: '20s', confirm: '120s', settle: '3s' },
      retries: { attempts: 12, delay: '100ms' },
    },
  });
  try {
    const reference = await takeReference(bench);
    const again10 = isDeepStrictEqual(await dieAgainAndAgain(bench, 10), reference.done);
    console.log(`a job that loses its worker ten times in a row: ${again10 ? 'not lost' : 'LOST'}`);
    const trials = trialsFrom(randomFrom(seed), reference, runs);
    const stop = new AbortController();
    const disturbing = disturb(bench, randomFrom(seed + 1), stop.signal);
    const reports = await runAll(bench, reference, trials, atOnce);
    stop.abort();
    const done = await disturbing;
    const code = conclude(bench, reference, reports, done, since, again);
    return again10 ? code : 1;
  } finally {
    await bench.stop();
  }
}

/** Each dies at none, one or two points of its own; whatever else hits it comes from around. */
function trialsFrom(random: Random, reference: Reference, runs: number): readonly Trial[] {
  const points = allPoints(reference);
  return Array.from({ length: runs }, () => {
    const back = random.below(4) === 0;
    const fitting = points.filter(({ phase }) => (phase === 'undoing') === back);
    const chosen = random.some(fitting, random.oneOf([0, 1, 1, 2]));
    const places = [...new Set(chosen.map(({ at }) => at))];
    const each = places.flatMap((place) => chosen.find(({ at }) => at === place) ?? []);
    return trialOf(each, random.below(2) === 0);
  });
}

async function runAll(
  bench: Bench,
  reference: Reference,
  trials: readonly Trial[],
  atOnce: number,
): Promise<readonly TrialReport[]> {
  const reports: TrialReport[] = [];
  const left = [...trials];
  const lane = async () => {
    for (let trial = left.shift(); trial; trial = left.shift()) {
      const report = await runTrial(bench, reference, trial);
      reports.push(report);
      if (report.wrong) console.log(`\nWRONG: ${report.wrong}\n`);
      if (reports.length % 10 === 0) {
        const wrong = reports.filter(({ wrong }) => wrong).length;
        console.log(
          `${reports.length} of ${trials.length} runs, ${bench.kills.length} kills, ${wrong} wrong`,
        );
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return reports;
}

function conclude(
  bench: Bench,
  reference: Reference,
  reports: readonly TrialReport[],
  done: ReadonlyMap<string, number>,
  since: number,
  again: string,
): number {
  const wrong = reports.filter((report) => report.wrong);
  const fired = new Set(reports.flatMap((report) => report.fired));
  const missed = reports.flatMap((report) => report.missed);
  const all = allPoints(reference);
  const times = reports.flatMap(({ recoveries }) => recoveries).sort((one, other) => one - other);
  const at = (share: number) =>
    ((times[Math.floor((times.length - 1) * share)] ?? 0) / 1000).toFixed(1);
  console.log(
    `\n${reports.length} runs in ${Math.round((Date.now() - since) / 1000)} s, ${bench.kills.length} processes ended`,
  );
  console.log(
    `points of the table: ${fired.size} of ${all.length} reached at least once; ${missed.length} times a process died before its point`,
  );
  console.log(
    `from the end of a worker to the step's next start: p50 ${at(0.5)} s, p99 ${at(0.99)} s, longest ${at(1)} s (${times.length})`,
  );
  for (const [what, times] of [...done].sort())
    console.log(`${String(times).padStart(4)} × ${what}`);
  console.log(
    wrong.length === 0
      ? '\nall runs ended as a clean one does'
      : `\n${wrong.length} RUNS WENT WRONG. Again with: ${again}`,
  );
  return wrong.length === 0 ? 0 : 1;
}
