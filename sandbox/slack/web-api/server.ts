import type { ApiCall } from '../control/sights.ts';
import type { Core } from '../core.ts';
import type { Json } from '../json.ts';
import { string } from '../json.ts';
import { needScope } from './access.ts';
import { readApiRequest } from './body.ts';
import { SlackError } from './errors.ts';
import { type Outcome, withFault } from './faulty.ts';
import { journal } from './journal.ts';
import { methods } from './methods/index.ts';
import { bucketsOf } from './rate-limit.ts';

/** Answers one request to `/api/<method>`. `undefined`: the connection is to be cut. */
export async function answerApi(
  core: Core,
  name: string,
  request: Request,
): Promise<Response | undefined> {
  const { args, token } = await readApiRequest(request);
  const call = journal(core, name, args);
  const outcome = await withFault(core, name, () => carryOut(core, name, args, token));
  return finished(core, call, outcome);
}

function carryOut(core: Core, name: string, args: Json, token: string): Outcome {
  try {
    const method = methods[name];
    if (method === undefined) throw new SlackError('unknown_method', { req_method: name });
    checkToken(core, method.token ?? 'bot', token);
    const channel = string(args['channel']);
    const wait = core.limiter.take(bucketsOf(name, method.tier, channel), core.clock.now());
    if (wait > 0) return rateLimited(wait);
    needScope(core, ...(method.scopes ?? []));
    return { status: 200, body: { ok: true, ...method.run(core, args) } };
  } catch (error) {
    if (error instanceof SlackError) return { status: 200, body: error.answer };
    throw error;
  }
}

export function rateLimited(seconds: number): Outcome {
  return { status: 429, body: { ok: false, error: 'ratelimited' }, retryAfter: seconds };
}

function checkToken(core: Core, kind: 'bot' | 'app' | 'none', token: string): void {
  const { botToken, appToken } = core.settings.app;
  if (kind === 'none') return;
  if (token === '') throw new SlackError('not_authed');
  if (token === (kind === 'bot' ? botToken : appToken)) return;
  const known = token === botToken || token === appToken;
  throw new SlackError(known ? 'not_allowed_token_type' : 'invalid_auth');
}

/** So many bytes, made as they are read, so that their number can be any. */
function filler(bytes: number, stalls = false): ReadableStream<Uint8Array> {
  let left = bytes;
  return new ReadableStream({
    pull(stream) {
      const part = Math.min(left, 65_536);
      left -= part;
      if (part > 0) stream.enqueue(new Uint8Array(part).fill(97));
      else if (!stalls) stream.close();
    },
  });
}

/** Writes the outcome into the journal and makes it a response. */
export function finished(
  core: Core,
  call: ApiCall & { status?: number; response?: Json },
  outcome: Outcome | undefined,
): Response | undefined {
  Object.assign(call, { status: outcome?.status ?? 0 });
  if (outcome?.body !== undefined) Object.assign(call, { response: outcome.body });
  const { id, method } = call;
  core.feed.tell({ type: 'answered', call: id, method, status: outcome?.status ?? 0 });
  if (outcome === undefined) return undefined;
  const headers = new Headers({ 'x-oauth-scopes': core.settings.scopes.join(',') });
  const accepted = methods[method]?.scopes;
  if (accepted !== undefined) headers.set('x-accepted-oauth-scopes', accepted.join(','));
  if (outcome.retryAfter !== undefined) headers.set('retry-after', String(outcome.retryAfter));
  const { status, body, bytes, stalls } = outcome;
  if (bytes !== undefined) return new Response(filler(bytes, stalls), { status, headers });
  if (body === undefined) return new Response(`HTTP ${status}`, { status, headers });
  return Response.json(body, { status, headers });
}
