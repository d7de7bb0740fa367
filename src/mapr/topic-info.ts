import { z } from 'zod';
import type { MaprCommand } from './command.ts';
import { MaprError } from './errors.ts';
import { int, shown } from './fields.ts';
import { look } from './maprcli.ts';
import { clusterOf, type StreamPath } from './path.ts';

const row = z.object({
  partitionid: int,
  /** Offset of the newest message; -1: there never was one. */
  maxoffset: int,
  /** Bytes. */
  physicalsize: shown(int),
  logicalsize: shown(int),
});

export type PartitionRow = z.infer<typeof row>;

/**
 * The partitions of a topic ("HPE 8.0, stream topic info").
 *
 * @throws MaprError for a name that could be taken for an option; MapR's own rules allow `-` in front.
 */
export function topicInfo(path: StreamPath, topic: string): MaprCommand<PartitionRow[]> {
  const args = ['stream', 'topic', 'info', '-path', path, '-topic', topic];
  const command = look(clusterOf(path), args, row);
  if (!/^[A-Za-z0-9._][A-Za-z0-9._-]*$/.test(topic)) {
    const reason = 'was not run: the name of the topic cannot be passed on safely';
    throw new MaprError({ fault: 'refused', command, reason });
  }
  return command;
}
