/** What keeps two requests from being under way at once. Pure. */

import type { StreamPath } from '../mapr/path.ts';
import { type Plan, type Procedure, setsUp, setUpOf } from './plan.ts';
import type { Unread } from './unread.ts';

/** Another request under way has to end first. */
export interface Busy {
  readonly kind: 'busy';
  readonly request: string;
  readonly conflict: Conflict;
}

/**
 * What the other request is about: the same two streams; the same replica, from another source; the
 * same two streams the other way round; it is only making the stream that is to be the source; or it replicates from the
 * stream that is to be fed. As a source is never a replica under way, requests under way never form a chain, and so never
 * a ring. Where its log cannot be read, it may be about any of these.
 */
export type Conflict =
  | 'same-pair'
  | 'same-replica'
  | 'opposite'
  | 'source-under-way'
  | 'replica-is-source'
  | 'source-is-source'
  | Unread;

/**
 * Whether a request holds its replica while it is under way. A dry run changes nothing; and what ends
 * a flow of data waits for nobody.
 */
export function holdsReplica(procedure: Procedure): boolean {
  return setsUp(procedure) || procedure === 'resume' || procedure === 'edit';
}

/**
 * The stream that is there already, and is to be fed by this request: it may be no source of another that is under way.
 * Null where the stream is made, so that it can be nobody's source.
 */
export function fedAnew(procedure: Procedure, { source, replica }: Pair): StreamPath | null {
  const setUp = setUpOf(procedure);
  if (setUp === 'multi-master') return source;
  return setUp === 'join' ? replica : null;
}

/** The streams that a request holds as replicas while it is under way, as it holds none or more. */
export function heldBy(procedure: Procedure, { source, replica }: Pair): readonly StreamPath[] {
  if (!holdsReplica(procedure)) return [];
  return procedure === 'multi-master' ? [replica, source] : [replica];
}

/**
 * What a request says to the store as it begins: the stream that it holds as a replica, its source, that one again where it
 * holds it too, and the one that may be nobody's source; each empty where there is none.
 */
export function holdsOf(
  procedure: Procedure,
  pair: Pair,
): readonly [string, string, string, string] {
  const [replica = '', source = ''] = heldBy(procedure, pair);
  return [replica, pair.source, source, fedAnew(procedure, pair) ?? ''];
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

/** The stream that is to be fed by two others at once, where each of these is to flow both ways; null where none is. */
export function fedTwice(procedure: Procedure, pairs: readonly Pair[]): StreamPath | null {
  if (setUpOf(procedure) !== 'multi-master') return null;
  const sources = pairs.map(({ source }) => source);
  return sources.find((source, index) => sources.indexOf(source) < index) ?? null;
}

/**
 * @param holders who makes the replica, who makes the source, and who replicates from the stream that is fed anew, each as
 *   `<request> <source>`
 */
export function conflictIn(
  { source, replica }: Pair,
  [ofReplica, ofSource, ofFed]: readonly (string | null | undefined)[],
): Busy | null {
  const [request, from] = (ofReplica || ofSource || ofFed || '').split(' ');
  if (!request) return null;
  if (!ofReplica && !ofSource) {
    const conflict = from === replica ? 'replica-is-source' : 'source-is-source';
    return { kind: 'busy', request, conflict };
  }
  if (ofReplica) {
    return { kind: 'busy', request, conflict: from === source ? 'same-pair' : 'same-replica' };
  }
  return { kind: 'busy', request, conflict: from === replica ? 'opposite' : 'source-under-way' };
}
