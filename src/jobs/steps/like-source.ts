import type { StreamPath } from '../../mapr/path.ts';
import { attributesDiffer, streamInfo } from '../../mapr/stream-info.ts';
import { StepFault } from '../faults.ts';
import type { StepContext } from '../step.ts';
import { seen } from './seen.ts';
import { sideBySide } from './side-by-side.ts';

/** @throws StepFault where the replica has not the attributes and permissions of its source */
export async function mustBeLikeSource(context: StepContext): Promise<void> {
  const { source, replica } = context.plan;
  const [made, from] = await sideBySide(
    context.prove(streamInfo(replica)),
    context.prove(streamInfo(source)),
  );
  if (!made || !from) throw missing(context, made ? source : replica);
  const differences = attributesDiffer(from, made);
  if (differences.length > 0) throw unlike(context, differences);
}

function missing(context: StepContext, path: StreamPath): StepFault {
  return new StepFault({
    ...seen(context, streamInfo(path)),
    message: `${path} is not there any more.`,
    remedy: 'Find out who deleted it. Then press Retry, or Roll back.',
  });
}

function unlike(context: StepContext, differences: readonly string[]): StepFault {
  const { source, replica } = context.plan;
  return new StepFault({
    ...seen(context, streamInfo(replica)),
    message: `${replica} is not like ${source}: ${differences.join('; ')}.`,
    remedy: 'Bring the two into line with `maprcli stream edit`, then press Retry; or Roll back.',
  });
}
