/** What a request has to show for it that messages arrive. Pure. */

import { messagesIn, reached } from '../mapr/offsets.ts';
import type { RequestState } from './state.ts';

/**
 * Of the way there, whether the last step asks for messages that only replication can have brought: more than the
 * copy had. If not, the source has written nothing since the copy, and nothing could arrive.
 */
export function isProvenByMessages({ steps }: Pick<RequestState, 'steps'>): boolean {
  const copied = steps.load.mark ?? steps.copying.mark ?? {};
  return reached(copied, steps.confirm.mark ?? {}).length > 0;
}

/** Of the way back, whether the replica held messages, before it was resumed, of topics that the source did not have. */
export function isProvenBack({ steps }: Pick<RequestState, 'steps'>): boolean {
  return messagesIn(steps['resume-back'].mark ?? {}) > 0;
}
