/** Asks for a request's messages to be brought into line with its log; a bot takes it up. */

import { Queue } from 'bullmq';
import { queueOptions, syncQueue } from './queues.ts';
import type { Connection } from './store.ts';

export interface SyncQueue {
  /** One job a request, however often it is asked for: what is asked while it runs makes one more. */
  ask(request: string): Promise<void>;
  close(): Promise<void>;
}

export function createSyncQueue(
  redis: Connection,
  onError: (what: string, error: unknown) => void,
): SyncQueue {
  const queue = new Queue(syncQueue, queueOptions(redis));
  queue.on('error', (error) => onError('queue of messages', error));
  return {
    async ask(request) {
      await queue.add(
        'sync',
        { v: 1, request },
        {
          // One that is parked until the next edit of the card is taken up now: a reply need not wait for that.
          deduplication: { id: request, keepLastIfActive: true, reschedule: true },
          attempts: 1_000_000,
          backoff: { type: 'fixed', delay: 2_000 },
          removeOnComplete: true,
        },
      );
    },
    close: () => queue.close(),
  };
}
