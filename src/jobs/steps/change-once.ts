import type { MaprCommand } from '../../mapr/command.ts';
import { StepFault } from '../faults.ts';
import type { StepContext } from '../step.ts';
import { seen } from './seen.ts';

export interface Change {
  /** Whether a look finds it in place. */
  there(): Promise<boolean>;
  /** That look. */
  readonly look: MaprCommand<unknown>;
  readonly command: MaprCommand<void>;
  /** What is in place, if it is not this request's: "a stream at …". */
  readonly what: string;
  readonly remedy: string;
}

/**
 * Makes a change if it is not in place. What an earlier run of this request made is taken as made;
 * what somebody else made is left untouched, and stops the step.
 * @throws StepFault where it is somebody else's
 */
export async function changeOnce(context: StepContext, change: Change): Promise<void> {
  const { there, look, command, what, remedy } = change;
  // What an earlier run left behind may be about to change it.
  if (context.step.effect !== 'none') await context.awaitOrphan(command);
  if (!(await there())) return context.act(command);
  if (context.step.effect === 'intended') return;
  throw new StepFault({
    ...seen(context, look),
    message:
      context.step.effect === 'unclear'
        ? `${what} is there, and whether this request made it cannot be told. It was left untouched.`
        : `${what} is there already, and this request did not make it. It was left untouched.`,
    remedy,
  });
}
