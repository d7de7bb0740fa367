/** How far a visitor's request has come, by what is seen. Pure. */

import type { SeenMessage } from '../../slack/index.ts';
import type { SeenCluster } from '../wire.ts';

export const chapters = ['ask', 'prepare', 'approve', 'copy', 'done'] as const;
export type Chapter = (typeof chapters)[number];

/** @param messages of the channel in which people ask */
export function chapterOf(
  messages: readonly SeenMessage[],
  clusters: readonly SeenCluster[],
): Chapter {
  if (messages.some(asksForConsent)) return 'approve';
  const underWay = messages.findLast(isRunning);
  if (underWay) return isDecided(underWay, messages) ? 'copy' : 'prepare';
  const replicas = clusters.flatMap(({ streams }) => streams.flatMap(({ replicas }) => replicas));
  return replicas.some(({ paused }) => !paused) ? 'done' : 'ask';
}

function asksForConsent({ blocks }: SeenMessage): boolean {
  return blocks.some(
    (block) =>
      block.type === 'actions' &&
      block.elements.some((element) => 'action_id' in element && element.action_id === 'approve'),
  );
}

function isRunning(message: SeenMessage): boolean {
  return tasksOf(message).some(({ status }) => status === 'in_progress');
}

/** The card is edited now and then only; the question is gone as soon as it is answered. */
function isDecided(card: SeenMessage, messages: readonly SeenMessage[]): boolean {
  const consent = tasksOf(card).find(({ task_id }) => task_id === 'consent');
  if (consent?.['status'] !== 'in_progress') return consent?.['status'] === 'complete';
  const { request } = partOf(card);
  return messages.some((one) => partOf(one).request === request && partOf(one).key === 'consent');
}

/** Which request it belongs to, and which of its messages it is: the bot keeps that with it. */
function partOf({ metadata }: SeenMessage): { request?: string; key?: string } {
  return metadata?.event_payload ?? {};
}

function tasksOf({ blocks }: SeenMessage) {
  return blocks.flatMap((block) => (block.type === 'plan' ? (block.tasks ?? []) : []));
}
