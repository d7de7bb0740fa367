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
  const replicas = clusters.flatMap(({ streams }) => streams.flatMap(({ replicas }) => replicas));
  const underWay = replicas.find(({ paused }) => paused);
  if (underWay) return underWay.accepted ? 'copy' : 'prepare';
  if (messages.some(isRunning)) return 'prepare';
  return replicas.length > 0 ? 'done' : 'ask';
}

function asksForConsent({ blocks }: SeenMessage): boolean {
  return blocks.some(
    (block) =>
      block.type === 'actions' &&
      block.elements.some((element) => 'action_id' in element && element.action_id === 'approve'),
  );
}

function isRunning({ blocks }: SeenMessage): boolean {
  return blocks.some(
    (block) => block.type === 'plan' && block.tasks?.some(({ status }) => status === 'in_progress'),
  );
}
