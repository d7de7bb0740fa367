import { z } from 'zod';
import type { MaprCommand } from './command.ts';
import { int, shown, text } from './fields.ts';
import { look } from './maprcli.ts';
import { clusterOf, type StreamPath } from './path.ts';

const row = z.object({
  topic: text,
  partitions: int,
  consumers: shown(int),
  /** Bytes. */
  physicalsize: shown(int),
  logicalsize: shown(int),
  maxlag: shown(int),
});

export type TopicRow = z.infer<typeof row>;

/** The topics of a stream ("HPE 8.0, stream topic list"). */
export function topicList(path: StreamPath): MaprCommand<TopicRow[]> {
  return look(clusterOf(path), ['stream', 'topic', 'list', '-path', path], row);
}
