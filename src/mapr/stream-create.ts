import type { MaprCommand } from './command.ts';
import { change } from './maprcli.ts';
import { clusterOf, type StreamPath } from './path.ts';

/**
 * Makes an empty stream with the attributes and permissions of another, without its topics and messages. The parent
 * directory must exist. Not idempotent: an existing path fails ("HPE 8.0, stream create").
 */
export function streamCreate({
  path,
  copyMetaFrom,
}: {
  path: StreamPath;
  copyMetaFrom: StreamPath;
}): MaprCommand<void> {
  const args = ['stream', 'create', '-path', path, '-copymetafrom', copyMetaFrom];
  return change(clusterOf(path), args);
}
