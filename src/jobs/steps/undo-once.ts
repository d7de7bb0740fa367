import { type MaprCommand, show } from '../../mapr/command.ts';
import { StepFault } from '../faults.ts';
import { isProven } from '../state.ts';
import type { StepContext, UndoResult } from '../step.ts';
import { seen } from './seen.ts';

export interface Undoing {
  /** Whether a look finds it in place still. */
  there(): Promise<boolean>;
  readonly command: MaprCommand<void>;
  readonly what: string;
}

/** Undoes a change if it is in place, and proves that it is gone. @throws StepFault where it stays */
export async function undoOnce(context: StepContext, undoing: Undoing): Promise<UndoResult> {
  const { there, command, what } = undoing;
  if (!(await there())) return { kind: 'undone', summary: `${what} was gone already.` };
  if (!isProven(context.step)) return unproven(what, command);
  await context.undo(command);
  if (!(await there())) return { kind: 'undone', summary: `${what} was removed.` };
  throw new StepFault({
    message: `${what} is still there after it was removed.`,
    ...seen(context, command),
    remedy: 'Look at it on the cluster, then press Retry.',
  });
}

/** Nobody saw this request make it, so it may be somebody else's: a person has to tell. */
export function unproven(what: string, command: MaprCommand<void>): UndoResult {
  const why = `${what} is there, but the command that would have made it never told how it ended: it may be somebody else's, so the bot leaves it.`;
  return { kind: 'left', why, command: show(command) };
}
