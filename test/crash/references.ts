/** What clean runs are and do: one for each way, to compare with. */

import type { ClusterStepName, Procedure } from '../../src/jobs/plan.ts';
import { commandsOf } from '../../src/jobs/procedure.ts';
import { defaultOptions } from '../../src/mapr/options.ts';
import { parseStreamPath, type StreamPath } from '../../src/mapr/path.ts';
import type { OptionChange } from '../../src/mapr/replica-edit.ts';
import { activity } from '../jobs/requests.ts';
import type { Bench } from './bench.ts';
import { begin, carry, forget, type Refusal, refuse } from './carry.ts';
import { type EndState, endStateOf, eventsOf, type LoggedEvent } from './check.ts';
import { beginExpiring } from './expiring.ts';
import { type Ground, groundsFor, nameIn, newScene, type Scene } from './grounds.ts';
import { type CrashPoint, pointsOf, type Shown } from './points.ts';
import { lastStep, nameOfWay, rowsOfWay, undoneIn, type Way, ways } from './ways.ts';

/** A clean run of one way. */
export interface Reference {
  readonly way: Way;
  readonly ground: Ground;
  readonly end: EndState;
  /** Its log, of a stream called `NAME`. */
  readonly events: readonly LoggedEvent[];
  /** The log of the first clean run of its procedure, which got to its end. */
  readonly first: readonly LoggedEvent[];
}

export interface References {
  /** All points of all ways. */
  readonly points: readonly CrashPoint[];
  /** The run is made when it is asked for first: make it before anything is broken. */
  of(way: Way): Promise<Reference>;
}

/** @returns once a clean run of each procedure has shown what its steps do */
export async function takeReferences(bench: Bench): Promise<References> {
  const made = new Map<string, Promise<Reference>>();
  const firsts = ways.filter(({ end, speaksFor }) => end === 'done' && speaksFor !== null);
  const shown = new Map<Procedure, Shown>();
  await Promise.all(
    firsts.map(async (done) => {
      const cancelled: Way = { ...done, end: 'cancelled' };
      const runs = [await of(done)];
      if (undoneIn(cancelled).length > 0) runs.push(await of(cancelled));
      shown.set(done.procedure, shownBy(runs));
    }),
  );
  const points = ways.flatMap((way) => pointsOf(way, shown.get(way.procedure) as Shown));
  return { points, of };

  function of(way: Way): Promise<Reference> {
    const name = nameOfWay(way);
    const found = made.get(name) ?? take(way);
    made.set(name, found);
    return found;
  }

  async function take(way: Way): Promise<Reference> {
    const first = firsts.find(({ procedure }) => procedure === way.procedure) as Way;
    if (way === first) return findGround(bench, way);
    const { ground, events } = await of(first);
    return cleanRun(bench, way, ground, events);
  }
}

/** The first ground on which it gets to its end, with everything to do that it can have to do. */
async function findGround(bench: Bench, way: Way): Promise<Reference> {
  const found: string[] = [];
  for (const ground of groundsFor(way.procedure)) {
    try {
      const run = await cleanRun(bench, way, ground);
      const acts = shownBy([run]).acts;
      const idle = rowsOfWay(way).filter(({ name }) => canAct(name) && !acts.has(name));
      if (run.end.outcome !== 'refused' && idle.length === 0) return run;
      found.push(`${ground}: ${run.end.outcome}, with nothing to do for ${idle.map(nameOf)}`);
    } catch (error) {
      found.push(`${ground}: ${error}`);
    }
  }
  throw new Error(`no clean run of ${way.procedure} on any ground:\n${found.join('\n')}`);
}

async function cleanRun(
  bench: Bench,
  way: Way,
  ground: Ground,
  first?: readonly LoggedEvent[],
): Promise<Reference> {
  const scene = await newScene(bench, way, ground);
  try {
    const request = await runWay(bench, scene, first ?? [], () => undefined);
    const end = await endStateOf(bench.site, scene, request);
    const text = JSON.stringify(await eventsOf(bench.site, request));
    const events = JSON.parse(text.replaceAll(nameIn(scene), 'NAME')) as LoggedEvent[];
    return { way, ground, end, events, first: first ?? events };
  } finally {
    await forget(bench, scene);
  }
}

/**
 * Begins a request, and carries it along its way.
 * @param first the log of a clean run of its procedure, which got to its end
 * @param beforeBack called before anything can be undone
 * @throws TooLate where it was done before it could turn back
 */
export async function runWay(
  bench: Bench,
  scene: Scene,
  first: readonly LoggedEvent[],
  beforeBack: () => void,
): Promise<string> {
  const refusal = scene.way.end === 'rolled-back' ? refusalFor(scene, first) : null;
  if (refusal?.isItsAlone) await refuse(bench, refusal);
  const expires = scene.way.end === 'expired';
  const request = expires ? await beginExpiring(bench, scene, first) : await begin(bench, scene);
  await carry(bench, scene, request, refusal, beforeBack);
  return request;
}

function refusalFor(scene: Scene, first: readonly LoggedEvent[]): Refusal | null {
  const last = lastStep(scene.way);
  if (!last) return null;
  const { change = {} } = first[0] as { change?: OptionChange };
  const [source, replica] = [scene.source, scene.replica].map(parseStreamPath) as [
    StreamPath,
    StreamPath,
  ];
  const [command] = commandsOf(last, { source, replica, options: defaultOptions }, change);
  if (!command) return null;
  const others = first.filter(({ type, step }) => type === 'step.ran' && step !== last);
  const known = command.replaceAll(nameIn(scene), 'NAME');
  return { command, isItsAlone: !others.some((other) => other.command?.includes(known)) };
}

function shownBy(runs: readonly Reference[]): Shown {
  const events = runs.flatMap((run) => run.events);
  const steps = (type: string, holds: (event: LoggedEvent) => boolean = () => true) =>
    new Set(
      events.filter((each) => each.type === type && holds(each)).map(({ step }) => step ?? ''),
    );
  return {
    looks: steps('step.ran', ({ purpose }) => purpose !== 'undo'),
    acts: steps('step.acting'),
    copies: steps('step.acting', ({ command }) => command?.includes('copystream') === true),
    undoes: steps('undo.acting'),
    leaves: steps('undo.left'),
  };
}

/** The commands of a step that changed something, or undid it. */
export function commandsIn(
  { events }: Reference,
  step: ClusterStepName,
  purpose: 'act' | 'undo',
): readonly string[] {
  return events
    .filter((event) => event.step === step && event.purpose === purpose)
    .flatMap(({ command }) => command ?? []);
}

/** By the table: whether any of its commands does more than look. */
function canAct(step: Parameters<typeof commandsOf>[0]): boolean {
  return commandsOf(step, activity).some((line) => !/ (list|info) /.test(line));
}

function nameOf({ name }: { name: string }): string {
  return name;
}
