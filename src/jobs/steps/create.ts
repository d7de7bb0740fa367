import { show } from '../../mapr/command.ts';
import { messagesIn } from '../../mapr/offsets.ts';
import type { StreamPath } from '../../mapr/path.ts';
import { findReplica, replicaList } from '../../mapr/replica-list.ts';
import { streamCreate } from '../../mapr/stream-create.ts';
import { streamDelete } from '../../mapr/stream-delete.ts';
import { attributesDiffer, streamInfo } from '../../mapr/stream-info.ts';
import { upstreamList } from '../../mapr/upstream-list.ts';
import { StepFault } from '../faults.ts';
import { isOwn } from '../state.ts';
import type { Step, StepContext, StepResult, UndoResult } from '../step.ts';
import { changeOnce } from './change-once.ts';
import { seen } from './seen.ts';
import { awaitMaking, gone, unproven } from './undo-once.ts';

/** Step 1: the replica's stream, with the source's attributes and permissions. */
export const create: Step = { name: 'create', run, undo };

async function run(context: StepContext): Promise<StepResult> {
  const { source, replica } = context.plan;
  await changeOnce(context, {
    there: async () => (await context.look(streamInfo(replica))) !== null,
    look: streamInfo(replica),
    command: streamCreate({ path: replica, copyMetaFrom: source }),
    what: `A stream at ${replica}`,
    remedy:
      'Have its owner move or delete that stream, and press Retry; or Roll back, and ask for another path.',
  });
  const made = await context.prove(streamInfo(replica));
  const from = await context.prove(streamInfo(source));
  if (!made || !from) throw missing(context, made ? source : replica);
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
  const madeBy = streamCreate({ path: replica, copyMetaFrom: source });
  const beingMade = await awaitMaking(context, madeBy, command);
  if (beingMade) return beingMade;
  if (!(await context.look(streamInfo(replica)))) {
    return gone(context, replica, 'was deleted; it was still empty.');
  }
  if (!isOwn(context.step)) return unproven(`A stream at ${replica}`, command);
  const messages = messagesIn(await context.offsets('replica'));
  if (messages > 0) {
    const why = `${replica} holds ${messages.toLocaleString('en-US')} messages, so the bot does not delete it.`;
    return { kind: 'left', why, command: show(command) };
  }
  const user = await userOf(context);
  if (user) {
    const why = `${user}, so somebody uses that stream, and the bot does not delete it.`;
    return { kind: 'left', why, command: show(command) };
  }
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

/** Who refers to the stream when this request's own steps are undone: it would be broken by a deletion. */
async function userOf(context: StepContext): Promise<string | null> {
  const { source, replica } = context.plan;
  const [upstream] = await context.look(upstreamList(replica));
  if (upstream) return `${replica} lists ${upstream.stream} of ${upstream.cluster} as an upstream`;
  if (!(await context.look(streamInfo(source)))) return null;
  const registered = findReplica(await context.look(replicaList(source)), replica);
  return registered ? `${source} lists ${replica} as a replica` : null;
}

function missing(context: StepContext, path: StreamPath): StepFault {
  return new StepFault({
    ...seen(context, streamInfo(path)),
    message: `${path} is not there any more.`,
    remedy: 'Find out who deleted it. Then press Retry, or Roll back.',
  });
}

function unlike(context: StepContext, differences: readonly string[]): StepFault {
  const { source, replica } = context.plan;
  return new StepFault({
    ...seen(context, streamInfo(replica)),
    message: `${replica} is not like ${source}: ${differences.join('; ')}.`,
    remedy: 'Bring the two into line with `maprcli stream edit`, then press Retry; or Roll back.',
  });
}
