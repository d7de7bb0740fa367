import type { Step } from '../step.ts';

/** Nothing changes on a cluster: that the step is done is what the watching goes by. */
export const forget: Step = {
  name: 'forget',
  run: async () => ({ kind: 'done', summary: 'It is no longer watched. It goes on as it is.' }),
};
