/** Step 0: read-only looks from both sides, all of them, so that one answer names everything that stands in the way. */

import type { TicketUser } from '../../mapr/ace.ts';
import { authtest } from '../../mapr/authtest.ts';
import { gatewayResolve } from '../../mapr/gateway-resolve.ts';
import { clusterOf, type StreamPath } from '../../mapr/path.ts';
import { findReplica, replicaList } from '../../mapr/replica-list.ts';
import { type StreamInfo, streamInfo } from '../../mapr/stream-info.ts';
import { ticketUser } from '../../mapr/tickets.ts';
import { upstreamList } from '../../mapr/upstream-list.ts';
import type { Finding } from '../events.ts';
import type { PreflightName } from '../plan.ts';
import { isBothWays, isJoin } from '../state.ts';
import type { Step, StepContext, StepResult } from '../step.ts';
import { against, asFinding, fine, missingPerms, mostLinks } from './findings.ts';
import { joinFindings, ringFinding } from './preflight-join.ts';
import { sideBySide } from './side-by-side.ts';

export const preflightSource = preflight('preflight-source', async (context) => {
  const { source, replica } = context.plan;
  const [tickets, user] = await sideBySide(
    ticketsFor(context, source, replica),
    context.look(ticketUser(clusterOf(source))),
  );
  if (tickets.some(({ ok }) => !ok)) return tickets;
  const found = await sideBySide(
    sourceFindings(context, source, replica, user),
    gatewayFindings(context, source, replica),
    ...(isJoin(context.state) ? [one(ringFinding(context))] : []),
    ...(isBothWays(context.state) ? [one(unfedFinding(context, source))] : []),
  );
  return [...tickets, ...found.flat()];
});

export const preflightReplica = preflight('preflight-replica', async (context) => {
  const { source, replica } = context.plan;
  const tickets = await ticketsFor(context, replica, source);
  if (tickets.some(({ ok }) => !ok)) return tickets;
  const found = await sideBySide(
    isJoin(context.state) ? joinFindings(context) : replicaFindings(context, replica),
    ...(isBothWays(context.state) ? [gatewayFindings(context, replica, source)] : []),
  );
  return [...tickets, ...found.flat()];
});

async function one(finding: Promise<Finding>): Promise<readonly Finding[]> {
  return [await finding];
}

function preflight(
  name: PreflightName,
  look: (context: StepContext) => Promise<readonly Finding[]>,
): Step {
  return { name, run: async (context) => result(await look(context)) };
}

function result(findings: readonly Finding[]): StepResult {
  const against = findings.filter(({ ok }) => !ok);
  const summary =
    against.length === 0
      ? `Nothing stands in the way: ${findings.length} of ${findings.length} looks are fine.`
      : against.map(({ what }) => what).join(' ');
  return { kind: 'done', summary, findings };
}

/** Every step names both clusters in its paths, so a worker needs a ticket for each of them. */
async function ticketsFor(
  context: StepContext,
  own: StreamPath,
  other: StreamPath,
): Promise<readonly Finding[]> {
  const clusters = [...new Set([clusterOf(own), clusterOf(other)])];
  const worker = clusterOf(own);
  return sideBySide(...clusters.map((cluster) => ticket(context, cluster, worker)));
}

function ticket(context: StepContext, cluster: string, worker: string): Promise<Finding> {
  return asFinding(context, authtest(cluster), ({ state }) => {
    if (state === 'valid') return fine(`The worker of ${worker} has a ticket for ${cluster}.`);
    if (state === 'insecure') return fine(`${cluster} is not secure and needs no ticket.`);
    return against(
      `The worker of ${worker} has no valid ticket for ${cluster}.`,
      `Make or renew it on that worker (maprlogin, a service ticket), and ask again.`,
    );
  });
}

async function sourceFindings(
  context: StepContext,
  source: StreamPath,
  replica: StreamPath,
  user: TicketUser | null,
): Promise<readonly Finding[]> {
  const stream = await asFinding(context, streamInfo(source), (info) =>
    judgeSource(source, info, user),
  );
  if (!stream.ok) return [stream];
  const replicas = await asFinding(context, replicaList(source), (rows) => {
    if (findReplica(rows, replica)) {
      return against(
        `${source} lists ${replica} as a replica already.`,
        'It was set up by somebody else, or left behind: ask them, or remove the registration by hand.',
      );
    }
    if (rows.length >= mostLinks) {
      return against(
        `${source} has ${rows.length} replicas, the most that a stream may have.`,
        'Remove one that is no longer needed, and ask again.',
      );
    }
    return fine(`${source} has ${rows.length} of at most ${mostLinks} replicas.`);
  });
  return [stream, replicas];
}

function judgeSource(
  source: StreamPath,
  info: StreamInfo | null,
  user: TicketUser | null,
): Finding {
  if (!info) return against(`${source} is not a stream.`, 'Check the path (maprcli stream info).');
  return (
    missingPerms(source, info, user, ['adminperm', 'copyperm']) ??
    fine(`${source} is a stream (topics: ${info.numtopics}), and may be replicated.`)
  );
}

async function gatewayFindings(
  context: StepContext,
  source: StreamPath,
  replica: StreamPath,
): Promise<readonly Finding[]> {
  const [from, to] = [clusterOf(source), clusterOf(replica)];
  const finding = await asFinding(context, gatewayResolve(from, to), (gateways) =>
    gateways.length > 0
      ? fine(`${from} reaches ${gateways.length} gateways of ${to}.`)
      : against(
          `${from} reaches no gateway of ${to}.`,
          `Start the gateways of ${to}, and make them known (maprcli cluster gateway set -dstcluster ${to}).`,
        ),
  );
  return [finding];
}

/**
 * The replica's path has to be free. That settles the limit of 64 upstreams and colliding topic
 * names as well: a new stream has neither upstreams nor topics.
 */
async function replicaFindings(
  context: StepContext,
  replica: StreamPath,
): Promise<readonly Finding[]> {
  const finding = await asFinding(context, streamInfo(replica), (info) =>
    info
      ? against(
          `There is a stream at ${replica} already. It was left untouched.`,
          'Ask for another path, or have its owner move or delete that stream.',
        )
      : fine(`${replica} is free.`),
  );
  return [finding];
}

/**
 * Of a source that is to be fed by its replica: whatever another stream brings to it comes to the replica, with its topics,
 * and would come back by another way. That settles the limit of 64 upstreams as well.
 */
async function unfedFinding(context: StepContext, source: StreamPath): Promise<Finding> {
  return asFinding(context, upstreamList(source), ([first, ...more]) => {
    if (!first) return fine(`${source} is fed by no other stream.`);
    const rest = more.length > 0 ? `, and by ${more.length} more` : '';
    return against(
      `${source} is fed by ${first.stream} of ${first.cluster}${rest}: their topics would come to it by two ways.`,
      'Have that replication removed; or replicate one way alone.',
    );
  });
}
