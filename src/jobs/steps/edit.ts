import { changedOptions, replicaEdit } from '../../mapr/replica-edit.ts';
import { type ReplicaRow, replicaList } from '../../mapr/replica-list.ts';
import type { Step, StepContext, StepResult } from '../step.ts';
import { reach } from './reach.ts';
import { rowOfReplica } from './row-of-replica.ts';

/** The options of a registration are changed; who agreed to it agreed to these. */
export const edit: Step = { name: 'edit', run };

async function run(context: StepContext): Promise<StepResult> {
  const { source, replica } = context.plan;
  const wanted = changedOptions(context.state.change ?? {});
  const words = wanted.map(([name, value]) => `${name} ${value}`).join(', ');
  return reach(context, {
    there: async () => has(await rowOfReplica(context), wanted),
    look: replicaList(source),
    command: replicaEdit({ source, replica, change: context.state.change ?? {} }),
    what: `${replica} is fed with ${words}`,
  });
}

function has(row: ReplicaRow, wanted: ReturnType<typeof changedOptions>): boolean {
  const told = new Map(Object.entries(row));
  return wanted.every(([name, value]) => String(told.get(name)) === value);
}
