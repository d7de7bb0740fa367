/** What a step has found wrong on a cluster: for a failure to say what was run, and what it answered. */

import { type MaprCommand, show } from '../../mapr/command.ts';
import { MaprError } from '../../mapr/errors.ts';
import { clusterOf } from '../../mapr/path.ts';
import { type StreamInfo, streamInfo } from '../../mapr/stream-info.ts';
import type { Failure } from '../events.ts';
import { StepFault } from '../faults.ts';
import type { StepContext } from '../step.ts';

/** Where a step has found what it stops for: the command, and what it answered last. */
export function seen(
  context: StepContext,
  command: MaprCommand<unknown>,
): Pick<Failure, 'cluster' | 'command' | 'answer'> {
  return {
    cluster: command.cluster,
    command: show(command),
    answer: context.answerTo(command) || null,
  };
}

/**
 * A look at the replica, by which its stream is seen to be there as well: it is asked for by itself only where the
 * cluster answers the look with an error of its own. Who was not let in does not try again.
 * @throws StepFault where it has been deleted since
 */
export async function atReplica<R>(context: StepContext, look: () => Promise<R>): Promise<R> {
  try {
    return await look();
  } catch (error) {
    if (error instanceof MaprError && error.id !== null) await replicaStillThere(context);
    throw error;
  }
}

/**
 * The replica's stream, which an earlier step made or found.
 * @throws StepFault where it has been deleted since
 */
export async function replicaStillThere(context: StepContext): Promise<StreamInfo> {
  const { replica } = context.plan;
  const command = streamInfo(replica);
  const info = await context.look(command);
  if (info) return info;
  throw new StepFault({
    ...seen(context, command),
    message: `${replica} is not there any more: somebody has deleted it since it was registered.`,
    remedy: `Find out who, and why. Then press Roll back, and ask again: a new stream of that name on ${clusterOf(replica)} would not be the one that is registered.`,
  });
}
