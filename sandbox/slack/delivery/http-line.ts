import type { Core } from '../core.ts';
import { isRecord, parseJson } from '../json.ts';
import { secret } from '../world/ids.ts';
import type { Answer, Attempt, Delivery, Line } from './delivery.ts';
import { signature } from './sign.ts';

/** Signed POSTs to the app's request URL. Slack sends only events again over HTTP (slack.md B1). */
export function httpLine(core: Core, requestUrl: string): Line {
  return {
    redeliveries: 0,
    send: (delivery, attempt) => post(core, requestUrl, delivery, attempt),
  };
}

/** The handshake when a request URL is entered in Slack's settings. Rejects if it fails. */
export async function verifyUrl(core: Core, requestUrl: string): Promise<void> {
  const challenge = secret();
  const body = JSON.stringify({ type: 'url_verification', token: 'local', challenge });
  const response = await fetch(requestUrl, {
    ...signed(core, body, 'application/json', {}),
    signal: AbortSignal.timeout(core.settings.timing.ackMs),
  });
  const text = await response.text();
  const answer = parseJson(text);
  const echoed = isRecord(answer) ? answer['challenge'] : text;
  if (!response.ok || echoed !== challenge) {
    throw new Error(`Your URL didn't respond with the value of the challenge: ${response.status}`);
  }
}

async function post(
  core: Core,
  requestUrl: string,
  delivery: Delivery,
  attempt: Attempt,
): Promise<Answer> {
  if (core.faults.down) return { ok: false, why: 'unreachable' };
  const { id, kind } = delivery;
  core.feed.tell({ type: 'delivery', delivery: id, kind, attempt: attempt.number, to: 'http' });
  const { body, type } = encoded(delivery);
  try {
    const deadline = AbortSignal.timeout(core.settings.timing.ackMs);
    const response = await fetch(requestUrl, {
      ...signed(core, body, type, retryHeaders(attempt)),
      signal: AbortSignal.any([deadline, core.life.signal]),
    });
    const text = await response.text();
    if (response.ok) return { ok: true, body: parseJson(text) ?? text };
    const final = response.headers.get('x-slack-no-retry') === '1';
    return { ok: false, why: 'http_error', final };
  } catch (error) {
    const timedOut = error instanceof Error && error.name === 'TimeoutError';
    return { ok: false, why: timedOut ? 'timeout' : 'unreachable' };
  }
}

/** slack.md A3.9. */
function retryHeaders({ number, reason = '' }: Attempt): Record<string, string> {
  if (number === 0) return {};
  return {
    'x-slack-retry-num': String(number),
    'x-slack-retry-reason': reason === 'timeout' ? 'http_timeout' : reason,
  };
}

/** Commands as a form, interactivity as a form with `payload`, events as JSON (slack.md A4). */
function encoded({ kind, payload }: Delivery): { body: string; type: string } {
  const form = 'application/x-www-form-urlencoded';
  if (kind === 'events_api') return { body: JSON.stringify(payload), type: 'application/json' };
  if (kind === 'interactive') {
    return { body: String(new URLSearchParams({ payload: JSON.stringify(payload) })), type: form };
  }
  return { body: String(new URLSearchParams(Object.entries(payload))), type: form };
}

function signed(core: Core, body: string, type: string, more: Record<string, string>): RequestInit {
  // By the machine's clock: the app's check knows no other.
  const seconds = Math.floor(Date.now() / 1000);
  return {
    method: 'POST',
    body,
    redirect: 'error',
    headers: {
      'content-type': type,
      'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
      'x-slack-request-timestamp': String(seconds),
      'x-slack-signature': signature(core.settings.app.signingSecret, seconds, body),
      ...more,
    },
  };
}
