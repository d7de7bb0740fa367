import type { MaprCommand } from './command.ts';
import { change } from './maprcli.ts';
import type { Pair } from './pair.ts';
import { clusterOf } from './path.ts';

/** Lets a replica's messages flow, what has waited first ("HPE 8.0, stream replica resume"). */
export function replicaResume({ source, replica }: Pair): MaprCommand<void> {
  const args = ['stream', 'replica', 'resume', '-path', source, '-replica', replica];
  return change(clusterOf(source), args);
}
