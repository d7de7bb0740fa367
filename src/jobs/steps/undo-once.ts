import { type MaprCommand, show } from '../../mapr/command.ts';
import { StepFault } from '../faults.ts';
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
}

/** Undoes a change if it is in place, and proves that it is gone. @throws StepFault where it stays */
export async function undoOnce(context: StepContext, undoing: Undoing): Promise<UndoResult> {
  const { there, madeBy, command, what } = undoing;
  await context.awaitOrphan(madeBy);
  await context.awaitOrphan(command);
  if (!(await there())) return gone(context, what, 'was removed.');
  if (!isOwn(context.step)) return unproven(what, command);
  await context.undo(command);
  if (!(await there())) return { kind: 'undone', summary: `${what} was removed.` };
  throw new StepFault({
    message: `${what} is still there after it was removed.`,
    ...seen(context, command),
    remedy: 'Look at it on the cluster, then press Retry.',
  });
}

/** An undo that was cut off has removed it; else somebody did. */
export function gone({ step }: StepContext, what: string, ours: string): UndoResult {
  return { kind: 'undone', summary: `${what} ${step.undoing ? ours : 'was gone already.'}` };
}

/** Nobody saw this request make it, so it may be somebody else's: a person has to tell. */
export function unproven(what: string, command: MaprCommand<void>): UndoResult {
  const why = `${what} is there, but the command that would have made it was not seen to end well: it may be somebody else's, so the bot leaves it.`;
  return { kind: 'left', why, command: show(command) };
}
