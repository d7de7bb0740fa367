import { standing } from '../faults/standing.ts';
import { percentage, startCopy, stepCopy } from './copy-job.ts';
import { setupObstacle } from './obstacles.ts';
import { addReplica, addUpstream, findReplica } from './replicas.ts';
import { addStream, streamAt } from './streams.ts';
import type { Autosetup, Replica, Stream, World } from './types.ts';

/** Point 32: carries a directcopy set-up through its states for `elapsed` ms. */
export function advanceAutosetup(
  world: World,
  source: Stream,
  replica: Replica,
  elapsed: number,
): void {
  let left = elapsed;
  while (replica.setup !== null && !replica.paused && left > 0) {
    if (setupObstacle(world, source, replica) !== undefined) {
      if (replica.state === 'REPLICA_STATE_COPY_IN_PROGRESS') enter(replica, 'COPY_IN_RECOVER');
      return;
    }
    left = stage(world, source, replica, replica.setup, left);
  }
}

/** One stage; answers how much of the time is left. */
function stage(
  world: World,
  source: Stream,
  replica: Replica,
  setup: Autosetup,
  left: number,
): number {
  if (replica.state === 'REPLICA_STATE_COPY_IN_RECOVER') enter(replica, 'COPY_IN_PROGRESS');
  if (replica.state === 'REPLICA_STATE_COPY_IN_PROGRESS') {
    return copyFor(world, replica, setup, left);
  }
  const used = Math.min(left, Math.max(0, world.settings.autosetupStageMs - setup.spentMs));
  setup.spentMs += used;
  if (setup.spentMs < world.settings.autosetupStageMs) return 0;
  setup.spentMs = 0;
  if (replica.state === 'REPLICA_STATE_CREATE_SCHEDULE') {
    createReplica(world, source, replica, setup);
    enter(replica, 'COPY_SCHEDULE');
  } else if (replica.state === 'REPLICA_STATE_COPY_SCHEDULE') {
    const target = streamAt(world, replica);
    if (target !== undefined) setup.job = startCopy(source, target);
    enter(replica, 'COPY_IN_PROGRESS');
  } else {
    enter(replica, 'REPLICATING');
    replica.setup = null;
  }
  return left - used;
}

/** Copies for as long as there is time, neither faster than the rate nor in less than the least duration. */
function copyFor(world: World, replica: Replica, setup: Autosetup, left: number): number {
  const slow = standing(world, 'copy', replica.cluster);
  const rate = slow?.messagesPerSecond ?? world.settings.copyMessagesPerSecond;
  const total = setup.job?.total ?? 0;
  const whole = Math.max(slow?.minMs ?? world.settings.autosetupStageMs, (total * 1000) / rate);
  const used = Math.min(left, Math.max(0, whole - setup.spentMs));
  setup.spentMs += used;
  const complete = setup.spentMs >= whole;
  if (setup.job !== null) {
    const due = complete ? total : Math.floor((total * setup.spentMs) / whole);
    stepCopy(world, setup.job, due - setup.job.done);
    replica.copyPercentage = percentage(setup.job);
  }
  if (!complete) return 0;
  setup.spentMs = 0;
  replica.copyPercentage = 100;
  enter(replica, 'DELETING_CURSORS');
  return left - used;
}

function createReplica(world: World, source: Stream, replica: Replica, setup: Autosetup): void {
  const { cluster, path } = replica;
  const target =
    streamAt(world, replica) ??
    addStream(world, { cluster, path }, structuredClone(source.attributes));
  replica.uuid = target.uuid;
  if (!target.upstreams.some(({ uuid }) => uuid === source.uuid)) addUpstream(target, source);
  if (setup.multimaster) reverse(source, target, world.now);
}

/** The way back of a multi-master pair. */
export function reverse(source: Stream, target: Stream, now: number): void {
  const back = { cluster: source.cluster, path: source.path };
  if (findReplica(target, back) === undefined) {
    addReplica(target, back, { uuid: source.uuid }, now);
  }
  if (!source.upstreams.some(({ uuid }) => uuid === target.uuid)) addUpstream(source, target);
}

type ShortState = Replica['state'] extends `REPLICA_STATE_${infer S}` ? S : never;

function enter(replica: Replica, state: ShortState): void {
  replica.state = `REPLICA_STATE_${state}`;
}
