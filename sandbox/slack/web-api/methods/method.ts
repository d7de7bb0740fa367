import type { Core } from '../../core.ts';
import type { Json } from '../../json.ts';
import type { Tier } from '../rate-limit.ts';

/** One method of the Web API. */
export interface Method {
  /** slack.md B2. */
  readonly tier: Tier | 'post';
  /** Any one of these is enough. Methods whose scope depends on the channel check it themselves. */
  readonly scopes?: readonly string[];
  /** Default `bot`. */
  readonly token?: 'bot' | 'app' | 'none';
  /** Carries it out: the answer without `ok`. Throws {@link SlackError}. */
  run(core: Core, args: Json): Json;
}

export type Methods = Readonly<Record<string, Method>>;
