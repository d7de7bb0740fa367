import type { MaprCommand } from './command.ts';
import { change } from './maprcli.ts';
import { clusterOf, type StreamPath } from './path.ts';

/**
 * Deletes a stream at once and for ever; there is no trash ("HPE 8.0, stream delete"). Entries that name it on the
 * other cluster stay behind.
 */
export function streamDelete(path: StreamPath): MaprCommand<void> {
  return change(clusterOf(path), ['stream', 'delete', '-path', path]);
}
