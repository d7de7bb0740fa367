import { type MaprCommand, show } from '../../mapr/command.ts';
import { PassingFault } from '../faults.ts';
import type { StepContext, StepResult } from '../step.ts';
import { seen } from './seen.ts';

export interface Goal {
  /** Whether a look finds it so. */
  there(): Promise<boolean>;
  /** That look. */
  readonly look: MaprCommand<unknown>;
  readonly command: MaprCommand<void>;
  /** What is so then, in a sentence without its full stop. */
  readonly what: string;
}

/**
 * Has a replication be as it is wanted. Unlike a set-up, it asks for a state and not for work of its own:
 * where somebody else has seen to it already, it is so, and the summary says that.
 * @throws PassingFault where it is not so after the command
 */
export async function reach(context: StepContext, goal: Goal): Promise<StepResult> {
  const { there, look, command, what } = goal;
  const begun = context.step.effect !== 'none';
  // What an earlier run left behind may be about to change it.
  if (begun) await context.awaitOrphan(command);
  if (await there()) return { kind: 'done', summary: begun ? `${what}.` : `${what} already.` };
  await context.act(command);
  if (await there()) return { kind: 'done', summary: `${what}.` };
  throw new PassingFault({
    ...seen(context, look),
    message: `It did not take hold that ${what}.`,
    remedy: `Run it by hand (${show(command)}), look why it does not hold, then press Retry.`,
  });
}
