import type { Core } from '../core.ts';
import type { Connections } from './connections.ts';
import type { Answer, Attempt, Delivery, Line } from './delivery.ts';

/** Socket Mode: each payload goes to one of the connections, in turn (slack.md B5). */
export function socketLine(core: Core, connections: Connections): Line {
  return {
    redeliveries: core.settings.timing.redeliveries,
    send: (delivery, attempt) => send(core, connections, delivery, attempt),
  };
}

async function send(
  core: Core,
  connections: Connections,
  delivery: Delivery,
  attempt: Attempt,
): Promise<Answer> {
  const connection = core.faults.down ? undefined : connections.next();
  if (connection === undefined) {
    return { ok: false, why: attempt.number === 0 ? 'unreachable' : 'timeout' };
  }
  const { id, kind } = delivery;
  core.feed.tell({
    type: 'delivery',
    delivery: id,
    kind,
    attempt: attempt.number,
    to: connection.number,
  });
  const acknowledged = connections.acknowledgement(id, core.settings.timing.ackMs);
  connection.send({
    envelope_id: id,
    type: kind,
    payload: delivery.payload,
    accepts_response_payload: delivery.acceptsResponse,
    ...(kind === 'events_api' || attempt.number > 0
      ? { retry_attempt: attempt.number, retry_reason: attempt.reason ?? '' }
      : {}),
  });
  return acknowledged;
}
