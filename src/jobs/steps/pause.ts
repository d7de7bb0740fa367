import { replicaList } from '../../mapr/replica-list.ts';
import { replicaPause } from '../../mapr/replica-pause.ts';
import type { Step } from '../step.ts';
import { reach } from './reach.ts';
import { rowOfReplica } from './row-of-replica.ts';

/** What is written from here on waits at the source. */
export const pause: Step = {
  name: 'pause',
  run: (context) =>
    reach(context, {
      there: async () => (await rowOfReplica(context)).paused,
      look: replicaList(context.plan.source),
      command: replicaPause(context.plan),
      what: `Replication to ${context.plan.replica} is paused`,
    }),
};
