import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Bench, startBench } from './bench.ts';
import {
  allPoints,
  deal,
  dieAgainAndAgain,
  type Reference,
  runTrials,
  takeReference,
} from './matrix.ts';
import { clusterSteps } from './points.ts';

let bench: Bench;
let reference: Reference;
beforeAll(async () => {
  // Between the last step's looks, so that a request can be cancelled when all has been done.
  const timeouts = { command: '20s', confirm: '60s', settle: '3s' };
  bench = await startBench({ settings: { timeouts } });
  reference = await takeReference(bench);
});
afterAll(() => bench?.stop());

describe('crashes', () => {
  it('A worker or a bot is killed at any point: another goes on, nothing is done twice, and the end is that of a clean run', async () => {
    const points = allPoints(reference);
    // One in five here; `npm run test:chaos` chooses among them all.
    const some = points.filter((_, index) => index % 5 === 0);
    expect(some.map(({ at }) => at)).toEqual(expect.arrayContaining([...clusterSteps]));
    const reports = await runTrials(bench, reference, deal(some, 4));
    expect(reports.flatMap(({ wrong }) => wrong ?? []).join('\n\n')).toBe('');
    expect(reports.flatMap(({ missed }) => missed)).toEqual([]);
  }, 300_000);

  it('A worker is killed again and again at the same step: nothing is lost', async () => {
    expect(await dieAgainAndAgain(bench, 3)).toEqual(reference.done);
  }, 120_000);
});
