/** The peer: the procedure as a workflow of DBOS, whose steps return what the product's have written into the log. */

import { createRequire } from 'node:module';
import type { StepTimes } from './times.ts';

/** What is used of `@dbos-inc/dbos-sdk`, which is not among the product's own dependencies. */
interface Dbos {
  setConfig(config: { name: string; systemDatabaseUrl: string; logLevel: string }): void;
  registerWorkflow<A extends unknown[], R>(
    work: (...args: A) => Promise<R>,
    options: { name: string },
  ): (...args: A) => Promise<R>;
  startWorkflow<A extends unknown[], R>(
    workflow: (...args: A) => Promise<R>,
    options: { workflowID: string },
  ): (...args: A) => Promise<{ getResult(): Promise<R> }>;
  runStep<R>(body: () => Promise<R>, options: { name: string }): Promise<R>;
  recv<T>(topic: string, timeoutSeconds: number): Promise<T | null>;
  send(to: string, message: unknown, topic: string): Promise<void>;
  launch(): Promise<void>;
  shutdown(): Promise<void>;
}

export interface Peer {
  /** Runs the workflow to its end, approved as soon as that is asked. @returns when its steps' bodies began and ended */
  run(id: string): Promise<StepTimes[]>;
  stop(): Promise<void>;
}

/** A step of the recorded request, and the entries that it has written. */
export interface RecordedStep {
  readonly name: string;
  readonly texts: readonly string[];
}

const from = createRequire(new URL('./package.json', import.meta.url));

/** As its own package.json names it. */
export const version: string = from('./package.json').dependencies['@dbos-inc/dbos-sdk'];

export function isInstalled(): boolean {
  try {
    from.resolve('@dbos-inc/dbos-sdk');
    return true;
  } catch {
    return false;
  }
}

/** @param steps in their order; those of one list run side by side; "consent" waits for the other owner */
export async function startPeer(
  url: string,
  steps: readonly (readonly RecordedStep[])[],
): Promise<Peer> {
  const { DBOS } = from('@dbos-inc/dbos-sdk') as { DBOS: Dbos };
  const asked = new Map<string, () => void>();
  const timed = new Map<string, StepTimes[]>();
  DBOS.setConfig({ name: 'bench', systemDatabaseUrl: url, logLevel: 'error' });

  async function body(id: string, { name, texts }: RecordedStep): Promise<string[]> {
    const began = performance.timeOrigin + performance.now();
    // As the product reads what a command has answered.
    for (const text of texts) JSON.parse(text);
    const ended = performance.timeOrigin + performance.now();
    timed.get(id)?.push({ name, began, ended });
    return [...texts];
  }

  const replicate = DBOS.registerWorkflow(
    async (id: string) => {
      for (const together of steps) {
        const [first] = together;
        if (first?.name === 'consent') {
          asked.get(id)?.();
          if ((await DBOS.recv('consent', 60)) !== 'granted') throw new Error('not approved');
          continue;
        }
        await Promise.all(
          together.map((step) => DBOS.runStep(() => body(id, step), { name: step.name })),
        );
      }
      return 'done';
    },
    { name: 'replicate' },
  );
  await DBOS.launch();

  return {
    async run(id) {
      timed.set(id, []);
      asked.set(id, () => void DBOS.send(id, 'granted', 'consent').catch(() => undefined));
      const handle = await DBOS.startWorkflow(replicate, { workflowID: id })(id);
      if ((await handle.getResult()) !== 'done') throw new Error(`${id} is not done`);
      const times = timed.get(id) ?? [];
      timed.delete(id);
      asked.delete(id);
      return times;
    },
    stop: () => DBOS.shutdown(),
  };
}
