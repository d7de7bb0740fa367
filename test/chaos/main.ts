/**
 * Breaks things on purpose: whole requests, whose processes are killed at random points of the
 * procedures, while processes, Redis, Slack and clusters fail around them. Each has to end exactly as a clean one does.
 * `npm run test:chaos -- [--seed N] [--runs N] [--at-once N]`
 */

import { isDeepStrictEqual, parseArgs } from 'node:util';
import { type Bench, startBench } from '../crash/bench.ts';
import {
  dieAgainAndAgain,
  runTrials,
  type Trial,
  type TrialReport,
  takeCleanRuns,
} from '../crash/matrix.ts';
import type { CrashPoint } from '../crash/points.ts';
import { type References, takeReferences } from '../crash/references.ts';
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
    const references = await takeReferences(bench);
    const { found, clean } = await dieAgainAndAgain(bench, references, 10);
    const again10 = isDeepStrictEqual(found, clean);
    console.log(`a job that loses its worker ten times in a row: ${again10 ? 'not lost' : 'LOST'}`);
    const trials = trialsFrom(randomFrom(seed), references.points, runs);
    await takeCleanRuns(references, trials, atOnce);
    const stop = new AbortController();
    const disturbing = disturb(bench, randomFrom(seed + 1), stop.signal);
    const reports = await runAll(bench, references, trials, atOnce);
    stop.abort();
    const done = await disturbing;
    const code = conclude(bench, references, reports, done, since, again);
    return again10 ? code : 1;
  } finally {
    await bench.stop();
  }
}

/** Each dies at none, one or two points of its own; whatever else hits it comes from around. */
function trialsFrom(random: Random, points: readonly CrashPoint[], runs: number): readonly Trial[] {
  return Array.from({ length: runs }, () => {
    const { way } = random.oneOf(points);
    const own = points.filter((point) => point.way === way);
    const chosen = random.some(own, random.oneOf([0, 1, 1, 2]));
    const places = [...new Set(chosen.map(({ at }) => at))];
    return { way, points: places.flatMap((place) => chosen.find(({ at }) => at === place) ?? []) };
  });
}

async function runAll(
  bench: Bench,
  references: References,
  trials: readonly Trial[],
  atOnce: number,
): Promise<readonly TrialReport[]> {
  let [ended, wrong] = [0, 0];
  return runTrials(bench, references, trials, atOnce, (report) => {
    ended += 1;
    if (report.wrong) wrong += 1;
    if (report.wrong) console.log(`\nWRONG: ${report.wrong}\n`);
    if (ended % 10 > 0) return;
    console.log(`${ended} of ${trials.length} runs, ${bench.kills.length} kills, ${wrong} wrong`);
  });
}

function conclude(
  bench: Bench,
  { points }: References,
  reports: readonly TrialReport[],
  done: ReadonlyMap<string, number>,
  since: number,
  again: string,
): number {
  const wrong = reports.filter((report) => report.wrong);
  const fired = new Set(reports.flatMap((report) => report.fired));
  const missed = reports.flatMap((report) => report.missed);
  const times = reports.flatMap(({ recoveries }) => recoveries).sort((one, other) => one - other);
  const at = (share: number) =>
    ((times[Math.floor((times.length - 1) * share)] ?? 0) / 1000).toFixed(1);
  console.log(
    `\n${reports.length} runs in ${Math.round((Date.now() - since) / 1000)} s, ${bench.kills.length} processes ended`,
  );
  console.log(
    `points of the table: ${fired.size} of ${points.length} reached at least once; ${missed.length} times a process died before its point`,
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
