import { replicaList } from '../../mapr/replica-list.ts';
import { replicaResume } from '../../mapr/replica-resume.ts';
import type { Step } from '../step.ts';
import { reach } from './reach.ts';
import { rowOfReplica } from './row-of-replica.ts';

/** What has waited at the source since the pause begins to flow. */
export const unpause: Step = {
  name: 'unpause',
  run: (context) =>
    reach(context, {
      there: async () => !(await rowOfReplica(context)).paused,
      look: replicaList(context.plan.source),
      command: replicaResume(context.plan),
      what: `Replication to ${context.plan.replica} is no longer paused`,
    }),
};
