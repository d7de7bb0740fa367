/** What of a request stands in Slack, by Slack's own word: our messages say whose they are in their metadata. */

import { setTimeout as sleep } from 'node:timers/promises';
import type { WebClient } from '@slack/web-api';
import type { Address } from './delivery.ts';
import { historyPace, type Pace, type Pacer } from './pacer.ts';

export const eventType = 'replicate_message';

export interface StandingMessage {
  readonly key: string;
  readonly ts: string;
  /** The message whose thread it is in; none of one that has a thread of its own. */
  readonly within: string | undefined;
}

/** The most that a page of a history may hold. */
const pageSize = 200;

/** @param translated of what Slack's client throws */
export function createStanding(
  client: WebClient,
  pacer: Pacer,
  translated: (error: unknown, pace: Pace, request: string) => Promise<unknown>,
): (address: Address) => AsyncGenerator<StandingMessage> {
  return standing;

  /** Those of the channel, or of the thread, since the request was made. */
  async function* standing(address: Address): AsyncGenerator<StandingMessage> {
    for (let cursor: string | undefined; ; ) {
      const { messages = [], response_metadata } = await pageOf(address, cursor);
      for (const { metadata, ts, thread_ts } of messages) {
        const key = keyOf(metadata, address.request);
        const within = thread_ts === ts ? undefined : thread_ts;
        if (ts && key) yield { key, ts, within };
      }
      cursor = response_metadata?.next_cursor;
      if (!cursor) return;
    }
  }

  async function pageOf({ request, channel, thread, since }: Address, cursor?: string) {
    // A search that is begun goes on: begun anew each time, it would never come to the end of a busy channel.
    let ms = await pacer.take(historyPace);
    for (; ms > 0; ms = await pacer.take(historyPace)) await sleep(ms);
    const oldest = String(Math.floor(since / 1000) - 60);
    const range = { channel, oldest, limit: pageSize, include_all_metadata: true };
    const common = cursor ? { ...range, cursor } : range;
    try {
      return thread === undefined
        ? await client.conversations.history(common)
        : await client.conversations.replies({ ...common, ts: thread });
    } catch (error) {
      throw await translated(error, historyPace, request);
    }
  }
}

/** The key of a message of ours; undefined of any other. */
function keyOf(metadata: unknown, request: string): string | undefined {
  const { event_type, event_payload } = (metadata ?? {}) as {
    event_type?: string;
    event_payload?: { request?: string; key?: string };
  };
  const isOurs = event_type === eventType && event_payload?.request === request;
  return isOurs ? event_payload.key : undefined;
}
