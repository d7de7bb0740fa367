import type { MaprCommand } from '../../mapr/command.ts';
import { replicaAdd } from '../../mapr/replica-add.ts';
import { findReplica, replicaList } from '../../mapr/replica-list.ts';
import { replicaRemove } from '../../mapr/replica-remove.ts';
import { streamInfo } from '../../mapr/stream-info.ts';
import type { Step, StepContext, StepResult, UndoResult } from '../step.ts';
import { changeOnce } from './change-once.ts';
import { undoOnce } from './undo-once.ts';

/** Step 2: the source learns of its replica, paused so that nothing moves before the load. Step 3 proves it. */
export const register: Step = { name: 'register', run, undo };

async function run(context: StepContext): Promise<StepResult> {
  const { source, replica, options } = context.plan;
  await changeOnce(context, {
    there: () => isRegistered(context),
    look: replicaList(source),
    command: replicaAdd({ source, replica, options }),
    what: `A registration of ${replica} at ${source}`,
    remedy:
      'If it was set up by somebody else, ask them, or remove it by hand, and press Retry; or Roll back.',
  });
  return { kind: 'done', summary: `${replica} is registered at ${source}, paused.` };
}

async function undo(context: StepContext): Promise<UndoResult> {
  return undoRegistration(context, replicaAdd(context.plan), () => whyInUse(context));
}

/**
 * It was registered paused. What runs although this request never resumed it was set going by somebody else, or by this request
 * in a past that Redis has lost, with a backup put back: messages move by it, and that is not for an undo to end.
 */
async function whyInUse(context: StepContext): Promise<string | null> {
  const { source, replica } = context.plan;
  if (context.state.steps.resume.effect !== 'none') return null;
  const row = findReplica(await context.look(replicaList(source)), replica);
  if (!row || row.paused) return null;
  return `${replica} is registered and no longer paused, and this request did not resume it: messages may be moving, so the bot leaves it.`;
}

/**
 * @param madeBy the command that registered it
 * @param keep why it is to stay all the same
 */
export async function undoRegistration(
  context: StepContext,
  madeBy: MaprCommand<void>,
  keep: () => Promise<string | null> = async () => null,
): Promise<UndoResult> {
  const { source, replica } = context.plan;
  return undoOnce(context, {
    there: () => isStillRegistered(context),
    madeBy,
    command: replicaRemove({ source, replica }),
    what: `The registration of ${replica} at ${source}`,
    keep,
  });
}

export async function isRegistered(context: StepContext): Promise<boolean> {
  const { source, replica } = context.plan;
  return findReplica(await context.look(replicaList(source)), replica) !== undefined;
}

/** With its stream, a registration is gone too. */
async function isStillRegistered(context: StepContext): Promise<boolean> {
  if (!(await context.look(streamInfo(context.plan.source)))) return false;
  return isRegistered(context);
}
