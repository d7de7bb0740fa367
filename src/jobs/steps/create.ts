import { streamCreate } from '../../mapr/stream-create.ts';
import { streamDelete } from '../../mapr/stream-delete.ts';
import { streamInfo } from '../../mapr/stream-info.ts';
import { isOwn } from '../state.ts';
import type { Step, StepContext, StepResult, UndoResult } from '../step.ts';
import { changeOnce } from './change-once.ts';
import { deleteIfUnused } from './delete-if-unused.ts';
import { mustBeLikeSource } from './like-source.ts';
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
  await mustBeLikeSource(context);
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
  return deleteIfUnused(context);
}
