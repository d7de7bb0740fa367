import { type MaprCommand, show } from '../../mapr/command.ts';
import { StepFault } from '../faults.ts';
import type { StepContext, UndoResult } from '../step.ts';

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
  await context.undo(command);
  if (!(await there())) return { kind: 'undone', summary: `${what} was removed.` };
  throw new StepFault({
    message: `${what} is still there after it was removed.`,
    cluster: command.cluster,
    command: show(command),
    answer: null,
    remedy: 'Look at it on the cluster, then press Retry.',
  });
}
