/** Carries a request along its way, as the people do whom it needs: each presses again where a press was lost with its bot. */

import { people } from '../../sandbox/site.ts';
import { keys, prefix } from '../../src/jobs/keys.ts';
import { consentSteps, type Side } from '../../src/jobs/plan.ts';
import { failedStep, isStopped, type RequestState } from '../../src/jobs/state.ts';
import { messageOf } from '../e2e/scenario.ts';
import type { Bench } from './bench.ts';
import type { Scene } from './grounds.ts';
import { isSoon, until } from './until.ts';
import { asked, lastStep, turnsAt } from './ways.ts';

/** The request was done before it could be cancelled, or could fail. */
export class TooLate extends Error {}

/** The command that a request is to fail at: the one of its last step. */
export interface Refusal {
  readonly command: string;
  /** Whether no other step runs it, so that it can be refused from the beginning. */
  readonly isItsAlone: boolean;
}

const approvers = { source: people.sam, replica: people.noor } as const;

/** A command can be lost with its bot, or be refused while Redis or Slack is away: then the person types it again. */
export async function begin(bench: Bench, scene: Scene): Promise<string> {
  const { slack, store } = bench.site;
  const { source, channel, asker, command, way } = scene;
  let request: string | undefined;
  const isBegun = async () => {
    for (const each of bench.requestsFor(source, way.procedure)) {
      if (!request && (await store.read(each))) request = each;
    }
    return request !== undefined;
  };
  await until(async () => {
    if (await isBegun()) return true;
    await slack.type(asker.id, channel, command).catch(() => null);
    // What ends something for good is asked for once more in a form.
    return isSoon(async () => {
      await handIn(bench, asker.id, source, {});
      return isBegun();
    });
  });
  return request ?? '';
}

/**
 * To the end of its way, once it has begun.
 * @param beforeBack called before anything can be undone
 * @throws TooLate where it was done before it could turn back
 */
export async function carry(
  bench: Bench,
  scene: Scene,
  request: string,
  refusal: Refusal | null,
  beforeBack: () => void,
): Promise<void> {
  const turn = turnsAt(scene.way);
  for (const side of asked(scene.way)) {
    await reaches(bench, request, ({ consents }) => consents[side].kind !== 'not-asked');
    if (turn === side) break;
    await answer(bench, scene, request, side, 'approve');
  }
  if (turn === 'last step') {
    await (refusal ? fail(bench, scene, request, refusal) : reachesLast(bench, scene, request));
  }
  beforeBack();
  await turnBack(bench, scene, request);
  await untilEnded(bench, request);
}

export async function untilEnded(bench: Bench, request: string): Promise<void> {
  await reaches(bench, request, ({ phase }) => phase === 'ended');
  // Its last job ends a moment after the log says so: a process can still die in between.
  await until(async () => !(await isAtWork(bench, request)));
}

/** Nobody has to do anything where it gets to its end, or where the clock decides. */
async function turnBack(bench: Bench, scene: Scene, request: string): Promise<void> {
  const { end, by } = scene.way;
  if (end === 'denied' && by) await answer(bench, scene, request, by, 'deny');
  if (end === 'cancelled') await typeAbout(bench, scene, request, 'cancel');
  if (end === 'rolled-back') await typeAbout(bench, scene, request, 'rollback');
}

/** A click can be lost with its bot; then the person presses again. */
async function answer(
  bench: Bench,
  scene: Scene,
  request: string,
  side: Side,
  what: 'approve' | 'deny',
): Promise<void> {
  const { site } = bench;
  const { slack, store } = site;
  const { id } = approvers[side];
  await until(async () => {
    const now = await store.read(request);
    if (now?.consents[side].kind !== 'asked') return true;
    const key = consentSteps[side];
    const message = await messageOf(site, scene, request, key).catch(() => undefined);
    if (message && what === 'approve') {
      await slack.press(id, message, 'approve', { confirm: true }).catch(() => null);
    } else if (message) {
      await slack.press(id, message, 'deny').catch(() => null);
      // Many are denied side by side, each in a form that may be on top for a moment only.
      await isSoon(() => handIn(bench, id, request, { Reason: 'not this week' }));
    }
    return false;
  });
}

/** @returns whether the form on top is about this, and was handed in */
async function handIn(
  { site: { slack } }: Bench,
  person: string,
  about: string,
  values: Readonly<Record<string, string>>,
): Promise<boolean> {
  const view = await slack.viewOf(person).catch(() => undefined);
  if (!view?.privateMetadata.includes(about)) return false;
  await slack.submit(person, view.id, values).catch(() => null);
  return true;
}

async function typeAbout(
  { site: { slack, store } }: Bench,
  { asker, channel }: Scene,
  request: string,
  verb: 'cancel' | 'rollback',
): Promise<void> {
  await until(async () => {
    await slack.type(asker.id, channel, `/replicate ${verb} ${request}`).catch(() => null);
    const now = await store.read(request);
    if (now?.outcome === 'done') throw new TooLate();
    return now?.undo != null;
  });
}

async function reachesLast(bench: Bench, { way }: Scene, request: string): Promise<void> {
  const last = lastStep(way);
  await reaches(bench, request, ({ steps, outcome }) => {
    if (outcome === 'done') throw new TooLate();
    return last !== null && ['running', 'waiting'].includes(steps[last].status);
  });
}

/** Has the last step fail for good, and heals the cluster. */
async function fail(bench: Bench, scene: Scene, request: string, refusal: Refusal): Promise<void> {
  if (!refusal.isItsAlone) {
    await reachesLast(bench, scene, request);
    await refuse(bench, refusal);
  }
  await reaches(bench, request, ({ phase, outcome }) => {
    if (outcome === 'done') throw new TooLate();
    return phase === 'failed';
  });
  await bench.site.clusters.faults.drop(refusal.command);
}

/** The cluster says no, and will say so again. */
export async function refuse({ site }: Bench, { command }: Refusal): Promise<void> {
  const errors = [{ id: 13, desc: 'turned down (simulated wording)' }];
  const stdout = `${JSON.stringify({ status: 'ERROR', errors }, null, '\t')}\n`;
  await site.clusters.faults.add({ reply: { command, exit: 1, stdout } });
}

/** @throws where it cannot get there any more */
async function reaches(
  { site }: Bench,
  request: string,
  holds: (state: RequestState) => boolean,
): Promise<void> {
  await until(async () => {
    const state = await site.store.read(request);
    if (!state) return false;
    if (holds(state)) return true;
    if (state.phase === 'ended') throw new Error(`it ended as ${state.outcome}`);
    if (isStopped(state)) throw new Error(`it failed: ${failedStep(state)?.failure?.message}`);
    return false;
  });
}

/** Whether a worker has a job of the request. */
async function isAtWork({ site: { connection } }: Bench, request: string): Promise<boolean> {
  const queues = await connection.keys(`${prefix}:*:active`);
  const active = await Promise.all(queues.map((queue) => connection.lrange(queue, 0, -1)));
  return active.flat().some((id) => id.startsWith(`${request}-`));
}

/** What is done with a replication is nobody's business any more once its trial is over. */
export async function forget({ site }: Bench, { source, replica }: Scene): Promise<void> {
  const pair = `${source} ${replica}`;
  await site.connection.hdel(keys.replications, pair, `flow ${pair}`);
  // A world of hundreds of streams would make each of its commands slow.
  for (const path of [source, replica]) {
    if (await site.clusters.stream(path)) await site.clusters.deleteStream(path);
  }
}
