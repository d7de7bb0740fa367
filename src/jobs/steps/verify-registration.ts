import type { ReplicaOptions } from '../../mapr/options.ts';
import { findReplica, type ReplicaRow, replicaList } from '../../mapr/replica-list.ts';
import { PassingFault, StepFault } from '../faults.ts';
import type { Step, StepContext, StepResult } from '../step.ts';
import { seen } from './seen.ts';

/** Step 3: the source lists the right replica, paused, fed as was asked, and without an error. */
export const verifyRegistration: Step = { name: 'verify-registration', run };

async function run(context: StepContext): Promise<StepResult> {
  const { source, replica, options } = context.plan;
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
  const [unlike] = notAsAsked(row, options);
  if (unlike) {
    const [name, is, asked] = unlike;
    throw new StepFault({
      ...at,
      message: `${replica} is registered with ${name} ${is}, and ${asked} was asked for.`,
      remedy: `Find out who changed it. Set it (maprcli stream replica edit -path ${source} -replica ${replica} -${name} ${asked}), then press Retry; or Roll back.`,
    });
  }
  if (row.errors) {
    throw new PassingFault({
      ...at,
      message: `${source} reports an error for ${replica}: ${row.errors.Code} ${row.errors.Msg}`,
      remedy: 'Mend what it names, then press Retry; or Roll back.',
    });
  }
  return { kind: 'done', summary: `${source} lists ${replica}, paused and without errors.` };
}

/** Both owners agree to these: whether messages are encrypted on the wire, for instance. A row need not tell them all. */
function notAsAsked(row: ReplicaRow, options: ReplicaOptions): [string, string, string][] {
  const { throttle, synchronous, encrypt, compression } = options;
  const pairs: [string, unknown, unknown][] = [
    ['throttle', row.throttle, throttle],
    ['synchronous', row.synchronous, synchronous],
    ['networkencryption', row.networkencryption, encrypt],
    ['networkcompression', row.networkcompression, compression ?? undefined],
  ];
  return pairs
    .filter(([, is, asked]) => is !== undefined && asked !== undefined && is !== asked)
    .map(([name, is, asked]) => [name, String(is), String(asked)]);
}
