import { z } from 'zod';
import type { MaprCommand } from './command.ts';
import { int, shown, text } from './fields.ts';
import { look } from './maprcli.ts';
import { isNamed, names } from './pair.ts';
import { clusterOf, type StreamPath } from './path.ts';

const fields = z.object({
  /** Cluster that the source is in. */
  cluster: text.optional(),
  /** Path of the source within its cluster. */
  stream: text.optional(),
  idx: shown(int),
  /** Of the source. */
  uuid: shown(text),
});

const row = fields.refine(isNamed, 'says not which source it is about');

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
