import { findReplica, type ReplicaRow, replicaList } from '../../mapr/replica-list.ts';
import { StepFault } from '../faults.ts';
import type { StepContext } from '../step.ts';
import { seen } from './seen.ts';

/** The source's row of the replica. @throws StepFault where it has none */
export async function rowOfReplica(context: StepContext): Promise<ReplicaRow> {
  const { source, replica } = context.plan;
  const command = replicaList(source);
  const row = findReplica(await context.look(command), replica);
  if (row) return row;
  throw new StepFault({
    message: `${source} does not list ${replica} as a replica.`,
    ...seen(context, command),
    remedy: 'Find out who removed it. Then press Roll back, and ask again.',
  });
}
