/** What else stands behind a command that a cluster turned down, before people are told of it. */

import { authtest } from '../mapr/authtest.ts';
import { MaprError } from '../mapr/errors.ts';
import { clusterOf } from '../mapr/path.ts';
import type { Failure } from './events.ts';
import type { Run } from './run-context.ts';

/**
 * A ticket can run out in the middle of a request, and how a command says so is not published (sheet,
 * 1.5). So the worker asks after its tickets, and names the one that is missing.
 *
 * @param home the cluster whose worker this is
 */
export async function diagnose(
  run: Run,
  home: string,
  error: unknown,
  failure: Failure,
): Promise<Failure> {
  if (!(error instanceof MaprError) || !mayBeForWantOfATicket(error)) return failure;
  const clusters = new Set([clusterOf(run.plan.source), clusterOf(run.plan.replica)]);
  const without: string[] = [];
  for (const cluster of clusters) if (await lacksTicket(run, cluster)) without.push(cluster);
  if (without.length === 0) return failure;
  const host = run.step.worker?.replace(/\/\d+$/, '') ?? 'its host';
  const logins = without.map((cluster) => `maprlogin password -cluster ${cluster}`).join(', ');
  return {
    ...failure,
    message: `${failure.message} The worker of ${home} has no valid ticket for ${without.join(' and ')}.`,
    remedy: `Make or renew the ticket of the worker of ${home}, on ${host} (${logins}; or a service ticket), then press Retry.`,
  };
}

function mayBeForWantOfATicket({ fault }: MaprError): boolean {
  return fault === 'refused' || fault === 'transient' || fault === 'unreadable';
}

async function lacksTicket(run: Run, cluster: string): Promise<boolean> {
  try {
    return (await run.look(authtest(cluster))).state === 'missing';
  } catch (error) {
    if (error instanceof MaprError) return false;
    throw error;
  }
}
