import type { MaprCommand } from './command.ts';
import { change } from './maprcli.ts';
import type { Pair } from './pair.ts';
import { clusterOf } from './path.ts';

/** Takes the source off the replica's list. `-path` is the replica ("HPE 8.0, stream upstream remove"). */
export function upstreamRemove({ replica, source }: Pair): MaprCommand<void> {
  const args = ['stream', 'upstream', 'remove', '-path', replica, '-upstream', source];
  return change(clusterOf(replica), args);
}
