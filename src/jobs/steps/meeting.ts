/**
 * What must not meet in one replica: topics of the same name, whose offsets would collide (sheet, 4.2). Looked up from the
 * sources that the replica lists, as far as this worker can look at them.
 */

import { MaprError } from '../../mapr/errors.ts';
import { pathOf } from '../../mapr/pair.ts';
import type { StreamPath } from '../../mapr/path.ts';
import { topicList } from '../../mapr/topic-list.ts';
import { upstreamList } from '../../mapr/upstream-list.ts';
import { StepFault } from '../faults.ts';
import type { StepContext } from '../step.ts';
import { type SharedTopic, sharedTopics } from '../watch/topics.ts';
import { seen } from './seen.ts';

export interface Meeting {
  /** What feeds the replica beside the source. */
  readonly others: readonly StreamPath[];
  /** Topics of the source that one of these has too, or the replica itself. */
  readonly shared: readonly SharedTopic[];
  /** Of the others, those whose topics could not be looked at, and why. */
  readonly unseen: readonly { readonly stream: StreamPath; readonly why: string }[];
}

/** @param ownCopy whether this request has begun to copy: what the replica holds may be that */
export async function meetingIn(context: StepContext, ownCopy: boolean): Promise<Meeting> {
  const { source, replica } = context.plan;
  const all = await upstreamsOf(context, replica);
  const others = all.filter((each) => each !== source);
  const unseen: { stream: StreamPath; why: string }[] = [];
  const theirs: Record<string, readonly string[]> = {};
  for (const other of others) {
    try {
      theirs[other] = await topicsOf(context, other);
    } catch (error) {
      unseen.push({ stream: other, why: clearNo(error) });
    }
  }
  if (!ownCopy) theirs[replica] = await topicsOf(context, replica);
  const found = sharedTopics(await topicsOf(context, source), theirs);
  const byOthers = new Set(
    found.filter(({ source: of }) => of !== replica).map(({ topic }) => topic),
  );
  // What another source has brought is told as that source's.
  const shared = found.filter(({ source: of, topic }) => of !== replica || !byOthers.has(topic));
  return { others, shared, unseen };
}

/** @throws StepFault where a topic of the source would meet another of its name: days may have passed since the preflight */
export async function mustNotMeet(context: StepContext): Promise<void> {
  const { source, replica } = context.plan;
  const { shared } = await meetingIn(context, context.state.steps.load.effect !== 'none');
  if (shared.length === 0) return;
  throw new StepFault({
    ...seen(context, topicList(replica)),
    message: sharedWords(context, shared),
    remedy: `Have one of the two written under another name, and the topic deleted where it came later; then press Retry. Or Roll back, and replicate ${source} to another path.`,
  });
}

/** Which topics meet, and where each of them is as well. */
export function sharedWords(
  { plan: { source, replica } }: Pick<StepContext, 'plan'>,
  shared: readonly SharedTopic[],
): string {
  const told = shared
    .slice(0, mostTold)
    .map(({ topic, source: of }) => `${topic} (${of === replica ? 'there already' : `of ${of}`})`);
  const rest = shared.length > mostTold ? `, and ${shared.length - mostTold} more` : '';
  const are = shared.length === 1 ? 'A topic' : `${shared.length} topics`;
  return `${are} of ${source} would meet others of the same name in ${replica}: ${told.join(', ')}${rest}. Their offsets would collide, and messages be lost.`;
}

const mostTold = 5;

/**
 * The way by which what the replica gets would come back to it: from the replica to the source, over streams that feed
 * one another; null where there is none that can be seen.
 */
export async function ringThrough(context: StepContext): Promise<readonly StreamPath[] | null> {
  const { source, replica } = context.plan;
  const feeds = new Map<StreamPath, StreamPath>();
  const found: StreamPath[] = [source];
  for (const stream of found) {
    if (found.length > mostFollowed) return null;
    const upstreams = await upstreamsOf(context, stream).catch((error) => {
      clearNo(error);
      return [];
    });
    for (const upstream of upstreams) {
      if (upstream === source || feeds.has(upstream)) continue;
      feeds.set(upstream, stream);
      if (upstream === replica) return wayFrom(replica, feeds);
      found.push(upstream);
    }
  }
  return null;
}

/** @throws StepFault where the source has come to be fed by its replica */
export async function mustBeNoRing(context: StepContext): Promise<void> {
  const ring = await ringThrough(context);
  if (!ring) return;
  throw new StepFault({
    ...seen(context, upstreamList(context.plan.source)),
    message: ringWords(ring),
    remedy: 'Have that replication removed, then press Retry; or Roll back.',
  });
}

export function ringWords([replica, next, ...rest]: readonly StreamPath[]): string {
  const then = rest.map((stream) => `, that feeds ${stream}`).join('');
  return `It would be a ring: ${replica} feeds ${next}${then}.`;
}

/** So many streams are followed upwards; each costs a command. */
const mostFollowed = 40;

function wayFrom(
  replica: StreamPath,
  feeds: ReadonlyMap<StreamPath, StreamPath>,
): readonly StreamPath[] {
  const way: StreamPath[] = [];
  for (let at: StreamPath | undefined = replica; at; at = feeds.get(at)) way.push(at);
  return way;
}

async function upstreamsOf(context: StepContext, stream: StreamPath): Promise<StreamPath[]> {
  const rows = await context.look(upstreamList(stream));
  return rows.flatMap((row) => pathOf(row) ?? []);
}

async function topicsOf(context: StepContext, stream: StreamPath): Promise<string[]> {
  return (await context.look(topicList(stream))).map(({ topic }) => topic);
}

/** What this worker cannot look at at all; what may pass is thrown. */
function clearNo(error: unknown): string {
  if (error instanceof MaprError && !error.mendedByRetry) return error.message;
  throw error;
}
