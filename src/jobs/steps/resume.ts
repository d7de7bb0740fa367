import { show } from '../../mapr/command.ts';
import { findReplica, replicaList } from '../../mapr/replica-list.ts';
import { replicaPause } from '../../mapr/replica-pause.ts';
import { replicaResume } from '../../mapr/replica-resume.ts';
import { streamInfo } from '../../mapr/stream-info.ts';
import { PassingFault } from '../faults.ts';
import type { Step, StepContext, StepResult, UndoResult } from '../step.ts';
import { changeOnce } from './change-once.ts';
import { rowOfReplica } from './row-of-replica.ts';
import { seen } from './seen.ts';
import { undoOnce } from './undo-once.ts';

/** Step 7: what has gathered at the source since the registration begins to flow. */
export const resume: Step = { name: 'resume', run, undo };

async function run(context: StepContext): Promise<StepResult> {
  const { source, replica } = context.plan;
  await changeOnce(context, {
    there: async () => !(await rowOfReplica(context)).paused,
    look: replicaList(source),
    command: replicaResume({ source, replica }),
    what: `Replication to ${replica}, resumed by somebody else,`,
    remedy: `Pause it (maprcli stream replica pause -path ${source} -replica ${replica}) and press Retry; or Roll back.`,
  });
  if ((await rowOfReplica(context)).paused) {
    throw new PassingFault({
      message: `${replica} is still paused after it was resumed.`,
      ...seen(context, replicaList(source)),
      remedy: `Run it by hand (${show(replicaResume({ source, replica }))}), look why it stays paused, then press Retry; or Roll back.`,
    });
  }
  return { kind: 'done', summary: `Replication to ${replica} is no longer paused.` };
}

async function undo(context: StepContext): Promise<UndoResult> {
  const { source, replica } = context.plan;
  return undoOnce(context, {
    there: () => isFlowing(context),
    madeBy: replicaResume({ source, replica }),
    command: replicaPause({ source, replica }),
    what: `The flow of messages to ${replica}`,
  });
}

async function isFlowing(context: StepContext): Promise<boolean> {
  const { source, replica } = context.plan;
  if (!(await context.look(streamInfo(source)))) return false;
  const row = findReplica(await context.look(replicaList(source)), replica);
  return row !== undefined && !row.paused;
}
