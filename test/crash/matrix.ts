/** Requests whose workers are killed at given points, and whether each ends as a clean one does. */

import { isDeepStrictEqual } from 'node:util';
import type { Faults } from '../../sandbox/clusters/index.ts';
import { people } from '../../sandbox/site.ts';
import type { SeenMessage } from '../../sandbox/slack/index.ts';
import { keys, prefix } from '../../src/jobs/keys.ts';
import { type ClusterStepName, consentSteps } from '../../src/jobs/plan.ts';
import type { RequestState } from '../../src/jobs/state.ts';
import type { Connection } from '../../src/jobs/store.ts';
import { conflictOf, messageOf, newScenario, type Scenario } from '../e2e/scenario.ts';
import { setUpRows } from '../jobs/requests.ts';
import type { Bench, Kill } from './bench.ts';
import { type EndState, endStateOf } from './check.ts';
import { botPoints, type CrashPoint, clusterSteps, pointsOf, undoPointsOf } from './points.ts';
import { until } from './until.ts';

/** What a clean run is and does: once carried through, once cancelled near its end, and once denied. */
export interface Reference {
  readonly done: EndState;
  readonly cancelled: EndState;
  readonly denied: EndState;
  /** The command that a step changes something with, and the one that undoes it, of a stream called `NAME`. */
  readonly acts: ReadonlyMap<ClusterStepName, string>;
  readonly undoes: ReadonlyMap<ClusterStepName, string>;
}

export interface Trial {
  readonly points: readonly CrashPoint[];
  readonly end: End;
}

/** A cancelled request has no messages, so that its undo leaves nothing. */
const messages = { done: 30, cancelled: 0, denied: 30 };
const ends = { done: /Replicating/, cancelled: /Cancelled/, denied: /Denied/ };
export type End = keyof typeof ends;

/** What a denial finds to undo. */
const madeBeforeConsent: ReadonlySet<string> = new Set(
  setUpRows
    .slice(
      0,
      setUpRows.findIndex(({ name }) => name === consentSteps.replica),
    )
    .map(({ name }) => name),
);

/** @param even whether a denial is chosen where it would do as well as a cancel: each undoes, from another beginning */
export function trialOf(points: readonly CrashPoint[], even: boolean): Trial {
  if (!points.some(({ phase }) => phase === 'undoing')) return { points, end: 'done' };
  const early = points.every(({ at }) => madeBeforeConsent.has(at));
  return { points, end: early && even ? 'denied' : 'cancelled' };
}

export async function takeReference(bench: Bench): Promise<Reference> {
  const [done, cancelled, denied] = await Promise.all([
    cleanRun(bench, 'done'),
    cleanRun(bench, 'cancelled'),
    cleanRun(bench, 'denied'),
  ]);
  return {
    done: done.end,
    cancelled: cancelled.end,
    denied: denied.end,
    acts: commandsIn(done, 'act'),
    undoes: commandsIn(cancelled, 'undo'),
  };
}

/** Every point of the plan's table, and of the bot. */
export function allPoints({ acts }: Reference): readonly CrashPoint[] {
  const ofSteps = clusterSteps.flatMap((step) => [
    ...pointsOf(step, acts.has(step)),
    ...undoPointsOf(step),
  ]);
  return [...ofSteps, ...botPoints];
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
      trial.every(({ at, phase }) => sameWay(phase, point.phase) && at !== point.at);
    const found = trials.find(fits);
    if (found) found.push(point);
    else trials.push([point]);
  }
  return trials.map((points, index) => trialOf(points, index % 2 === 0));
}

/** A request goes one way: to its end, or there and back. */
function sameWay(one: CrashPoint['phase'], other: CrashPoint['phase']): boolean {
  return (one === 'undoing') === (other === 'undoing');
}

/** What came of one trial. */
export interface TrialReport {
  readonly fired: readonly string[];
  readonly missed: readonly string[];
  /** What is not as in a clean run, with all that can be told of it; null where all is well. */
  readonly wrong: string | null;
  /** From the end of a process to the next start of the step that it was at, in milliseconds. */
  readonly recoveries: readonly number[];
}

/** A request of its own, whose workers die at these points. */
export async function runTrial(
  bench: Bench,
  reference: Reference,
  { points, end }: Trial,
): Promise<TrialReport> {
  const { site } = bench;
  const scenario = await newScenario(site, messages[end]);
  const children = childPoints(reference, points, scenario);
  await site.clusters.faults.add({
    // Long enough to be killed in the middle of.
    copy: { command: scenario.source, minMs: 400 },
    killsCaller: children,
  } as Faults);
  const waiting = new Map<string, () => void>();
  const arm = (point: CrashPoint, request: string) => {
    const { how } = point;
    if (how.by !== 'tap') return;
    const watched = { parts: how.parts(request, scenario.source), when: how.when };
    const fired = () => waiting.delete(point.name);
    waiting.set(point.name, bench.arm([point.post], watched, point.name, fired));
  };
  const armAll = (now: CrashPoint['phase'], request: string) => {
    for (const point of points) if (point.phase === now) arm(point, request);
  };
  armAll('asking', '');
  const request = await begin(bench, scenario);
  armAll('running', request);
  const found = await run(bench, scenario, request, end, () => armAll('undoing', request))
    .then(() => endStateOf(site, scenario, request, ends[end]))
    .catch((error: unknown) => (error instanceof TooLate ? null : String(error)));
  const alive = await childrenLeft(bench, scenario);
  const missed = [
    ...waiting.keys(),
    ...points
      .filter((point) => isAmong(alive, childPoints(reference, [point], scenario)))
      .map(nameOf),
  ];
  for (const disarm of waiting.values()) disarm();
  // A world of hundreds of streams would make each of its commands slow.
  for (const path of [scenario.source, scenario.replica]) {
    if (await site.clusters.stream(path)) await site.clusters.deleteStream(path);
  }
  const events = await eventsOf(bench, request);
  const names = points.map(nameOf);
  const whole = found === null || isDeepStrictEqual(found, reference[end]);
  return {
    fired: names.filter((name) => !missed.includes(name)),
    missed,
    wrong: whole
      ? null
      : [
          `${request} (${end}), killed at ${names.join('; ') || 'no point of its own'}`,
          typeof found === 'string' ? found : difference(reference[end], found),
          ...events.map((event) => JSON.stringify(event)),
          ...bench.lines().filter((line) => line.includes(request)),
        ].join('\n'),
    recoveries: recoveriesAfter(
      bench.kills.filter(({ why }) => names.includes(why)),
      events,
    ),
  };
}

/** A request whose first look kills its worker so many times in a row. */
export async function dieAgainAndAgain(bench: Bench, times: number): Promise<EndState> {
  const { site } = bench;
  const scenario = await newScenario(site, messages.done);
  const command = `stream info -path ${scenario.replica}`;
  await site.clusters.faults.add({ killsCaller: { command, when: 'before', times } });
  const request = await begin(bench, scenario);
  await run(bench, scenario, request, 'done', () => undefined);
  return endStateOf(site, scenario, request, ends.done);
}

/** Runs them all at once. */
export async function runTrials(
  bench: Bench,
  reference: Reference,
  trials: readonly Trial[],
): Promise<readonly TrialReport[]> {
  return Promise.all(trials.map((trial) => runTrial(bench, reference, trial)));
}

/** A command can be lost with its bot, or be refused while Redis or Slack is away: then the person types it again. */
async function begin({ site }: Bench, scenario: Scenario): Promise<string> {
  let request: string | undefined;
  await until(async () => {
    request = (await conflictOf(site, scenario))?.request;
    if (request) return true;
    await site.slack.type(people.maya.id, scenario.channel, scenario.command).catch(() => null);
    request = (await conflictOf(site, scenario))?.request;
    return request !== undefined;
  });
  return request ?? '';
}

interface ChildPoint {
  readonly command: string;
  readonly when: string;
}

/** The points of a scenario that no command has reached. */
async function childrenLeft({ site }: Bench, scenario: Scenario): Promise<readonly ChildPoint[]> {
  const { faults } = await site.clusters.snapshot();
  return (faults.killsCaller ?? [])
    .filter(({ times, command }) => times !== 0 && command?.includes(nameIn(scenario)))
    .map(({ when, command = '' }) => ({ when, command }));
}

function isAmong(left: readonly ChildPoint[], points: readonly ChildPoint[]): boolean {
  return points.some(({ when, command }) =>
    left.some((other) => other.when === when && other.command === command),
  );
}

/** The request was done before it could be cancelled. */
class TooLate extends Error {}

/** Asked for already: denied; or approved, and carried to its end or cancelled when the last step has begun. */
async function run(
  { site }: Bench,
  scenario: Scenario,
  request: string,
  end: End,
  beforeUndo: () => void,
): Promise<void> {
  const reaches = (holds: (state: RequestState) => boolean) =>
    until(async () => {
      const state = await site.store.read(request);
      return state !== null && holds(state);
    });
  await reaches(({ consents }) => consents.replica.kind === 'asked');
  if (end === 'denied') beforeUndo();
  // A click can be lost with its bot; then the person presses again.
  await until(async () => {
    const now = await site.store.read(request);
    if (now?.consents.replica.kind !== 'asked') return true;
    const asked = await messageOf(site, scenario, request, 'consent').catch(() => undefined);
    if (asked) await (end === 'denied' ? deny(asked) : approve(asked)).catch(() => null);
    return false;
  });
  if (end === 'cancelled') {
    await reaches(
      ({ steps }) => steps.confirm.status === 'running' || steps.confirm.status === 'waiting',
    );
    beforeUndo();
    await until(async () => {
      const command = `/replicate cancel ${request}`;
      await site.slack.type(people.maya.id, scenario.channel, command).catch(() => null);
      const now = await site.store.read(request);
      if (now?.outcome === 'done') throw new TooLate();
      return now?.undo != null;
    });
  }
  await reaches(({ phase }) => phase === 'ended');
  // Its last job ends a moment after the log says so: a process can still die in between.
  await until(async () => !(await isAtWork(site.connection, request)));

  function approve(asked: SeenMessage): Promise<unknown> {
    return site.slack.press(people.noor.id, asked, 'approve', { confirm: true });
  }

  async function deny(asked: SeenMessage): Promise<void> {
    await site.slack.press(people.noor.id, asked, 'deny');
    await site.slack.submit(people.noor.id, 'current', { Reason: 'not this week' });
  }
}

/** Whether a worker has a job of the request. */
async function isAtWork(connection: Connection, request: string): Promise<boolean> {
  const queues = await connection.keys(`${prefix}:*:active`);
  const active = await Promise.all(queues.map((queue) => connection.lrange(queue, 0, -1)));
  return active.flat().some((id) => id.startsWith(`${request}-`));
}

async function cleanRun(bench: Bench, end: End) {
  const { site } = bench;
  const scenario = await newScenario(site, messages[end]);
  const request = await begin(bench, scenario);
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
  return points.flatMap(({ how, phase }) => {
    if (how.by !== 'child') return [];
    const commands = phase === 'undoing' ? undoes : acts;
    const command = commands.get(how.step)?.replaceAll('NAME', nameIn(scenario));
    if (!command) return [];
    return [{ command, when: how.when, times: 1 }];
  });
}

async function eventsOf({ site }: Bench, request: string): Promise<Record<string, unknown>[]> {
  const entries = await site.connection.xrange(keys.log(request), '-', '+');
  return entries.map(([, [, json = '']]) => JSON.parse(json) as Record<string, unknown>);
}

function recoveriesAfter(
  kills: readonly Kill[],
  events: readonly Record<string, unknown>[],
): number[] {
  return kills.flatMap(({ why, at }) => {
    const step = /^(?:undo of )?([a-z-]+):/.exec(why)?.[1];
    const next = events.find(
      (event) =>
        event['type'] === 'step.started' && event['step'] === step && Number(event['at']) > at,
    );
    return next ? [Number(next['at']) - at] : [];
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

function nameIn({ source }: Scenario): string {
  return source.split('/').at(-1) ?? '';
}

function nameOf({ name }: CrashPoint): string {
  return name;
}
