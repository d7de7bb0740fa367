/** Asks for a request's messages to be brought into line with its log; a bot takes it up. */

import { Queue } from 'bullmq';
import { traced } from '../tracing/span.ts';
import { followJobOptions, queueOptions, syncQueue } from './queues.ts';
import type { Connection } from './store.ts';

export interface SyncQueue {
  /**
   * One job a request, however often it is asked for: what is asked while it runs makes one more.
   * @param now whether a job that is parked, until the card's next edit or because Slack asked to
   *   wait, is taken up at once: there is news. The sweep has none.
   */
  ask(request: string, now: boolean): Promise<void>;
  close(): Promise<void>;
}

export function createSyncQueue(
  redis: Connection,
  onError: (what: string, error: unknown) => void,
): SyncQueue {
  const queue = new Queue(syncQueue, queueOptions(redis));
  queue.on('error', (error) => onError('queue of messages', error));
  return {
    async ask(request, now) {
      await traced(request, 'ask for messages', {}, async () => {
        await queue.add('sync', { v: 1, request }, followJobOptions(request, now));
      });
    },
    close: () => queue.close(),
  };
}
