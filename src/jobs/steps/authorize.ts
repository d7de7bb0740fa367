import { streamInfo } from '../../mapr/stream-info.ts';
import { upstreamAdd } from '../../mapr/upstream-add.ts';
import { findUpstream, upstreamList } from '../../mapr/upstream-list.ts';
import { upstreamRemove } from '../../mapr/upstream-remove.ts';
import { isJoin } from '../state.ts';
import type { Step, StepContext, StepResult, UndoResult } from '../step.ts';
import { changeOnce } from './change-once.ts';
import { mustBeNoRing, mustNotMeet } from './meeting.ts';
import { atReplica, replicaStillThere } from './seen.ts';
import { undoOnce } from './undo-once.ts';

/** Step 4: the replica names the source as its upstream. The worker has checked the consent before. */
export const authorize: Step = { name: 'authorize', run, undo };

async function run(context: StepContext): Promise<StepResult> {
  const { source, replica } = context.plan;
  // Days may have passed in the consent.
  if (isJoin(context.state)) {
    await replicaStillThere(context);
    await mustBeNoRing(context);
    await mustNotMeet(context);
  }
  await changeOnce(context, {
    there: () => atReplica(context, () => isUpstream(context)),
    look: upstreamList(replica),
    command: upstreamAdd({ replica, source }),
    what: `An upstream entry for ${source} at ${replica}`,
    remedy:
      'If it was added by somebody else, ask them, or remove it by hand, and press Retry; or Roll back.',
  });
  return { kind: 'done', summary: `${replica} accepts ${source} as its upstream.` };
}

async function undo(context: StepContext): Promise<UndoResult> {
  const { source, replica } = context.plan;
  return undoOnce(context, {
    there: () => isStillUpstream(context),
    madeBy: upstreamAdd({ replica, source }),
    command: upstreamRemove({ replica, source }),
    what: `The upstream entry for ${source} at ${replica}`,
  });
}

async function isUpstream(context: StepContext): Promise<boolean> {
  const { source, replica } = context.plan;
  return findUpstream(await context.look(upstreamList(replica)), source) !== undefined;
}

/** With its stream, an upstream entry is gone too. */
async function isStillUpstream(context: StepContext): Promise<boolean> {
  if (!(await context.look(streamInfo(context.plan.replica)))) return false;
  return isUpstream(context);
}
