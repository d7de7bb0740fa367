import { findReplica, replicaList } from '../../mapr/replica-list.ts';
import { PassingFault, StepFault } from '../faults.ts';
import type { Step, StepContext, StepResult } from '../step.ts';
import { mustBeAsAsked } from './as-asked.ts';
import { seen } from './seen.ts';

/** Step 3: the source lists the right replica, paused, fed as was asked, and without an error. */
export const verifyRegistration: Step = { name: 'verify-registration', run };

async function run(context: StepContext): Promise<StepResult> {
  const { source, replica } = context.plan;
  const command = replicaList(source);
  const row = findReplica(await context.prove(command), replica);
  const at = seen(context, command);
  if (!row) {
    // Whether a new registration is listed at once is not documented.
    throw new PassingFault({
      ...at,
      message: `${source} does not list ${replica} as a replica.`,
      remedy: 'Find out who removed it. Then press Roll back, and ask again.',
    });
  }
  if (!row.paused) {
    throw new StepFault({
      ...at,
      message: `${replica} is not paused: somebody has resumed it before it was loaded.`,
      remedy: `Pause it (maprcli stream replica pause -path ${source} -replica ${replica}), then press Retry; or Roll back.`,
    });
  }
  mustBeAsAsked(context, row);
  if (row.errors) {
    throw new PassingFault({
      ...at,
      message: `${source} reports an error for ${replica}: ${row.errors.Code} ${row.errors.Msg}`,
      remedy: 'Mend what it names, then press Retry; or Roll back.',
    });
  }
  return { kind: 'done', summary: `${source} lists ${replica}, paused and without errors.` };
}
