/** What is written at the replica of a set-up in both directions, as far as offsets tell. */

import { type Offsets, reached, type Shortfall } from '../../mapr/offsets.ts';
import { topicList } from '../../mapr/topic-list.ts';
import { StepFault } from '../faults.ts';
import type { StepContext } from '../step.ts';
import { seen } from './seen.ts';

/**
 * Before the way back is registered, nothing reaches the replica but the copy. What else is in it was written there: under a
 * name that the source has too, offsets collide; under another, it would never come to the source, which is sent changes only.
 * @throws StepFault
 */
export async function mustHoldTheCopyAlone(context: StepContext): Promise<void> {
  const { source, replica } = context.plan;
  const there = await context.offsets('replica');
  const copied = context.state.steps.load.mark ?? {};
  const written = [...reached(copied, there), ...reached(await context.offsets('source'), there)];
  if (written.length === 0) return;
  throw new StepFault({
    ...seen(context, topicList(replica)),
    message: `Somebody writes to ${replica} already: ${topicsIn(written)} hold messages there that were not copied from ${source}.`,
    remedy: `Have that stopped until it is set up. Topics that ${source} does not have can be deleted at ${replica}; then press Retry. Where one of ${source} is written there, press Roll back, and ask again once it is written under another name.`,
  });
}

/**
 * Before the way back is resumed. The replica is looked at first: of a topic that is written at the source alone it can then
 * have nothing that the source has not.
 * @returns what it holds of topics that the source does not have
 * @throws StepFault where a topic of the source is written at the replica too
 */
export async function writtenAtReplica(context: StepContext): Promise<Offsets> {
  const { source, replica } = context.plan;
  const there = await context.offsets('replica');
  const here = await context.offsets('source');
  const isShared = ([topic]: readonly [string, unknown]) => Object.hasOwn(here, topic);
  const shared = Object.fromEntries(Object.entries(there).filter(isShared));
  const beyond = reached(here, shared);
  if (beyond.length === 0) {
    return Object.fromEntries(Object.entries(there).filter((entry) => !isShared(entry)));
  }
  throw new StepFault({
    ...seen(context, topicList(replica)),
    message: `Written on both sides: of ${topicsIn(beyond)}, ${replica} has messages that ${source} has not. Their offsets collide, and messages of either side are lost.`,
    remedy: `Have them written on one side alone, under another name on the other. Then press Roll back, and ask again: what collided cannot be told apart any more.`,
  });
}

function topicsIn(found: readonly Shortfall[]): string {
  const topics = [...new Set(found.map(({ topic }) => topic))];
  const told = topics.slice(0, mostTold).join(', ');
  const more = topics.length > mostTold ? `, and ${topics.length - mostTold} more` : '';
  return `topics ${told}${more}`;
}

const mostTold = 5;
