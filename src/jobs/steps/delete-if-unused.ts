import { show } from '../../mapr/command.ts';
import { messagesIn } from '../../mapr/offsets.ts';
import type { StreamPath } from '../../mapr/path.ts';
import { findReplica, replicaList } from '../../mapr/replica-list.ts';
import { streamDelete } from '../../mapr/stream-delete.ts';
import { streamInfo } from '../../mapr/stream-info.ts';
import { findUpstream, upstreamList } from '../../mapr/upstream-list.ts';
import { StepFault } from '../faults.ts';
import { isBothWays } from '../state.ts';
import type { StepContext, UndoResult } from '../step.ts';
import { seen } from './seen.ts';

/**
 * Deletes the replica's stream, which this request made: there is no trash, so that it has to be empty,
 * and nobody's.
 * @throws StepFault where it stays
 */
export async function deleteIfUnused(context: StepContext): Promise<UndoResult> {
  const why = await whyUsed(context, null);
  return why ? leftStream(context, why) : deleteStream(context);
}

export function leftStream({ plan }: StepContext, why: string): UndoResult {
  return { kind: 'left', why, command: show(streamDelete(plan.replica)) };
}

/** @throws StepFault where it stays */
export async function deleteStream(context: StepContext): Promise<UndoResult> {
  const { replica } = context.plan;
  const command = streamDelete(replica);
  await context.undo(command);
  if (await context.prove(streamInfo(replica))) {
    throw new StepFault({
      ...seen(context, command),
      message: `${replica} is still there after it was deleted.`,
      remedy: 'Look at the stream on the cluster, then press Retry.',
    });
  }
  return { kind: 'undone', summary: `${replica} was deleted; it was still empty.` };
}

/**
 * Why the replica's stream must not be deleted, if so.
 * @param own an upstream of it that is this request's, and goes with it
 */
export async function whyUsed(
  context: StepContext,
  own: StreamPath | null,
): Promise<string | null> {
  const { replica } = context.plan;
  const messages = messagesIn(await context.offsets('replica'));
  if (messages > 0) {
    return `${replica} holds ${messages.toLocaleString('en-US')} messages, so the bot does not delete it.`;
  }
  const user = await userOf(context, own);
  return user && `${user}, so somebody uses that stream, and the bot does not delete it.`;
}

/** Who refers to the stream when this request's own steps are undone: it would be broken by a deletion. */
async function userOf(context: StepContext, own: StreamPath | null): Promise<string | null> {
  const { source, replica } = context.plan;
  const rows = await context.look(upstreamList(replica));
  const ours = own && findUpstream(rows, own);
  const upstream = rows.find((row) => row !== ours);
  if (upstream) return `${replica} lists ${upstream.stream} of ${upstream.cluster} as an upstream`;
  const [fed] = await context.look(replicaList(replica));
  if (fed) return `${replica} lists ${fed.stream} of ${fed.cluster} as a replica`;
  if (!(await context.look(streamInfo(source)))) return null;
  if (isBothWays(context.state)) {
    const fed = findUpstream(await context.look(upstreamList(source)), replica);
    if (fed) return `${source} lists ${replica} as its upstream`;
  }
  const registered = findReplica(await context.look(replicaList(source)), replica);
  return registered ? `${source} lists ${replica} as a replica` : null;
}
