import type { ApiCall } from '../control/sights.ts';
import type { Core } from '../core.ts';
import type { Json } from '../json.ts';

/** Writes down a call before anything is done about it. */
export function journal(core: Core, method: string, args: Json): ApiCall {
  const call: ApiCall = { id: core.calls.length + 1, method, args, at: core.clock.now() };
  core.calls.push(call);
  core.feed.tell({ type: 'call', call: call.id, method });
  return call;
}
