import { z } from 'zod';
import type { MaprCommand } from './command.ts';
import { int, text } from './fields.ts';
import { look } from './maprcli.ts';
import { names } from './pair.ts';
import { clusterOf, type StreamPath } from './path.ts';

const row = z.object({
  /** Cluster that the source is in. */
  cluster: text.optional(),
  /** Path of the source within its cluster. */
  stream: text.optional(),
  idx: int.optional(),
  /** Of the source. */
  uuid: text.optional(),
});

export type UpstreamRow = z.infer<typeof row>;

/** The sources that a replica accepts messages from ("HPE 8.0, stream upstream list"). */
export function upstreamList(replica: StreamPath): MaprCommand<UpstreamRow[]> {
  return look(clusterOf(replica), ['stream', 'upstream', 'list', '-path', replica], row);
}

/** The row of one source, matched on cluster and path. */
export function findUpstream(
  rows: readonly UpstreamRow[],
  source: StreamPath,
): UpstreamRow | undefined {
  return rows.find((candidate) => names(candidate, source));
}
