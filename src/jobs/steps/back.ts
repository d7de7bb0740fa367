/** The steps of the way back: those of the way there, with the pair turned round, and with looks of their own before. */

import { turnedRound } from '../../mapr/pair.ts';
import { findUpstream, upstreamList } from '../../mapr/upstream-list.ts';
import { StepFault } from '../faults.ts';
import type { Step, StepContext, StepResult } from '../step.ts';
import { authorize } from './authorize.ts';
import { confirm } from './confirm.ts';
import { isRegistered, register } from './register.ts';
import { resume } from './resume.ts';
import { rowOfReplica } from './row-of-replica.ts';
import { seen } from './seen.ts';
import { verifyAuthorization } from './verify-authorization.ts';
import { verifyRegistration } from './verify-registration.ts';
import { mustHoldTheCopyAlone, writtenAtReplica } from './written.ts';

/** The replica learns that the source is its replica too. What it holds by now is the copy: only what comes later goes back. */
export const registerBack = back('register-back', register, async (context, turned) => {
  if (!(await isRegistered(turned))) await mustHoldTheCopyAlone(context);
});

export const verifyRegistrationBack = back('verify-registration-back', verifyRegistration);

/** The source names its replica as its upstream. The worker has checked both consents before, as for the way there. */
export const authorizeBack = back('authorize-back', authorize, mustBeFedByNoOther);

export const verifyAuthorizationBack = back('verify-authorization-back', verifyAuthorization);

/** What the replica holds of topics of its own is noted: nothing but the way back can bring it to the source. */
export const resumeBack = back('resume-back', resume, async (context, turned) => {
  if ((await rowOfReplica(turned)).paused) await context.mark(await writtenAtReplica(context));
});

export const confirmBack = back('confirm-back', confirm);

type Look = (context: StepContext, turned: StepContext) => Promise<void>;

function back(name: Step['name'], { run, undo }: Step, look: Look = async () => undefined): Step {
  return {
    name,
    async run(context): Promise<StepResult> {
      const turned = turnedContext(context);
      await look(context, turned);
      return run(turned);
    },
    ...(undo ? { undo: (context) => undo(turnedContext(context)) } : {}),
  };
}

/** The same run, as the other side has it: its replica is the source, and the other way round. */
function turnedContext(context: StepContext): StepContext {
  const turned: Pick<StepContext, 'plan' | 'offsets'> = {
    plan: turnedRound(context.plan),
    offsets: (of, options) => context.offsets(of === 'source' ? 'replica' : 'source', options),
  };
  // What the run has come to meanwhile is asked of the run itself.
  return Object.assign(Object.create(context) as StepContext, turned);
}

/** Days may have passed in the consents. @throws StepFault where another stream feeds the source */
async function mustBeFedByNoOther({ plan }: StepContext, turned: StepContext): Promise<void> {
  const look = upstreamList(plan.source);
  const rows = await turned.look(look);
  const own = findUpstream(rows, plan.replica);
  const other = rows.find((row) => row !== own);
  if (!other) return;
  throw new StepFault({
    ...seen(turned, look),
    message: `${plan.source} has come to be fed by ${other.stream} of ${other.cluster} as well: what that brings would come to ${plan.replica}, and back by another way.`,
    remedy: 'Have that upstream removed, then press Retry; or Roll back.',
  });
}
