import type { MaprCommand } from './command.ts';
import { change } from './maprcli.ts';
import type { Pair } from './pair.ts';
import { clusterOf } from './path.ts';

/** Stops the flow to a replica; the source keeps what waits ("HPE 8.0, stream replica pause"). */
export function replicaPause({ source, replica }: Pair): MaprCommand<void> {
  const args = ['stream', 'replica', 'pause', '-path', source, '-replica', replica];
  return change(clusterOf(source), args);
}
