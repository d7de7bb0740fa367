import { setTimeout as sleep } from 'node:timers/promises';
import { show } from '../../mapr/command.ts';
import { findReplica, replicaList } from '../../mapr/replica-list.ts';
import { streamDelete } from '../../mapr/stream-delete.ts';
import { streamInfo } from '../../mapr/stream-info.ts';
import { findUpstream, upstreamList } from '../../mapr/upstream-list.ts';
import { upstreamRemove } from '../../mapr/upstream-remove.ts';
import { HandedOn, StepFault } from '../faults.ts';
import type { Plan } from '../plan.ts';
import { isOwn } from '../state.ts';
import type { Step, StepContext, StepResult, UndoResult } from '../step.ts';
import { deleteStream, leftStream, whyUsed } from './delete-if-unused.ts';
import { seen } from './seen.ts';
import { gone, notSeen } from './undo-once.ts';

/**
 * What the replica's side has to be before the cluster sets all of it up, and is again when that is undone: the
 * cluster makes the stream there and its upstream, by the one command of the next step.
 */
export const prepare: Step = { name: 'prepare', run, undo };

async function run(context: StepContext): Promise<StepResult> {
  await mustBeFree(context);
  return { kind: 'done', summary: `${context.plan.replica} is free.` };
}

/** Days may have passed in the consents. @throws StepFault where there is a stream at the replica's path */
export async function mustBeFree(context: StepContext): Promise<void> {
  const { replica } = context.plan;
  const look = streamInfo(replica);
  if (!(await context.look(look))) return;
  throw new StepFault({
    ...seen(context, look),
    message: `A stream at ${replica} is there already, and this request did not make it. It was left untouched.`,
    remedy:
      'Have its owner move or delete that stream, and press Retry; or Roll back, and ask for another path.',
  });
}

/**
 * The order to the cluster has been taken back before. The stream goes with its upstream, in one command: without that
 * entry, nothing tells it from one that somebody has made in its place.
 */
async function undo(context: StepContext): Promise<UndoResult> {
  const { source, replica } = context.plan;
  await context.awaitOrphan(upstreamRemove({ replica, source }));
  await context.awaitOrphan(streamDelete(replica));
  if (!(await isThere(context))) return gone(context, replica, 'was deleted; it was still empty.');
  const upstream = await isUpstream(context);
  const why = (await whyNotOurs(context, upstream)) ?? (await whyRegistered(context));
  if (why) return leftStream(context, why);
  const used = await whyUsed(context, source);
  if (upstream && !used) return deleteStream(context);
  if (upstream) await disown(context);
  return leftStream(context, used ?? notListing(context.plan));
}

/** What a gateway was at when the order was taken back may still come to its end. */
async function isThere(context: StepContext): Promise<boolean> {
  const look = () => context.look(streamInfo(context.plan.replica));
  if (await look()) return true;
  await sleep(context.timing.settleMs, undefined, { signal: context.signal }).catch(() => {
    throw new HandedOn();
  });
  return (await look()) !== null;
}

/** What the cluster made of this request's order was seen to come of it; of anything else, nobody can tell whose it is. */
async function whyNotOurs(context: StepContext, upstream: boolean): Promise<string | null> {
  const { source, replica } = context.plan;
  const { autosetup, copying } = context.state.steps;
  if (!isOwn(autosetup)) return notSeen(`A stream at ${replica}`);
  if (copying.origin !== 'cluster') {
    const removal = show(upstreamRemove({ replica, source }));
    const entry = upstream ? ` It lists ${source} as its upstream (${removal}).` : '';
    return `${replica} is there, but was not seen to be made by the cluster: it may be somebody else's, so the bot leaves it.${entry}`;
  }
  return upstream || context.step.undoing ? null : notListing(context.plan);
}

function notListing({ source, replica }: Plan): string {
  return `${replica} does not list ${source} as its upstream, so it may be somebody else's stream, and the bot leaves it.`;
}

async function whyRegistered(context: StepContext): Promise<string | null> {
  const { source, replica } = context.plan;
  if (!(await context.look(streamInfo(source)))) return null;
  const row = findReplica(await context.look(replicaList(source)), replica);
  return row ? `${source} lists ${replica} as a replica, so the bot leaves it.` : null;
}

/** @throws StepFault where the entry stays */
async function disown(context: StepContext): Promise<void> {
  const { source, replica } = context.plan;
  const removal = upstreamRemove({ replica, source });
  await context.undo(removal);
  if (!(await isUpstream(context))) return;
  throw new StepFault({
    ...seen(context, removal),
    message: `The upstream entry for ${source} at ${replica} is still there after it was removed.`,
    remedy: 'Look at it on the cluster, then press Retry.',
  });
}

async function isUpstream(context: StepContext): Promise<boolean> {
  const { source, replica } = context.plan;
  return findUpstream(await context.look(upstreamList(replica)), source) !== undefined;
}
