import { setTimeout } from 'node:timers/promises';
import type { Clusters } from './api.ts';

export interface ProducerOptions {
  /** Messages per second, over all topics. Default 50. */
  perSecond?: number;
  /** Default `['events']`. */
  topics?: readonly string[];
  bytes?: number;
}

export interface Producer {
  /** Messages written so far. */
  readonly written: number;
  /** Stops after the write under way. Rejects with the first error that a write met. */
  stop(): Promise<void>;
}

const tickMs = 100;

/** Writes to a stream until stopped, from this process. */
export function startProducer(
  clusters: Clusters,
  path: string,
  { perSecond = 50, topics = ['events'], bytes = 100 }: ProducerOptions = {},
): Producer {
  const abort = new AbortController();
  const progress = { written: 0 };
  const startedAt = Date.now();

  async function run(): Promise<void> {
    for (let turn = 0; !abort.signal.aborted; turn += 1) {
      const due = Math.floor(((Date.now() - startedAt) * perSecond) / 1000) - progress.written;
      const topic = topics[turn % topics.length];
      if (due > 0 && topic !== undefined) {
        await clusters.produce(path, topic, due, { bytes });
        progress.written += due;
      }
      await pause(tickMs, abort.signal);
    }
  }

  const running = run();
  // The error is for stop(); until then it must not count as unhandled.
  running.catch(() => undefined);
  return {
    get written() {
      return progress.written;
    },
    async stop() {
      abort.abort();
      await running;
    },
  };
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await setTimeout(ms, undefined, { signal }).catch(() => undefined);
}
