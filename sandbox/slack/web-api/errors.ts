import type { Json } from '../json.ts';

/** An answer with `ok: false`. */
export class SlackError extends Error {
  readonly more: Json;

  /** `error` is Slack's word for it; `more` goes into the answer beside it. */
  constructor(error: string, more: Json = {}) {
    super(error);
    this.name = 'SlackError';
    this.more = more;
  }

  get answer(): Json {
    return { ok: false, error: this.message, ...this.more };
  }
}
