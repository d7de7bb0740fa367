/** Slack's side as it is measured: how its calls end, and how soon people are acknowledged. */

import type { App, ReceiverEvent } from '@slack/bolt';
import { WebClient, type WebClientOptions } from '@slack/web-api';
import { traced } from '../tracing/span.ts';
import { faultOf, Limited, mayHaveHappened } from './slack-faults.ts';

export interface SlackMeters {
  /** @param outcome `ok`, `limited` (429), `refused` (Slack says no), `unanswered` */
  called(method: string, outcome: string): void;
  /** @param kind `command`, or Slack's type of what came: `block_actions`, `view_submission` … */
  acknowledged(kind: string, seconds: number): void;
  /** @param what the kind of call that had to wait for Slack's limits */
  waited(what: string, seconds: number): void;
}

/** A client whose calls are counted, by method. */
export class MeasuredClient extends WebClient {
  readonly #meters: SlackMeters;

  constructor(token: string, options: WebClientOptions, meters: SlackMeters) {
    super(token, options);
    this.#meters = meters;
  }

  override async apiCall(...args: Parameters<WebClient['apiCall']>) {
    const [method] = args;
    try {
      const result = await traced(null, `slack ${method}`, {}, () => super.apiCall(...args));
      this.#meters.called(method, 'ok');
      return result;
    } catch (error) {
      this.#meters.called(method, outcomeOf(error));
      throw error;
    }
  }
}

function outcomeOf(error: unknown): string {
  if (faultOf(error, '') instanceof Limited) return 'limited';
  return mayHaveHappened(error) ? 'unanswered' : 'refused';
}

/** Times the acknowledgement of whatever comes in. */
export function measureAcknowledgements(app: App, meters: SlackMeters): void {
  const process = app.processEvent.bind(app);
  app.processEvent = (event: ReceiverEvent) => {
    const since = performance.now();
    const { ack, body } = event;
    return process({
      ...event,
      ack: async (response) => {
        await ack(response);
        meters.acknowledged(kindOf(body), (performance.now() - since) / 1_000);
      },
    });
  };
}

function kindOf({ command, type }: { command?: unknown; type?: unknown }): string {
  if (command !== undefined) return 'command';
  return typeof type === 'string' ? type : 'unknown';
}
