/** Counts what this process has written down: each event is written by one process, once. */

import type { Event } from '../jobs/events.ts';
import { sideOf } from '../jobs/events.ts';
import { streamOn } from '../jobs/plan.ts';
import type { RequestState } from '../jobs/state.ts';
import { rowIn } from '../jobs/state.ts';
import { clusterOf } from '../mapr/path.ts';
import type { Metrics } from './metrics.ts';

/** @param state with the events in it */
export function countEvents(metrics: Metrics, state: RequestState, events: readonly Event[]): void {
  for (const event of events) countEvent(metrics, state, event);
}

function countEvent(metrics: Metrics, state: RequestState, event: Event): void {
  const { procedure } = state;
  switch (event.type) {
    case 'requested':
      metrics.requestsBegun.inc({ procedure });
      return;
    case 'ended':
      metrics.requestsEnded.inc({ procedure, outcome: event.outcome });
      return;
    case 'consent.granted':
    case 'consent.denied':
    case 'consent.expired':
      metrics.consents.inc({
        side: sideOf(event),
        decision: event.type.slice('consent.'.length),
      });
      return;
    case 'step.done':
    case 'step.failed': {
      const { startedAt } = state.steps[event.step];
      metrics.steps.inc({ step: event.step, outcome: event.type.slice('step.'.length) });
      if (startedAt === null) return;
      metrics.stepSeconds.observe({ step: event.step }, (event.at - startedAt) / 1_000);
      return;
    }
    case 'undo.done':
    case 'undo.left':
    case 'undo.failed':
      metrics.steps.inc({ step: event.step, outcome: event.type.replace('.', '-') });
      return;
    case 'step.ran': {
      const { step, purpose, ok, exitCode, durationMs } = event;
      const cluster = clusterOf(streamOn(rowIn(state, step).side, state.plan));
      const outcome = (ok ?? exitCode === 0) ? 'ok' : 'failed';
      metrics.commands.inc({ cluster, purpose, outcome });
      metrics.commandSeconds.observe({ cluster, purpose }, durationMs / 1_000);
      return;
    }
    default:
      return;
  }
}
