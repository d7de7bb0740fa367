/** The kinds of rows that the table has, and what has to hold of each. */

import { expect } from 'vitest';
import type { ClusterStepName } from '../../../src/jobs/plan.ts';
import { failedStep, type RequestState } from '../../../src/jobs/state.ts';
import type { Bench } from './bench.ts';
import { buttonsOn, cardOf, consent, type Journey, type Play, play, whatIsThere } from './play.ts';

type Thing = 'stream' | 'registration' | 'upstream';

/** A request that stops for people, and what they do about it. `name`: `<fault>: <outcome>`. */
export interface Stop extends Journey {
  readonly name: string;
  readonly at: ClusterStepName;
  /** What the card says, beside the cluster, the command and what to do. */
  readonly says: readonly RegExp[];
  readonly next: Retry | RollBack;
}

interface Retry {
  readonly press: 'retry';
  /** What people do before, beside clearing the fault. */
  readonly mend?: (play: Play) => Promise<unknown>;
  readonly also?: (play: Play, state: RequestState) => unknown;
}

interface RollBack {
  readonly press: 'rollback';
  /** What happens before, beside that the fault is cleared. */
  readonly before?: (play: Play) => Promise<unknown>;
  /** What is there after it. */
  readonly leaves: readonly Thing[];
  /** What of it the card names, with the command for a person. Default all. */
  readonly named?: readonly Thing[];
}

/** A request on whose way several things go wrong, none of which stops it: a row of the table each. */
export interface Ride extends Journey {
  readonly rows: readonly Bump[];
}

interface Bump {
  readonly name: string;
  also?(play: Play, state: RequestState): unknown;
}

export async function checkRide(bench: Bench, ride: Ride): Promise<[Play, RequestState]> {
  const [played, state] = await play(bench, ride);
  await played.mended();
  expect(cardOf(state)).toMatch(/Replicating/);
  expect(state.outcome).toBe('done');
  expect(await played.ours()).toEqual(played.owed);
  return [played, state];
}

export async function checkStop(bench: Bench, row: Stop): Promise<void> {
  const [played, state] = await play(bench, row);
  const failed = failedStep(state);
  const card = cardOf(state);
  expect([state.phase, failed?.name], card).toEqual(['failed', row.at]);
  expect(card).toContain(`has failed on ${failed?.failure?.cluster}`);
  expect(card).toMatch(/Command: .*mapr(cli)? /);
  expect(card).toMatch(/What to do: /);
  for (const words of row.says) expect(card).toMatch(words);
  expect(buttonsOn(state)).toEqual(['retry', 'rollback']);
  await played.mended();
  await (row.next.press === 'retry' ? goesOn(played, row.next) : isUndone(played, row.next));
}

async function goesOn(played: Play, { mend, also }: Retry): Promise<void> {
  await mend?.(played);
  await played.press('retry');
  await played.until(({ phase }) => phase === 'running' || phase === 'ended');
  await consent(played);
  const ended = await played.until(({ phase }) => phase === 'ended' || phase === 'failed');
  expect(failedStep(ended)?.failure).toBeUndefined();
  expect(ended.outcome).toBe('done');
  const ours = await played.ours();
  // A copy that broke off is run again; everything else takes effect once.
  expect([...new Set(ours)]).toEqual(played.owed);
  const once = (lines: readonly string[]) => lines.filter((line) => !line.includes('copystream'));
  expect(once(ours)).toEqual(once(played.owed));
  await also?.(played, ended);
}

async function isUndone(played: Play, { before, leaves, named = leaves }: RollBack): Promise<void> {
  await before?.(played);
  await played.press('rollback');
  const ended = await played.until(({ phase }) => phase === 'ended' || phase === 'undo-failed');
  expect(failedStep(ended)?.failure).toBeUndefined();
  expect(ended.outcome).toBe('rolled-back');
  expect(await whatIsThere(played)).toEqual(leaves);
  const card = cardOf(ended);
  const { source, replica } = played;
  const commands: Record<Thing, string> = {
    stream: `maprcli stream delete -path ${replica}`,
    registration: `maprcli stream replica remove -path ${source} -replica ${replica}`,
    upstream: `maprcli stream upstream remove -path ${replica} -upstream ${source}`,
  };
  for (const what of Object.keys(commands) as Thing[]) {
    expect(card.includes(commands[what])).toBe(named.includes(what));
  }
  const ours = await played.ours();
  expect(new Set(ours).size).toBe(ours.length);
  expect(buttonsOn(ended)).toEqual([]);
}
