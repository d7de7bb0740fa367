import { replicaAutosetup } from '../../mapr/replica-autosetup.ts';
import { replicaList } from '../../mapr/replica-list.ts';
import type { Step, StepContext, StepResult } from '../step.ts';
import { changeOnce } from './change-once.ts';
import { mustBeFree } from './prepare.ts';
import { isRegistered, undoRegistration } from './register.ts';

/**
 * The order to the cluster to set all of it up, the upstream too. The worker has checked both consents before. That it
 * was taken says nothing of how it goes: the next step watches that.
 */
export const autosetup: Step = {
  name: 'autosetup',
  run,
  // Without its row, the cluster goes no further; what it has made by then, the undo of the first step takes away.
  undo: (context) => undoRegistration(context, replicaAutosetup(context.plan)),
};

async function run(context: StepContext): Promise<StepResult> {
  const { source, replica } = context.plan;
  // Nothing was begun yet, so that a stream is not of this request's making.
  if (context.step.effect === 'none') await mustBeFree(context);
  await changeOnce(context, {
    there: () => isRegistered(context),
    look: replicaList(source),
    command: replicaAutosetup(context.plan),
    what: `A registration of ${replica} at ${source}`,
    remedy:
      'If it was set up by somebody else, ask them, or remove it by hand, and press Retry; or Roll back.',
  });
  return { kind: 'done', summary: `${source}'s cluster has taken the order to set it up.` };
}
