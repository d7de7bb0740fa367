import type { MaprCommand } from './command.ts';
import { change } from './maprcli.ts';
import type { Pair } from './pair.ts';
import { clusterOf } from './path.ts';

/**
 * Tells the replica to accept what the source sends. The roles turn round: `-path` is the replica ("HPE 8.0, stream
 * upstream add").
 */
export function upstreamAdd({ replica, source }: Pair): MaprCommand<void> {
  const args = ['stream', 'upstream', 'add', '-path', replica, '-upstream', source];
  return change(clusterOf(replica), args);
}
