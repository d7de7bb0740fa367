import { setTimeout } from 'node:timers/promises';
import type { LongJob } from '../commands/command.ts';
import { standing } from '../faults/standing.ts';
import type { ActiveFaults } from '../faults/types.ts';
import { transact } from '../store.ts';
import { percentage, stepCopy } from '../world/copy-job.ts';
import { codes, Refusal, simulated } from '../world/refusal.ts';
import { streamAt } from '../world/streams.ts';
import type { World } from '../world/types.ts';
import { assertLives, type Started } from './started.ts';

const tickMs = 25;

export interface JobRun {
  dir: string;
  started: Started;
  faults: ActiveFaults;
  /** Called within the commit of a step that changed something. */
  onEffect(world: World): void;
  /** Called when a part, and not yet all, has been copied. */
  onCopied(): void;
  log(line: string): void;
}

/** Copies for a time in proportion to the data, a little at every tick: a kill leaves a partial copy (point 36). */
export async function runJob({ copy, finish }: LongJob, run: JobRun): Promise<void> {
  const startedAt = Date.now();
  const { failAfter } = run.faults.copy ?? {};
  for (let done = false; !done; ) {
    done = await transact(run.dir, (world) => {
      assertLives(run.started);
      checkClusters(world, [copy.source.cluster, copy.destination.cluster]);
      const streams = () =>
        JSON.stringify([copy.source, copy.destination].map((ref) => streamAt(world, ref)));
      const before = streams();
      const due = dueAfter(world, Date.now() - startedAt, copy.total, run.faults);
      stepCopy(world, copy, Math.floor(due.messages) - copy.done);
      const complete = copy.done >= copy.total && due.timeIsUp;
      if (complete) finish?.(world);
      if (streams() !== before) run.onEffect(world);
      return complete || stopsAt(failAfter, copy.done, copy.total);
    });
    run.log(`Copied ${copy.done} of ${copy.total} messages, ${percentage(copy)} %`);
    if (stopsAt(failAfter, copy.done, copy.total)) throw breakDown(run.faults);
    if (!done && copy.done > 0) run.onCopied();
    if (!done) await setTimeout(tickMs, undefined, { signal: run.started.signal });
  }
}

/** How much may have been copied after `elapsed` ms. */
function dueAfter(world: World, elapsed: number, total: number, { copy }: ActiveFaults) {
  const rate = copy?.messagesPerSecond ?? world.settings.copyMessagesPerSecond;
  const least = copy?.minMs ?? 0;
  const share = least === 0 ? 1 : Math.min(1, elapsed / least);
  const cap = copy?.failAfter === undefined ? total : Math.ceil(total * copy.failAfter);
  const messages = Math.min((elapsed * rate) / 1000, total * share, cap);
  return { messages, timeIsUp: elapsed >= least };
}

function stopsAt(failAfter: number | undefined, done: number, total: number): boolean {
  return failAfter !== undefined && done >= Math.ceil(total * failAfter);
}

function breakDown({ copy }: ActiveFaults): Refusal {
  return copy?.failWith === 'disk full'
    ? new Refusal(codes.diskFull, simulated('Copy failed, No space left on device'))
    : new Refusal(codes.failed, simulated('Copy failed, Input/output error'));
}

function checkClusters(world: World, clusters: readonly string[]): void {
  for (const cluster of clusters) {
    if (standing(world, 'cldbDown', cluster) === undefined) continue;
    throw new Refusal(
      codes.noCldb,
      simulated(`Couldn't connect to the CLDB service of ${cluster}`),
    );
  }
}
