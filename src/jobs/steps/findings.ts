/** What a preflight finds: for or against it, and what to do about it. */

import { allows, type TicketUser } from '../../mapr/ace.ts';
import type { MaprCommand } from '../../mapr/command.ts';
import { MaprError } from '../../mapr/errors.ts';
import type { StreamPath } from '../../mapr/path.ts';
import type { StreamInfo, StreamPerms } from '../../mapr/stream-info.ts';
import type { Finding } from '../events.ts';
import type { StepContext } from '../step.ts';

/** The most replicas, and the most upstreams, that a stream may have ("Stream Replication", limits). */
export const mostLinks = 64;

/** A clear no of the cluster is a finding; what may pass is thrown, and looked at again. */
export async function asFinding<R>(
  context: StepContext,
  command: MaprCommand<R>,
  judge: (reply: R) => Finding,
): Promise<Finding> {
  try {
    return judge(await context.look(command));
  } catch (error) {
    if (error instanceof MaprError && !error.mendedByRetry) {
      return against(error.message, error.remedy);
    }
    throw error;
  }
}

export function fine(what: string): Finding {
  return { ok: true, what, remedy: null };
}

export function against(what: string, remedy: string): Finding {
  return { ok: false, what, remedy };
}

/**
 * Of the permissions, those that the user has not, or null where all are there. A reply without permissions is MapR's
 * way to say that its reader has no adminperm.
 */
export function missingPerms(
  path: StreamPath,
  info: StreamInfo,
  user: TicketUser | null,
  wanted: readonly (keyof StreamPerms)[],
): Finding | null {
  const missing = wanted.filter((perm) => {
    const expression = info.perms?.[perm];
    if (expression === undefined) return perm === 'adminperm';
    return expression.trim() === '' || (user !== null && allows(expression, user) === false);
  });
  if (missing.length === 0) return null;
  return against(
    `${user?.name ?? "The worker's user"} has no ${missing.join(' and no ')} on ${path}.`,
    `Have its owner grant ${wanted.join(' and ')} to that user (maprcli stream edit).`,
  );
}
