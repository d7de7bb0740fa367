/** The commands of the procedure, as one would type them: for the dry run and the docs. */

import { show } from '../mapr/command.ts';
import { copystream } from '../mapr/copystream.ts';
import { turnedRound } from '../mapr/pair.ts';
import { replicaAdd } from '../mapr/replica-add.ts';
import { replicaAutosetup } from '../mapr/replica-autosetup.ts';
import { type OptionChange, replicaEdit } from '../mapr/replica-edit.ts';
import { replicaList } from '../mapr/replica-list.ts';
import { replicaPause } from '../mapr/replica-pause.ts';
import { replicaRemove } from '../mapr/replica-remove.ts';
import { replicaResume } from '../mapr/replica-resume.ts';
import { streamCreate } from '../mapr/stream-create.ts';
import { upstreamAdd } from '../mapr/upstream-add.ts';
import { upstreamList } from '../mapr/upstream-list.ts';
import { upstreamRemove } from '../mapr/upstream-remove.ts';
import type { Plan, StepName } from './plan.ts';
import { forthOf, isBack } from './plan-row.ts';

/**
 * What a step runs on its cluster, looks that only prepare it left out; none for a look of the preflight.
 * @param change what an edit is to change
 */
export function commandsOf(
  step: StepName,
  plan: Plan,
  change: OptionChange = {},
): readonly string[] {
  if (isBack(step)) return commandsOf(forthOf[step], turnedRound(plan), change);
  const { source, replica } = plan;
  switch (step) {
    case 'preflight-source':
    case 'preflight-replica':
    case 'consent-source':
    case 'consent':
    case 'forget':
    case 'prepare':
      return [];
    case 'create':
      return [show(streamCreate({ path: replica, copyMetaFrom: source }))];
    case 'register':
      return [show(replicaAdd(plan))];
    case 'verify-registration':
    case 'confirm':
    case 'find':
    case 'copying':
      return [show(replicaList(source))];
    case 'authorize':
      return [show(upstreamAdd(plan))];
    case 'verify-authorization':
      return [show(upstreamList(replica))];
    case 'autosetup':
      return [show(replicaAutosetup(plan))];
    case 'load':
      return [show(copystream(plan))];
    case 'resume':
    case 'unpause':
      return [show(replicaResume(plan))];
    case 'pause':
      return [show(replicaPause(plan))];
    case 'edit':
      return [show(replicaEdit({ ...plan, change }))];
    case 'deregister':
      return [show(replicaRemove(plan))];
    case 'disown':
      return [show(upstreamRemove(plan))];
  }
}

/** Of these, what changes something. */
export function changesOf(step: StepName, plan: Plan, change: OptionChange): readonly string[] {
  return proofs.has(isBack(step) ? forthOf[step] : step) ? [] : commandsOf(step, plan, change);
}

const proofs: ReadonlySet<StepName> = new Set([
  'verify-registration',
  'verify-authorization',
  'confirm',
  'copying',
]);
