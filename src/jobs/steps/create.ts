import { show } from '../../mapr/command.ts';
import { messagesIn } from '../../mapr/offsets.ts';
import { clusterOf } from '../../mapr/path.ts';
import { streamCreate } from '../../mapr/stream-create.ts';
import { streamDelete } from '../../mapr/stream-delete.ts';
import { attributesDiffer, streamInfo } from '../../mapr/stream-info.ts';
import { StepFault } from '../faults.ts';
import { isOwn } from '../state.ts';
import type { Step, StepContext, StepResult, UndoResult } from '../step.ts';
import { changeOnce } from './change-once.ts';
import { unproven } from './undo-once.ts';

/** Step 1: the replica's stream, with the source's attributes and permissions. */
export const create: Step = { name: 'create', run, undo };

async function run(context: StepContext): Promise<StepResult> {
  const { source, replica } = context.plan;
  await changeOnce(context, {
    there: async () => (await context.look(streamInfo(replica))) !== null,
    command: streamCreate({ path: replica, copyMetaFrom: source }),
    what: `A stream at ${replica}`,
    remedy: 'Ask for another path, or have its owner move or delete that stream, and ask again.',
  });
  const made = await context.prove(streamInfo(replica));
  const from = await context.prove(streamInfo(source));
  if (!made || !from) throw gone(context, made ? source : replica);
  const differences = attributesDiffer(from, made);
  if (differences.length > 0) throw unlike(context, differences);
  return {
    kind: 'done',
    summary: `${replica} is there, with the attributes and permissions of ${source}.`,
  };
}

/** Only a stream that this request made, and that is still empty, may be deleted: there is no trash. */
async function undo(context: StepContext): Promise<UndoResult> {
  const { source, replica } = context.plan;
  const command = streamDelete(replica);
  await context.awaitOrphan(streamCreate({ path: replica, copyMetaFrom: source }));
  await context.awaitOrphan(command);
  if (!(await context.look(streamInfo(replica)))) {
    return { kind: 'undone', summary: `${replica} was gone already.` };
  }
  if (!isOwn(context.step)) return unproven(`A stream at ${replica}`, command);
  const messages = messagesIn(await context.offsets('replica'));
  if (messages > 0) {
    const why = `${replica} holds ${messages.toLocaleString('en-US')} messages, so the bot does not delete it.`;
    return { kind: 'left', why, command: show(command) };
  }
  await context.undo(command);
  if (await context.prove(streamInfo(replica))) {
    throw new StepFault({
      message: `${replica} is still there after it was deleted.`,
      cluster: command.cluster,
      command: show(command),
      answer: null,
      remedy: 'Look at the stream on the cluster, then press Retry.',
    });
  }
  return { kind: 'undone', summary: `${replica} was deleted; it was still empty.` };
}

function gone(context: StepContext, path: typeof context.plan.source): StepFault {
  return new StepFault({
    message: `${path} is not there any more.`,
    cluster: clusterOf(path),
    command: show(streamInfo(path)),
    answer: null,
    remedy: 'Find out who deleted it. Then press Retry, or Roll back.',
  });
}

function unlike({ plan }: StepContext, differences: readonly string[]): StepFault {
  return new StepFault({
    message: `${plan.replica} is not like ${plan.source}: ${differences.join('; ')}.`,
    cluster: clusterOf(plan.replica),
    command: show(streamInfo(plan.replica)),
    answer: null,
    remedy: 'Bring the two into line with `maprcli stream edit`, then press Retry; or Roll back.',
  });
}
