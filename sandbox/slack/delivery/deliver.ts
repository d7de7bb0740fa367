import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { DeliveryOptions, DeliveryOutcome } from '../control/acts.ts';
import type { DeliveryKind } from '../control/sights.ts';
import type { Core } from '../core.ts';
import type { Answer, Delivery, Line } from './delivery.ts';

export interface Delivered {
  readonly outcome: DeliveryOutcome;
  /** What came with the acknowledgement. */
  readonly body: unknown;
}

/**
 * Sends a payload to the app until it is acknowledged or Slack would give up (slack.md B1). Never
 * rejects; ends as unanswered when the workspace stops.
 */
export async function deliver(
  core: Core,
  line: Line,
  kind: DeliveryKind,
  payload: object,
  options: DeliveryOptions = {},
): Promise<Delivered> {
  const delivery: Delivery = {
    id: randomUUID(),
    kind,
    payload,
    acceptsResponse: kind !== 'events_api',
  };
  await pause(core, options.lateMs ?? 0);
  const pauses = kind === 'events_api' ? core.settings.timing.eventRetriesMs : again(line);
  const first = line.send(delivery, { number: 0 });
  // The copy goes on the heels of the original: nobody has acknowledged that yet.
  const copy = options.deliverTwice
    ? line.send(delivery, { number: 1, reason: 'timeout' })
    : undefined;
  let answer = await first;
  for (let number = 1; !answer.ok && goesOn(answer, number, pauses, kind); number += 1) {
    await pause(core, pauses[number - 1] ?? 0);
    if (core.life.signal.aborted) break;
    const reason = answer.why === 'unreachable' ? 'connection_failed' : answer.why;
    answer = await line.send(delivery, { number, reason });
  }
  await copy;
  return ended(core, delivery, answer);
}

function again(line: Line): readonly number[] {
  return Array.from({ length: line.redeliveries }, () => 0);
}

/** Somebody who waits for an answer is told at once that nobody is there; events are kept. */
function goesOn(
  answer: Extract<Answer, { ok: false }>,
  number: number,
  pauses: readonly number[],
  kind: DeliveryKind,
): boolean {
  if (answer.final || number > pauses.length) return false;
  return kind === 'events_api' || answer.why === 'timeout';
}

function ended(core: Core, { id, kind }: Delivery, answer: Answer): Delivered {
  if (answer.ok) {
    core.feed.tell({ type: 'acknowledged', delivery: id, kind });
    return { outcome: 'acknowledged', body: answer.body };
  }
  core.feed.tell({ type: 'undelivered', delivery: id, kind, why: answer.why });
  const outcome = answer.why === 'timeout' ? 'operation_timeout' : 'dispatch_failed';
  return { outcome, body: undefined };
}

async function pause(core: Core, ms: number): Promise<void> {
  if (ms <= 0) return;
  await delay(ms, undefined, { signal: core.life.signal }).catch(() => undefined);
}
