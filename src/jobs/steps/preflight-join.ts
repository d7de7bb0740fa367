/** What is looked at before a set-up into a stream that is there: it must be fit for one more source, and share no topic with it. */

import { pathOf } from '../../mapr/pair.ts';
import { clusterOf } from '../../mapr/path.ts';
import { findReplica, replicaList } from '../../mapr/replica-list.ts';
import { streamInfo } from '../../mapr/stream-info.ts';
import { ticketUser } from '../../mapr/tickets.ts';
import { findUpstream, upstreamList } from '../../mapr/upstream-list.ts';
import type { Finding } from '../events.ts';
import type { StepContext } from '../step.ts';
import { against, asFinding, fine, missingPerms, mostLinks } from './findings.ts';
import { meetingIn, ringThrough, ringWords, sharedWords } from './meeting.ts';

/** What the replica's side has to be: a stream that the worker may link, and that the source does not feed yet. */
export async function joinFindings(context: StepContext): Promise<readonly Finding[]> {
  const { source, replica } = context.plan;
  const user = await context.look(ticketUser(clusterOf(replica)));
  const stream = await asFinding(context, streamInfo(replica), (info) => {
    if (!info) {
      return against(
        `There is no stream at ${replica} to replicate into.`,
        'Check the path; or leave out --use-existing-replica, and the stream is made.',
      );
    }
    return (
      missingPerms(replica, info, user, ['adminperm']) ??
      fine(`${replica} is a stream (topics: ${info.numtopics}), and may be fed by one more source.`)
    );
  });
  if (!stream.ok) return [stream];
  const upstreams = await asFinding(context, upstreamList(replica), (rows) => {
    if (findUpstream(rows, source)) {
      return against(
        `${replica} lists ${source} as its upstream already.`,
        'It was set up by somebody else, or left behind: ask them, or remove the entry by hand.',
      );
    }
    if (rows.length >= mostLinks) {
      return against(
        `${replica} has ${rows.length} upstreams, the most that a stream may have.`,
        'Remove one that is no longer needed, and ask again.',
      );
    }
    return fine(`${replica} has ${rows.length} of at most ${mostLinks} upstreams.`);
  });
  if (!upstreams.ok) return [stream, upstreams];
  return [stream, upstreams, await oneWayFinding(context), ...(await meetingFindings(context))];
}

/** What comes into one of two streams that feed each other comes to the other, and back by another way. */
async function oneWayFinding(context: StepContext): Promise<Finding> {
  const { source, replica } = context.plan;
  const upstreams = await context.look(upstreamList(replica));
  return asFinding(context, replicaList(replica), (rows) => {
    const both = upstreams.flatMap((row) => pathOf(row) ?? []).find((up) => findReplica(rows, up));
    if (!both) return fine(`${replica} feeds none of the streams that feed it.`);
    return against(
      `${replica} and ${both} feed each other: what ${source} brings would come to ${replica} by two ways.`,
      'Ask for another path.',
    );
  });
}

/** Which sources feed it already, and whether a topic of theirs, or of the replica itself, is one of the source's. */
async function meetingFindings(context: StepContext): Promise<readonly Finding[]> {
  const { source, replica } = context.plan;
  const { others, shared, unseen } = await meetingIn(context, false);
  const from = others.length === 0 ? 'no other stream' : others.join(', ');
  const fed: Finding = { ...fine(`${replica} is fed by ${from}.`), fedBy: [...others] };
  const blind = unseen.map(({ stream, why }) =>
    fine(`The topics of ${stream} could not be looked at from here, and may be shared: ${why}`),
  );
  const meets =
    shared.length > 0
      ? against(
          sharedWords(context, shared),
          'Have one of the two written under another name, or ask for another path.',
        )
      : fine(`No topic of ${source} is at ${replica}, or at what else feeds it.`);
  return [fed, ...blind, meets];
}

/** What the replica gets must not come back to it. */
export async function ringFinding(context: StepContext): Promise<Finding> {
  const { source, replica } = context.plan;
  const ring = await ringThrough(context);
  if (!ring) return fine(`${source} is not fed by ${replica}.`);
  return against(
    ringWords(ring),
    'Ask for another path; or have the replication that leads back removed first.',
  );
}
