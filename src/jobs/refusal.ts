/** What an error says of a change that was to be made. Pure. */

import { changedNothing, type MaprError } from '../mapr/errors.ts';
import type { ClusterStepName } from './plan.ts';
import type { NewEvent } from './store.ts';

/**
 * What a cluster that answered with an error says of the change: that it was not made, or, where the
 * error may pass (no contact with the CLDB), that most likely it was not. After a time-out, or an
 * answer that cannot be read, it may have been, and the next look decides.
 */
export function refusal(step: ClusterStepName, { fault, id }: MaprError): NewEvent[] {
  if (changedNothing(fault)) return [{ type: 'step.act-refused', step }];
  if (fault === 'transient' && id !== null) {
    return [{ type: 'step.act-refused', step, unsure: true }];
  }
  return [];
}
