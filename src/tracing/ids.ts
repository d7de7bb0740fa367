/**
 * A request's place among traces, derived from its id: any process finds it at any time, after a crash or days later,
 * and nothing of it stands in the log. A hash, so that sampling by trace id is fair.
 */

import { createHash } from 'node:crypto';

export interface TraceIds {
  /** 32 hex digits. */
  readonly traceId: string;
  /** Of the first span: 16 hex digits. */
  readonly spanId: string;
}

export function traceIdsOf(request: string): TraceIds {
  const hash = createHash('sha256').update(`replicate-bot/trace/1/${request}`).digest('hex');
  return { traceId: hash.slice(0, 32), spanId: hash.slice(32, 48) };
}
