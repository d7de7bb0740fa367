import { findUpstream, upstreamList } from '../../mapr/upstream-list.ts';
import type { Step, StepContext, StepResult } from '../step.ts';
import { rowOfReplica } from './row-of-replica.ts';

/** A replication that somebody set up by hand: both sides have to know of each other. */
export const find: Step = { name: 'find', run };

async function run(context: StepContext): Promise<StepResult> {
  const { source, replica } = context.plan;
  const row = await rowOfReplica(context);
  const upstream = findUpstream(await context.look(upstreamList(replica)), source);
  const flows = row.paused ? 'is paused' : 'is not paused';
  const agrees = upstream
    ? `${replica} lists the source as its upstream`
    : `${replica} does not list the source as its upstream, so it takes no messages`;
  return { kind: 'done', summary: `It was set up by hand. It ${flows}; ${agrees}.` };
}
