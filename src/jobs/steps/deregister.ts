import { findReplica, replicaList } from '../../mapr/replica-list.ts';
import { replicaRemove } from '../../mapr/replica-remove.ts';
import { streamInfo } from '../../mapr/stream-info.ts';
import type { Step, StepContext } from '../step.ts';
import { reach } from './reach.ts';

/** The source forgets its replica; what is written from here on is not kept for it. */
export const deregister: Step = {
  name: 'deregister',
  run: (context) =>
    reach(context, {
      there: () => isGone(context),
      look: replicaList(context.plan.source),
      command: replicaRemove(context.plan),
      what: `${context.plan.replica} is no replica of ${context.plan.source}`,
    }),
};

/** With its stream, a registration is gone too. */
async function isGone(context: StepContext): Promise<boolean> {
  const { source, replica } = context.plan;
  if (!(await context.look(streamInfo(source)))) return true;
  return findReplica(await context.look(replicaList(source)), replica) === undefined;
}
