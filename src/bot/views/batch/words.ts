/** What the messages of a batch share: how its streams are named, and counted. */

import type { Side } from '../../../jobs/plan.ts';
import type { RequestState } from '../../../jobs/state.ts';
import { clusterOf, localPath } from '../../../mapr/path.ts';
import { clipMiddle, code } from '../escape.ts';

/** The clusters of a side, as plain text: one, or the first of several. */
export function clustersOn(states: readonly RequestState[], side: Side): string {
  const all = [...new Set(states.map(({ plan }) => clusterOf(plan[side])))];
  const [first = '', ...more] = all.map((name) => clipMiddle(name, 40));
  return more.length === 0 ? first : `${first} and ${more.length} more`;
}

/** `12 streams: sanfrancisco → newyork`. Plain text. */
export function batchTitle(states: readonly RequestState[]): string {
  return `${streams(states)}: ${clustersOn(states, 'source')} → ${clustersOn(states, 'replica')}`;
}

export function streams({ length }: readonly RequestState[]): string {
  return `${length} ${length === 1 ? 'stream' : 'streams'}`;
}

/** One of them among the others: its path, with the clusters where they are not those of all. Plain text. */
export function nameAmong(
  states: readonly RequestState[],
  { plan }: RequestState,
  most: number,
): string {
  const [from, to] = [localPath(plan.source).slice(1), localPath(plan.replica).slice(1)];
  const isOne = (side: Side) =>
    new Set(states.map(({ plan: each }) => clusterOf(each[side]))).size === 1;
  const source = isOne('source') ? from : `${clusterOf(plan.source)}/${from}`;
  const replica = isOne('replica') ? to : `${clusterOf(plan.replica)}/${to}`;
  if (from === to && replica === to) return clipMiddle(source, most);
  const half = Math.floor((most - 3) / 2);
  return `${clipMiddle(source, half)} → ${clipMiddle(replica, half)}`;
}

/** So many of them are named in a row. Mrkdwn. */
export function namesOf(of: readonly RequestState[], among: readonly RequestState[]): string {
  return of.map((state) => code(nameAmong(among, state, 60))).join(', ');
}
