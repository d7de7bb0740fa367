import { show } from '../../mapr/command.ts';
import { streamDelete } from '../../mapr/stream-delete.ts';
import { streamInfo } from '../../mapr/stream-info.ts';
import { findUpstream, upstreamList } from '../../mapr/upstream-list.ts';
import { upstreamRemove } from '../../mapr/upstream-remove.ts';
import type { Step, StepContext, StepResult } from '../step.ts';
import { reach } from './reach.ts';

/** The replica takes nothing from the source any more. It keeps its stream and its messages. */
export const disown: Step = { name: 'disown', run };

async function run(context: StepContext): Promise<StepResult> {
  const { source, replica } = context.plan;
  const result = await reach(context, {
    there: () => isGone(context),
    look: upstreamList(replica),
    command: upstreamRemove(context.plan),
    what: `${replica} takes no messages from ${source}`,
  });
  if (result.kind !== 'done' || !(await context.look(streamInfo(replica)))) return result;
  const left = `The stream and its messages stay; who wants them gone deletes it: ${show(streamDelete(replica))}`;
  return { ...result, summary: `${result.summary} ${left}` };
}

async function isGone(context: StepContext): Promise<boolean> {
  const { source, replica } = context.plan;
  if (!(await context.look(streamInfo(replica)))) return true;
  return findUpstream(await context.look(upstreamList(replica)), source) === undefined;
}
