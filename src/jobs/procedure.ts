/** The commands of the procedure, as one would type them: for the dry run and the docs. */

import { show } from '../mapr/command.ts';
import { copystream } from '../mapr/copystream.ts';
import { replicaAdd } from '../mapr/replica-add.ts';
import { replicaList } from '../mapr/replica-list.ts';
import { replicaResume } from '../mapr/replica-resume.ts';
import { streamCreate } from '../mapr/stream-create.ts';
import { upstreamAdd } from '../mapr/upstream-add.ts';
import { upstreamList } from '../mapr/upstream-list.ts';
import type { Plan, StepName } from './plan.ts';

/** What a step runs on its cluster, looks that only prepare it left out; none for a look of the preflight. */
export function commandsOf(step: StepName, plan: Plan): readonly string[] {
  const { source, replica } = plan;
  switch (step) {
    case 'preflight-source':
    case 'preflight-replica':
    case 'consent':
      return [];
    case 'create':
      return [show(streamCreate({ path: replica, copyMetaFrom: source }))];
    case 'register':
      return [show(replicaAdd(plan))];
    case 'verify-registration':
    case 'confirm':
      return [show(replicaList(source))];
    case 'authorize':
      return [show(upstreamAdd(plan))];
    case 'verify-authorization':
      return [show(upstreamList(replica))];
    case 'load':
      return [show(copystream(plan))];
    case 'resume':
      return [show(replicaResume(plan))];
  }
}
