/** What Slack's errors mean for a message that is to be delivered. Pure. */

import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
} from '@slack/web-api';

/** Slack has to be asked again after a while; nothing is lost. */
export class TryLater extends Error {
  readonly ms: number;

  constructor(ms: number, why: string) {
    super(why);
    this.name = 'TryLater';
    this.ms = ms;
  }
}

/** Slack asks for fewer calls (429). */
export class Limited extends TryLater {}

/** Slack says no, to anything in this channel perhaps: people can mend that, and it is tried again. */
export class Refused extends TryLater {
  /** Slack's word for it, `is_archived` say. */
  readonly code: string;

  constructor(ms: number, code: string) {
    super(ms, `Slack refused: ${code}`);
    this.name = 'Refused';
    this.code = code;
  }
}

/** Slack does not take these blocks; `plan` is not known everywhere yet. */
export class BlocksRefused extends Error {
  readonly reasons: readonly string[];

  constructor(reasons: readonly string[]) {
    super(`Slack refused the blocks: ${reasons.join('; ')}`);
    this.name = 'BlocksRefused';
    this.reasons = reasons;
  }
}

/** Slack's words for blocks that it does not take, whatever is wrong with them. */
const blockErrors = new Set([
  'invalid_blocks',
  'invalid_blocks_format',
  'msg_blocks_too_long',
  'block_mismatch',
]);

/** After an answer was lost: long enough for a post that was accepted to be seen. */
const unknownMs = 3_000;

/**
 * What follows from an error of a call.
 * @param what the call, for people
 * @returns the error itself where it is not one of Slack's; a `Refused` is for the caller to time
 */
export function faultOf(error: unknown, what: string): unknown {
  if (error instanceof WebAPIRateLimitedError) {
    return new Limited(error.retryAfter * 1000, `Slack asked to wait with ${what}`);
  }
  if (error instanceof WebAPIRequestError || error instanceof WebAPIHTTPError) {
    return new TryLater(unknownMs, `Slack did not answer: ${error.message}`);
  }
  if (!(error instanceof WebAPIPlatformError)) return error;
  const { data } = error;
  if (blockErrors.has(data.error)) return new BlocksRefused(data.response_metadata?.messages ?? []);
  if (mayHaveHappened(error)) return new TryLater(unknownMs, `Slack answered ${data.error}`);
  return new Refused(0, data.error);
}

/** No answer, or one that leaves it open ("fatal_error: part of it may have happened"). */
export function mayHaveHappened(error: unknown): boolean {
  if (error instanceof TryLater || error instanceof WebAPIRateLimitedError) return false;
  if (error instanceof WebAPIPlatformError) {
    return ['fatal_error', 'internal_error'].includes(error.data.error);
  }
  return true;
}
