/** `mapr copystream`: runs as long as it takes, is watched meanwhile, and may outlive the worker that started it. */

import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer, MaprCommand } from '../mapr/command.ts';
import { findRunning } from '../mapr/orphan.ts';
import type { Mapr } from '../mapr/run.ts';
import { HandedOn } from './faults.ts';

/** Runs beside the command until it is done; what it throws ends the command. */
export type Watch = (done: Promise<unknown>) => Promise<void>;

export interface LongCommands {
  /** @throws HandedOn where the worker is stopped, when the command has ended */
  run(command: MaprCommand<void>, watch: Watch): Promise<Answer>;
  /** Waits for the end of the same command where an earlier run has left it behind on this host. */
  awaitOrphan(command: MaprCommand<void>, watch: Watch): Promise<void>;
}

/** How often a process that somebody else started is looked at, in milliseconds. */
const orphanPollMs = 500;

/** @param signal fires when the worker is stopped, or when the run no longer counts */
export function createLongCommands(mapr: Mapr, signal: AbortSignal): LongCommands {
  return { run, awaitOrphan };

  async function run(command: MaprCommand<void>, watch: Watch): Promise<Answer> {
    if (signal.aborted) throw new HandedOn();
    const program = mapr.start(command);
    const stop = () => void program.stop().catch(() => undefined);
    signal.addEventListener('abort', stop, { once: true });
    try {
      const watched = watch(program.done);
      // A watch that fails (the log has moved on, Redis is away) leaves no copy running behind it.
      watched.catch(stop);
      const answer = await program.done;
      await watched;
      if (signal.aborted) throw new HandedOn();
      return answer;
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }

  async function awaitOrphan(command: MaprCommand<void>, watch: Watch): Promise<void> {
    if ((await findRunning(command)).length === 0) return;
    const gone = untilGone(command);
    await Promise.all([gone, watch(gone)]);
  }

  async function untilGone(command: MaprCommand<void>): Promise<void> {
    while ((await findRunning(command)).length > 0) {
      await sleep(orphanPollMs, undefined, { signal }).catch(() => {
        throw new HandedOn();
      });
    }
  }
}
