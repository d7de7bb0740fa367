/** Requests whose workers are killed at given points, and whether each ends as a clean one does. */

import { isDeepStrictEqual } from 'node:util';
import type { Faults } from '../../sandbox/clusters/index.ts';
import { people } from '../../sandbox/site.ts';
import { keys } from '../../src/jobs/keys.ts';
import { type ClusterStepName, rowOf } from '../../src/jobs/plan.ts';
import type { RequestState } from '../../src/jobs/state.ts';
import { approval, ask, newScenario, type Scenario } from '../e2e/scenario.ts';
import type { Bench, Kill, Post } from './bench.ts';
import { type EndState, endStateOf } from './check.ts';
import { type CrashPoint, clusterSteps, pointsOf, undoPointsOf } from './points.ts';
import { until } from './until.ts';

/** What a clean run is and does, once carried through and once cancelled near its end. */
export interface Reference {
  readonly done: EndState;
  readonly cancelled: EndState;
  /** The command that a step changes something with, and the one that undoes it, of a stream called `NAME`. */
  readonly acts: ReadonlyMap<ClusterStepName, string>;
  readonly undoes: ReadonlyMap<ClusterStepName, string>;
}

export interface Trial {
  readonly points: readonly CrashPoint[];
}

export interface Report {
  readonly fired: readonly string[];
  readonly missed: readonly string[];
  readonly wrong: readonly string[];
  /** From the end of a worker to the next start of the step that it was at, in milliseconds. */
  readonly recoveries: readonly number[];
}

/** A cancelled request has no messages, so that its undo leaves nothing. */
const messages = { done: 30, cancelled: 0 };
const ends = { done: /Replicating/, cancelled: /Cancelled/ };
type End = keyof typeof ends;

export async function takeReference(bench: Bench): Promise<Reference> {
  const [done, cancelled] = await Promise.all([
    cleanRun(bench, 'done'),
    cleanRun(bench, 'cancelled'),
  ]);
  return {
    done: done.end,
    cancelled: cancelled.end,
    acts: commandsIn(done, 'act'),
    undoes: commandsIn(cancelled, 'undo'),
  };
}

/** Every point of the plan's table. */
export function allPoints({ acts }: Reference): readonly CrashPoint[] {
  return clusterSteps.flatMap((step) => [...pointsOf(step, acts.has(step)), ...undoPointsOf(step)]);
}

/**
 * Deals the points out, so that each request dies at most so often, never twice at the same step,
 * and either on its way to the end or on its way back.
 */
export function deal(points: readonly CrashPoint[], deaths: number): readonly Trial[] {
  const trials: CrashPoint[][] = [];
  for (const point of points) {
    const fits = (trial: readonly CrashPoint[]) =>
      trial.length < deaths &&
      trial.every(({ step, undo }) => undo === point.undo && step !== point.step);
    const found = trials.find(fits);
    if (found) found.push(point);
    else trials.push([point]);
  }
  return trials.map((points) => ({ points }));
}

/** Runs them all at once. */
export async function runTrials(
  bench: Bench,
  reference: Reference,
  trials: readonly Trial[],
): Promise<Report> {
  const { site } = bench;
  const before = bench.kills.length;
  const ready = await Promise.all(
    trials.map(async ({ points }) => {
      const end: End = points.some(({ undo }) => undo) ? 'cancelled' : 'done';
      return { points, end, scenario: await newScenario(site, messages[end]) };
    }),
  );
  await site.clusters.faults.set({
    // Long enough to be killed in the middle of.
    copy: { minMs: 400 },
    killsCaller: ready.flatMap(({ points, scenario }) => childPoints(reference, points, scenario)),
  } as Faults);
  const reports = await Promise.all(
    ready.map((trial) => runTrial(bench, reference, trial.points, trial.end, trial.scenario)),
  );
  const left = new Set(
    ((await site.clusters.snapshot()).faults.killsCaller ?? [])
      .filter(({ times }) => times !== 0)
      .map(({ command, when }) => `${when} ${command}`),
  );
  await site.clusters.faults.clear();
  const missedChildren = ready.flatMap(({ points, scenario }) =>
    points
      .filter(({ how }) => how.by === 'child')
      .filter((point) =>
        childPoints(reference, [point], scenario).some(({ when, command }) =>
          left.has(`${when} ${command}`),
        ),
      ),
  );
  const missed = [...reports.flatMap(({ missed }) => missed), ...missedChildren.map(nameOf)];
  const names = trials.flatMap(({ points }) => points.map(nameOf));
  const struck = bench.kills.slice(before);
  return {
    fired: names.filter((name) => !missed.includes(name)),
    missed,
    wrong: reports.flatMap(({ wrong }) => wrong),
    recoveries: recoveriesAfter(
      struck,
      reports.map(({ starts }) => starts),
    ),
  };
}

interface Start {
  readonly step: string;
  readonly at: number;
}

interface TrialReport {
  readonly missed: readonly string[];
  readonly wrong: readonly string[];
  readonly starts: readonly Start[];
}

async function runTrial(
  bench: Bench,
  reference: Reference,
  points: readonly CrashPoint[],
  end: End,
  scenario: Scenario,
): Promise<TrialReport> {
  const { site } = bench;
  const waiting = new Map<string, () => void>();
  const arm = (point: CrashPoint, request: string) => {
    const { how } = point;
    if (how.by !== 'tap') return;
    const watched = { parts: how.parts(request), when: how.when };
    const fired = () => waiting.delete(point.name);
    waiting.set(point.name, bench.arm([postOf(point)], watched, point.name, fired));
  };
  // The looks begin with the request: before anybody knows its name.
  const early = points.filter(({ step, undo }) => !undo && rowOf(step).number === 0);
  for (const point of early) arm(point, '');
  const request = await ask(site, scenario);
  for (const point of points) if (!early.includes(point) && !point.undo) arm(point, request);
  const found = await run(bench, scenario, request, end, () => {
    for (const point of points) if (point.undo) arm(point, request);
  })
    .then(() => endStateOf(site, scenario, request, ends[end]))
    .catch((error: unknown) => String(error));
  const missed = [...waiting.keys()];
  for (const disarm of waiting.values()) disarm();
  const events = await eventsOf(bench, request);
  const starts = events.flatMap(({ type, step, at }) =>
    type === 'step.started' ? [{ step: `${step}`, at: Number(at) }] : [],
  );
  const killed = points.map(nameOf).join('; ');
  const wrong = isDeepStrictEqual(found, reference[end])
    ? []
    : [
        [
          `${request}, killed at ${killed}`,
          typeof found === 'string' ? found : difference(reference[end], found),
          ...events.map((event) => JSON.stringify(event)),
          ...bench.lines().filter((line) => line.includes(request)),
        ].join('\n'),
      ];
  return { missed, wrong, starts };
}

/** Asked for already: approved, and carried to its end or cancelled when the last step has begun. */
async function run(
  { site }: Bench,
  scenario: Scenario,
  request: string,
  end: End,
  beforeCancel: () => void,
): Promise<void> {
  const reaches = (holds: (state: RequestState) => boolean) =>
    until(async () => {
      const state = await site.store.read(request);
      return state !== null && holds(state);
    });
  await reaches(({ consent }) => consent.kind === 'asked');
  // A click can be lost with its bot; then the person presses again.
  await until(async () => {
    const now = await site.store.read(request);
    if (now?.consent.kind !== 'asked') return true;
    const asked = await approval(site, scenario, request);
    await site.slack.press(people.noor.id, asked, 'approve', { confirm: true }).catch(() => null);
    return false;
  });
  if (end === 'cancelled') {
    await reaches(({ steps }) => steps.resume.status === 'done');
    beforeCancel();
    await until(async () => {
      const command = `/replicate cancel ${request}`;
      await site.slack.type(people.maya.id, scenario.channel, command).catch(() => null);
      return (await site.store.read(request))?.undo != null;
    });
  }
  await reaches(({ phase }) => phase === 'ended');
}

async function cleanRun(bench: Bench, end: End) {
  const { site } = bench;
  const scenario = await newScenario(site, messages[end]);
  const request = await ask(site, scenario);
  await run(bench, scenario, request, end, () => undefined);
  return {
    end: await endStateOf(site, scenario, request, ends[end]),
    events: await eventsOf(bench, request),
    name: nameIn(scenario),
  };
}

function commandsIn(
  { events, name }: Awaited<ReturnType<typeof cleanRun>>,
  purpose: 'act' | 'undo',
): ReadonlyMap<ClusterStepName, string> {
  const found = new Map<ClusterStepName, string>();
  for (const event of events) {
    if (event['type'] !== 'step.ran' || event['purpose'] !== purpose) continue;
    found.set(event['step'] as ClusterStepName, String(event['command']).replaceAll(name, 'NAME'));
  }
  return found;
}

function childPoints(
  { acts, undoes }: Reference,
  points: readonly CrashPoint[],
  scenario: Scenario,
) {
  return points.flatMap(({ how, step, undo }) => {
    const command = (undo ? undoes : acts).get(step)?.replaceAll('NAME', nameIn(scenario));
    if (how.by !== 'child' || !command) return [];
    return [{ command, when: how.when, times: 1 }];
  });
}

async function eventsOf({ site }: Bench, request: string): Promise<Record<string, unknown>[]> {
  const entries = await site.connection.xrange(keys.log(request), '-', '+');
  return entries.map(([, [, json = '']]) => JSON.parse(json) as Record<string, unknown>);
}

function recoveriesAfter(kills: readonly Kill[], logs: readonly (readonly Start[])[]): number[] {
  return kills.flatMap(({ why, at }) => {
    const step = /^(?:undo of )?([a-z-]+):/.exec(why)?.[1];
    const next = logs.flatMap((starts) =>
      starts.filter((start) => start.step === step && start.at > at).map((start) => start.at - at),
    );
    return next.length > 0 ? [Math.min(...next)] : [];
  });
}

function difference(clean: EndState, found: EndState): string {
  return (Object.keys(clean) as (keyof EndState)[])
    .filter((key) => !isDeepStrictEqual(clean[key], found[key]))
    .map(
      (key) =>
        `${key}\n  clean: ${JSON.stringify(clean[key])}\n  found: ${JSON.stringify(found[key])}`,
    )
    .join('\n');
}

function postOf({ step }: CrashPoint): Post {
  return rowOf(step).side === 'source' ? 'sanfrancisco' : 'newyork';
}

function nameIn({ source }: Scenario): string {
  return source.split('/').at(-1) ?? '';
}

function nameOf({ name }: CrashPoint): string {
  return name;
}
