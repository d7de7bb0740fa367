import { startCopy, stepCopy } from './world/copy-job.ts';
import type { Place } from './world/path.ts';
import { addReplica, addUpstream } from './world/replicas.ts';
import { addStream, streamAt } from './world/streams.ts';
import type { World } from './world/types.ts';

/** How far a replication is set up: each includes those before it. */
export const stages = ['created', 'registered', 'authorized', 'loaded'] as const;
export type Stage = (typeof stages)[number];

/** Sets a replication up to a stage behind MapR's back, without a command: the replica stays paused. */
export function setUp(world: World, source: Place, replica: Place, stage: Stage): void {
  const from = streamAt(world, source);
  if (from === undefined) throw new Error(`There is no stream ${source.path}.`);
  const to = addStream(world, replica, structuredClone(from.attributes));
  const reached = stages.indexOf(stage);
  if (reached >= 1) addReplica(from, replica, { uuid: to.uuid, paused: true }, world.now);
  if (reached >= 2) addUpstream(to, from);
  if (reached >= 3) stepCopy(world, startCopy(from, to), Number.MAX_SAFE_INTEGER);
}
