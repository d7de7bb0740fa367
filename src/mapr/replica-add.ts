import type { MaprCommand } from './command.ts';
import { change } from './maprcli.ts';
import { asArguments, type ReplicaOptions } from './options.ts';
import type { Pair } from './pair.ts';
import { clusterOf } from './path.ts';

/**
 * Registers an existing stream as a replica of the source, always paused, so that nothing flows before the initial
 * copy. Can hang for ever when there is no licence ("HPE 8.0, stream replica add").
 */
export function replicaAdd({
  source,
  replica,
  options,
}: Pair & { options: ReplicaOptions }): MaprCommand<void> {
  const args = ['stream', 'replica', 'add', '-path', source, '-replica', replica];
  return change(clusterOf(source), [...args, '-paused', 'true', ...asArguments(options)]);
}
