/** What keeps two requests from being under way at once. Pure. */

import { type Plan, type Procedure, setsUp } from './plan.ts';

/** Another request under way has to end first. */
export interface Busy {
  readonly kind: 'busy';
  readonly request: string;
  readonly conflict: Conflict;
}

/**
 * What the other request is about: the same two streams; the same replica, from another source; the
 * same two streams the other way round; or it is only making the stream that is to be the source. As
 * a source is never a replica under way, requests under way never form a chain, and so never a ring.
 */
export type Conflict = 'same-pair' | 'same-replica' | 'opposite' | 'source-under-way';

/**
 * Whether a request holds its replica while it is under way. A dry run changes nothing; and what ends
 * a flow of data waits for nobody.
 */
export function holdsReplica(procedure: Procedure): boolean {
  return setsUp(procedure) || procedure === 'resume' || procedure === 'edit';
}

/** The two streams of a request. */
export type Pair = Pick<Plan, 'source' | 'replica'>;

/** The first of these pairs that another one is in the way of: they would be under way at once. Null where none is. */
export function clashAmong(pairs: readonly Pair[]): Pair | null {
  const replicas = new Set<string>();
  const sources = new Set(pairs.map(({ source }) => source));
  for (const pair of pairs) {
    if (replicas.has(pair.replica) || sources.has(pair.replica)) return pair;
    replicas.add(pair.replica);
  }
  return null;
}

/** @param holders who makes the replica, and who makes the source, each as `<request> <source>` */
export function conflictIn(
  { source, replica }: Pair,
  [ofReplica, ofSource]: readonly (string | null | undefined)[],
): Busy | null {
  const [request, from] = (ofReplica ?? ofSource ?? '').split(' ');
  if (!request) return null;
  if (ofReplica) {
    return { kind: 'busy', request, conflict: from === source ? 'same-pair' : 'same-replica' };
  }
  return { kind: 'busy', request, conflict: from === replica ? 'opposite' : 'source-under-way' };
}
