import { type MaprCommand, show } from '../../mapr/command.ts';
import { StepFault } from '../faults.ts';
import { endsWithinMs } from '../long-command.ts';
import { isOwn } from '../state.ts';
import type { StepContext, UndoResult } from '../step.ts';
import { seen } from './seen.ts';

export interface Undoing {
  /** Whether a look finds it in place still. */
  there(): Promise<boolean>;
  /** What made it, which may be running still. */
  readonly madeBy: MaprCommand<void>;
  readonly command: MaprCommand<void>;
  readonly what: string;
  /** Why it is to stay although this request made it; null where it may go. Default: it may. */
  keep?(): Promise<string | null>;
}

/** Undoes a change if it is in place, and proves that it is gone. @throws StepFault where it stays */
export async function undoOnce(context: StepContext, undoing: Undoing): Promise<UndoResult> {
  const { there, madeBy, command, what } = undoing;
  const beingMade = await awaitMaking(context, madeBy, command);
  if (beingMade) return beingMade;
  if (!(await there())) return gone(context, what, 'was removed.');
  if (!isOwn(context.step)) return unproven(what, command);
  const why = await undoing.keep?.();
  if (why) return { kind: 'left', why, command: show(command) };
  await context.undo(command);
  if (!(await there())) return { kind: 'undone', summary: `${what} was removed.` };
  throw new StepFault({
    message: `${what} is still there after it was removed.`,
    ...seen(context, command),
    remedy: 'Look at it on the cluster, then press Retry.',
  });
}

/**
 * Waits for what may still run on this host of what made it, or of an earlier undo. @returns a wait
 * where a worker of another host may be at it: that one cannot be seen from here, and ends its
 * command although it lost its lock. Before that, a look that finds nothing says nothing.
 */
export async function awaitMaking(
  context: StepContext,
  madeBy: MaprCommand<void>,
  command: MaprCommand<void>,
): Promise<UndoResult | null> {
  const beingMade = mayStillBeMade(context);
  if (beingMade) return beingMade;
  await context.awaitOrphan(madeBy);
  await context.awaitOrphan(command);
  return null;
}

export function mayStillBeMade({ step, worker, timing }: StepContext): UndoResult | null {
  const { acting } = step;
  if (!acting || (acting.worker && hostOf(acting.worker) === hostOf(worker))) return null;
  const ms = acting.since + timing.commandMs + endsWithinMs - Date.now();
  if (ms <= 0) return null;
  const where = acting.worker ? hostOf(acting.worker) : 'another host';
  return {
    kind: 'wait',
    why: `A command on ${where} that was cut off may still come to its end.`,
    ms,
  };
}

/** Of a worker's name, `host/process`. */
function hostOf(worker: string): string {
  return worker.slice(0, worker.lastIndexOf('/'));
}

/** An undo that was cut off has removed it; else somebody did. */
export function gone({ step }: StepContext, what: string, ours: string): UndoResult {
  return { kind: 'undone', summary: `${what} ${step.undoing ? ours : 'was gone already.'}` };
}

/** Nobody saw this request make it, so it may be somebody else's: a person has to tell. */
export function unproven(what: string, command: MaprCommand<void>): UndoResult {
  return { kind: 'left', why: notSeen(what), command: show(command) };
}

export function notSeen(what: string): string {
  return `${what} is there, but the command that would have made it was not seen to end well: it may be somebody else's, so the bot leaves it.`;
}
