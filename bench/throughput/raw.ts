/** The peer: BullMQ alone, with flows of as many jobs, over as many queues, that write as many entries. */

import { type FlowJob, FlowProducer, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { planFlows } from '../../src/jobs/flow.ts';
import type { RequestState } from '../../src/jobs/state.ts';
import { atOnce } from './engine.ts';

export interface Raw {
  /** A flow whose jobs have all run, and written. */
  run(id: string): Promise<void>;
  stop(): Promise<void>;
}

/**
 * @param like a request that is done: the jobs of its flow
 * @param texts what it has written into its log, entry by entry
 */
export async function startRaw(
  url: string,
  like: RequestState,
  texts: readonly string[],
): Promise<Raw> {
  const connection = new Redis(url, { maxRetriesPerRequest: null });
  const redis = new Redis(url);
  const prefix = '{raw}';
  const flows = new FlowProducer({ connection, prefix });
  const trees = planFlows(like);
  const names = new Set<string>();
  let jobs = 0;
  const visit = ({ queueName, children = [] }: FlowJob) => {
    names.add(queueName);
    jobs += 1;
    children.forEach(visit);
  };
  trees.forEach(visit);
  const share = Math.ceil(texts.length / jobs);
  const ends = new Map<string, () => void>();
  const left = new Map<string, string[]>();
  const workers = [...names].map(
    (name) =>
      new Worker(
        name,
        async ({ data }) => {
          const id = data.request as string;
          const own = left.get(id) ?? [];
          for (const text of own.splice(0, share))
            await redis.xadd(`{raw}:log:${id}`, '*', 'event', text);
          if (data.isLast) ends.get(id)?.();
        },
        { connection, prefix, concurrency: atOnce },
      ),
  );
  await Promise.all(workers.map((worker) => worker.waitUntilReady()));

  function own(job: FlowJob, id: string, isLast: boolean): FlowJob {
    const { children = [], queueName, name } = job;
    return {
      name,
      queueName,
      data: { request: id, isLast },
      opts: { removeOnComplete: true },
      children: children.map((child) => own(child, id, false)) as Required<FlowJob>[],
    };
  }

  return {
    async run(id) {
      left.set(id, [...texts]);
      const ended = new Promise<void>((resolve) => ends.set(id, resolve));
      await flows.addBulk(trees.map((tree) => own(tree, id, true)));
      await ended;
      const written = await redis.xlen(`{raw}:log:${id}`);
      if (written !== texts.length) throw new Error(`${written} of ${texts.length} are written`);
      ends.delete(id);
      left.delete(id);
    },
    async stop() {
      await Promise.all(workers.map((worker) => worker.close()));
      await flows.close();
      connection.disconnect();
      redis.disconnect();
    },
  };
}
