import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Procedure, procedures } from '../../src/jobs/plan.ts';
import { type Bench, startBench } from './bench.ts';
import { deal, dieAgainAndAgain, runTrials, type Trial, takeCleanRuns } from './matrix.ts';
import type { CrashPoint } from './points.ts';
import { type References, takeReferences } from './references.ts';

let bench: Bench;
let references: References;
beforeAll(async () => {
  // Between the last step's looks, so that a request can be cancelled when all has been done.
  const timeouts = { command: '20s', confirm: '60s', settle: '3s' };
  bench = await startBench({ settings: { timeouts } });
  references = await takeReferences(bench);
}, 180_000);
afterAll(() => bench?.stop());

/** One request in so many of each procedure, and one at least; `npm run test:chaos` chooses among them all. */
const oneIn = 100;

/** As many as two cores can play without anything being too slow for a person who waits. */
const atOnce = 8;

describe('crashes', () => {
  it('A worker or a bot is killed at any point: another goes on, nothing is done twice, and the end is that of a clean run', async () => {
    const trials = someOf(deal(references.points, 4));
    expect(new Set(trials.map(({ way }) => way.procedure))).toEqual(
      new Set(Object.keys(procedures)),
    );
    await takeCleanRuns(references, trials, atOnce);
    const reports = await runTrials(bench, references, trials, atOnce);
    expect(reports.flatMap(({ wrong }) => wrong ?? []).join('\n\n')).toBe('');
    expect(reports.flatMap(({ missed }) => missed)).toEqual([]);
  }, 600_000);

  it('A worker is killed again and again at the same step: nothing is lost', async () => {
    const { found, clean } = await dieAgainAndAgain(bench, references, 3);
    expect(found).toEqual(clean);
  }, 120_000);
});

describe('the report', () => {
  it('counts each death for the request that it hit', async () => {
    const point = references.points.find(
      ({ name }) => name === 'pause: pause: begun, before it does anything',
    ) as CrashPoint;
    const trial = { way: point.way, points: [point] };
    const reports = await runTrials(bench, references, [trial, trial], 2);
    expect(reports.map(({ recoveries }) => recoveries.length)).toEqual([1, 1]);
  }, 120_000);
});

/** Evenly over the ways of each procedure. */
function someOf(trials: readonly Trial[]): readonly Trial[] {
  return (Object.keys(procedures) as Procedure[]).flatMap((procedure) => {
    const all = trials.filter(({ way }) => way.procedure === procedure);
    const amount = Math.ceil(all.length / oneIn);
    return Array.from({ length: amount }, (_, index) => {
      const trial = all[Math.floor(((index + 0.5) * all.length) / amount)];
      return trial as Trial;
    });
  });
}
