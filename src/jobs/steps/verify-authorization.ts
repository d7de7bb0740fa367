import { findUpstream, upstreamList } from '../../mapr/upstream-list.ts';
import { PassingFault } from '../faults.ts';
import type { Step, StepContext, StepResult } from '../step.ts';
import { seen } from './seen.ts';

/** Step 5: the replica lists the right source. */
export const verifyAuthorization: Step = { name: 'verify-authorization', run };

async function run(context: StepContext): Promise<StepResult> {
  const { source, replica } = context.plan;
  const command = upstreamList(replica);
  if (findUpstream(await context.prove(command), source)) {
    return { kind: 'done', summary: `${replica} lists ${source} as its upstream.` };
  }
  throw new PassingFault({
    message: `${replica} does not list ${source} as its upstream.`,
    ...seen(context, command),
    remedy: 'Find out who removed it. Then press Roll back, and ask again.',
  });
}
