import type { DeliveryKind } from '../control/sights.ts';

/** One payload on its way to the app. */
export interface Delivery {
  /** `envelope_id`: the same in every attempt (slack.md B1). */
  readonly id: string;
  readonly kind: DeliveryKind;
  readonly payload: object;
  /** Whether an answer in the acknowledgement means something. */
  readonly acceptsResponse: boolean;
}

export interface Attempt {
  /** 0 the first time. */
  readonly number: number;
  readonly reason?: string;
}

/** How an attempt ended. `unreachable`: there was nobody to send it to. */
export type Answer =
  | { readonly ok: true; readonly body: unknown }
  | {
      readonly ok: false;
      readonly why: 'timeout' | 'http_error' | 'unreachable';
      /** The app wants it no more: `x-slack-no-retry` (slack.md A3.9). */
      readonly final?: boolean;
    };

/** The way to the app: Socket Mode or signed HTTP. */
export interface Line {
  /** How often clicks and commands come again over it. */
  readonly redeliveries: number;
  send(delivery: Delivery, attempt: Attempt): Promise<Answer>;
}
