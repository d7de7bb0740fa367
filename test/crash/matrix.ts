/** Requests whose workers are killed at given points, and whether each ends as a clean one does. */

import { isDeepStrictEqual } from 'node:util';
import type { Faults } from '../../sandbox/clusters/index.ts';
import type { Bench } from './bench.ts';
import { forget, TooLate } from './carry.ts';
import { type EndState, endStateOf, eventsOf, type LoggedEvent } from './check.ts';
import { nameIn, newScene, type Scene } from './grounds.ts';
import { type CrashPoint, hasAll } from './points.ts';
import { commandsIn, type Reference, type References, runWay } from './references.ts';
import { nameOfWay, type Way, ways } from './ways.ts';

/** A request of its own, and where its processes die. */
export interface Trial {
  readonly way: Way;
  readonly points: readonly CrashPoint[];
}

/** Deals the points out: each request goes one way, and dies at most so often, never twice at the same step. */
export function deal(points: readonly CrashPoint[], deaths: number): readonly Trial[] {
  const trials: { way: Way; points: CrashPoint[] }[] = [];
  for (const point of points) {
    const { way, at } = point;
    const found = trials.find(
      (trial) =>
        trial.way === way &&
        trial.points.length < deaths &&
        trial.points.every((other) => other.at !== at),
    );
    if (found) found.points.push(point);
    else trials.push({ way, points: [point] });
  }
  return trials;
}

/** What came of one trial. */
export interface TrialReport {
  readonly fired: readonly string[];
  readonly missed: readonly string[];
  /** What is not as in a clean run, with all that can be told of it; null where all is well. */
  readonly wrong: string | null;
  /** From the end of a worker to the next start of the step that it was at, in milliseconds. */
  readonly recoveries: readonly number[];
}

/** The clean runs that they are compared with, so many at once: to be made before anything is broken. */
export async function takeCleanRuns(
  references: References,
  trials: readonly Trial[],
  atOnce: number,
): Promise<void> {
  const ways = [...new Set(trials.map(({ way }) => way))];
  await inLanes(ways, atOnce, (way) => references.of(way));
}

/** Runs them, so many at once. */
export async function runTrials(
  bench: Bench,
  references: References,
  trials: readonly Trial[],
  atOnce: number,
  onReport: (report: TrialReport) => void = () => undefined,
): Promise<readonly TrialReport[]> {
  return inLanes(trials, atOnce, async (trial) => {
    const report = await runTrial(bench, await references.of(trial.way), trial);
    onReport(report);
    return report;
  });
}

/** In a busy place a request can be done before it could turn back: then another is begun. */
async function runTrial(bench: Bench, reference: Reference, trial: Trial): Promise<TrialReport> {
  for (let left = 3; ; left -= 1) {
    try {
      return await tryOnce(bench, reference, trial);
    } catch (error) {
      if (!(error instanceof TooLate) || left === 0) throw error;
    }
  }
}

async function tryOnce(
  bench: Bench,
  reference: Reference,
  { way, points }: Trial,
): Promise<TrialReport> {
  const { site } = bench;
  const scene = await newScene(bench, way, reference.ground);
  const armed = arming(bench, scene);
  try {
    await site.clusters.faults.add({
      // Long enough to be killed in the middle of.
      copy: { command: scene.source, minMs: 400 },
      killsCaller: points.flatMap((point) => childPoint(reference, point, scene) ?? []),
    } as Faults);
    for (const point of points) if (!point.back) armed.arm(point);
    const beforeBack = () => {
      for (const point of points) if (point.back) armed.arm(point);
    };
    const found = await runWay(bench, scene, reference.first, beforeBack)
      .then((request) => endStateOf(site, scene, request))
      .catch((error: unknown) => {
        if (error instanceof TooLate) throw error;
        return String(error);
      });
    const missed = [...armed.waiting(), ...(await childrenLeft(bench, reference, points, scene))];
    const request = await requestOf(bench, scene);
    const events = await eventsOf(site, request);
    return {
      fired: points.map(nameOf).filter((name) => !missed.includes(name)),
      missed,
      wrong: isDeepStrictEqual(found, reference.end)
        ? null
        : [
            `${request} (${nameOfWay(way)}), killed at ${points.map(nameOf).join('; ') || 'no point of its own'}`,
            typeof found === 'string' ? found : difference(reference.end, found),
            ...events.map((event) => JSON.stringify(event)),
            ...bench.lines().filter((line) => line.includes(request)),
          ].join('\n'),
      recoveries: armed.deaths().flatMap((death) => recoveryAfter(death, events)),
    };
  } finally {
    armed.disarm();
    await forget(bench, scene);
  }
}

/** A request whose first look kills its worker so many times in a row. @returns its end, and a clean one */
export async function dieAgainAndAgain(
  bench: Bench,
  references: References,
  times: number,
): Promise<{ readonly found: EndState; readonly clean: EndState }> {
  const way = ways.find(({ procedure, end }) => procedure === 'replicate' && end === 'done') as Way;
  const { ground, first, end } = await references.of(way);
  const scene = await newScene(bench, way, ground);
  const command = `stream info -path ${scene.replica}`;
  await bench.site.clusters.faults.add({ killsCaller: { command, when: 'before', times } });
  const request = await runWay(bench, scene, first, () => undefined);
  return { found: await endStateOf(bench.site, scene, request), clean: end };
}

/** A point that a process was killed at, and when: milliseconds since 1970. */
interface Death {
  readonly point: CrashPoint;
  readonly at: number;
}

/** The points of one request in the lines of the processes to Redis: nobody else's deaths are among its own. */
function arming(bench: Bench, { source, way }: Scene) {
  const waiting = new Map<string, () => void>();
  const deaths: Death[] = [];
  return {
    arm(point: CrashPoint): void {
      const { how, post, name } = point;
      if (how.by !== 'tap') return;
      const matches = (words: readonly Buffer[]) =>
        bench
          .requestsFor(source, way.procedure)
          .some((request) => hasAll(words, how.parts(request, source)));
      const fired = (at: number) => {
        waiting.delete(name);
        deaths.push({ point, at });
      };
      waiting.set(name, bench.arm([post], { matches, when: how.when }, name, fired));
    },
    waiting: () => [...waiting.keys()],
    deaths: () => deaths,
    disarm(): void {
      for (const disarm of waiting.values()) disarm();
    },
  };
}

/** What the simulated cluster is told of a point: a step's first command or its last. */
function childPoint(reference: Reference, { how, back }: CrashPoint, scene: Scene) {
  if (how.by !== 'child') return null;
  const commands = commandsIn(reference, how.step, back ? 'undo' : 'act');
  const command = how.when === 'after' ? commands[0] : commands.at(-1);
  if (command === undefined) return null;
  return { command: command.replaceAll('NAME', nameIn(scene)), when: how.when, times: 1 };
}

/** The points that no command has reached. */
async function childrenLeft(
  { site }: Bench,
  reference: Reference,
  points: readonly CrashPoint[],
  scene: Scene,
): Promise<readonly string[]> {
  const { faults } = await site.clusters.snapshot();
  const left = (faults.killsCaller ?? []).filter(({ times }) => times !== 0);
  return points
    .filter((point) => {
      if (point.how.by !== 'child') return false;
      const set = childPoint(reference, point, scene);
      return !set || left.some(({ when, command }) => when === set.when && command === set.command);
    })
    .map(nameOf);
}

/** The request that was begun; of those that a bot was about to write down, the one that is there. */
async function requestOf(bench: Bench, { source, way }: Scene): Promise<string> {
  for (const request of bench.requestsFor(source, way.procedure)) {
    if (await bench.site.store.read(request)) return request;
  }
  return '';
}

function recoveryAfter({ point, at }: Death, events: readonly LoggedEvent[]): number[] {
  const next = events.find(
    (event) => event.type === 'step.started' && event.step === point.at && event.at > at,
  );
  return next && point.post !== 'bot' ? [next.at - at] : [];
}

async function inLanes<T, R>(
  all: readonly T[],
  lanes: number,
  run: (one: T) => Promise<R>,
): Promise<R[]> {
  const left = [...all];
  const results: R[] = [];
  const lane = async () => {
    for (let one = left.shift(); one !== undefined; one = left.shift()) {
      results.push(await run(one));
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return results;
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

function nameOf({ name }: CrashPoint): string {
  return name;
}
