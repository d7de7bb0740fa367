import type { MaprCommand } from './command.ts';
import { change } from './maprcli.ts';
import { asArguments, type ReplicaOptions } from './options.ts';
import type { Pair } from './pair.ts';
import { clusterOf } from './path.ts';

/**
 * Has the source's cluster set up the whole replication: its gateways make the replica, authorize the source, copy
 * and go on. With direct copy it returns at once, and OK says only that the order was taken: how it goes, a gateway that
 * cannot be reached among it, shows in `replica list` alone. Fails where the replica's path is taken; can hang for ever,
 * or fail with 95, when there is no licence ("HPE 8.0, stream replica autosetup").
 */
export function replicaAutosetup({
  source,
  replica,
  options,
}: Pair & { options: ReplicaOptions }): MaprCommand<void> {
  const args = ['stream', 'replica', 'autosetup', '-path', source, '-replica', replica];
  return change(clusterOf(source), [...args, '-directcopy', 'true', ...asArguments(options)]);
}
