import type { MaprCommand } from './command.ts';
import { change } from './maprcli.ts';
import type { Pair } from './pair.ts';
import { clusterOf } from './path.ts';

/**
 * Takes the replica off the source's list, paused or not. The replica stream, its data and its own entry for the source stay
 * ("HPE 8.0, stream replica remove").
 */
export function replicaRemove({ source, replica }: Pair): MaprCommand<void> {
  const args = ['stream', 'replica', 'remove', '-path', source, '-replica', replica];
  return change(clusterOf(source), args);
}
