/** `mapr copystream`, which takes as long as it takes and is watched meanwhile; and commands that outlived their worker. */

import { setTimeout as sleep } from 'node:timers/promises';
import { type Answer, type MaprCommand, show } from '../mapr/command.ts';
import { findRunning } from '../mapr/orphan.ts';
import type { Mapr } from '../mapr/run.ts';
import { HandedOn, PassingFault } from './faults.ts';

/** Runs beside the command until it is done; what it throws ends the command. */
export type Watch = (done: Promise<unknown>) => Promise<void>;

export interface LongCommands {
  /** @throws HandedOn where the worker is stopped, when the command has ended */
  run(command: MaprCommand<void>, watch: Watch): Promise<Answer>;
  /**
   * Waits for the end of the same command where an earlier run has left it behind on this host, or with an API server.
   * @param begun when it was begun, if it has not been answered
   * @throws PassingFault where one that is not a copy does not end within its time
   */
  awaitOrphan(command: MaprCommand<void>, begun: number | null, watch?: Watch): Promise<void>;
}

/**
 * How long after its time a command may still end, in milliseconds: a program is ended with SIGTERM, then SIGKILL; two
 * hosts' clocks differ; and an API server ends what it was asked for, whether or not anybody waits for the answer.
 */
export const endsWithinMs = 10_000;

/** How often a process that somebody else started is looked at, in milliseconds. */
const orphanPollMs = 500;

/**
 * @param signal fires when the worker is stopped, or when the run no longer counts
 * @param commandMs how long a command that is not a copy may take
 */
export function createLongCommands(
  mapr: Mapr,
  signal: AbortSignal,
  commandMs: number,
): LongCommands {
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

  async function awaitOrphan(
    command: MaprCommand<void>,
    begun: number | null,
    watch?: Watch,
  ): Promise<void> {
    if (begun !== null && mapr.isByRest(command)) {
      // Nobody can see from here whether the server is still at it.
      await pause(begun + commandMs + endsWithinMs - Date.now());
    }
    if ((await findRunning(command)).length === 0) return;
    const gone = untilGone(command, watch ? Number.POSITIVE_INFINITY : Date.now() + commandMs);
    await Promise.all([gone, watch?.(gone)]);
  }

  async function untilGone(command: MaprCommand<void>, until: number): Promise<void> {
    for (;;) {
      const [process] = await findRunning(command);
      if (!process) return;
      if (Date.now() > until) throw stillRunning(command, process.pid);
      await pause(orphanPollMs);
    }
  }

  async function pause(ms: number): Promise<void> {
    await sleep(Math.max(ms, 0), undefined, { signal }).catch(() => {
      throw new HandedOn();
    });
  }
}

function stillRunning(command: MaprCommand<void>, pid: number): PassingFault {
  return new PassingFault({
    message: `The same command still runs on this host (process ${pid}), left behind by an earlier try.`,
    cluster: command.cluster,
    command: show(command),
    answer: null,
    remedy: `End it on the worker's host (kill ${pid}), then press Retry.`,
  });
}
