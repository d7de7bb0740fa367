/** One look at a stream of which replications are watched: read-only. */

import { MaprError } from '../../mapr/errors.ts';
import { readOffsets } from '../../mapr/offsets.ts';
import type { StreamPath } from '../../mapr/path.ts';
import { replicaList } from '../../mapr/replica-list.ts';
import type { Mapr } from '../../mapr/run.ts';
import { streamInfo } from '../../mapr/stream-info.ts';
import { upstreamList } from '../../mapr/upstream-list.ts';
import type { Observation } from './observation.ts';

/** What a stream that is not there has. */
const nothing = { replicas: [], upstreams: [], offsets: {} };

/** However many replicas a source has, it is looked at once. */
export async function lookAt(
  mapr: Mapr,
  stream: StreamPath,
  signal: AbortSignal,
): Promise<Pick<Observation, 'at' | 'sight' | 'fault'>> {
  const at = Date.now();
  const options = { signal };
  try {
    const info = await mapr.run(streamInfo(stream), options);
    if (!info) return { at, sight: { info, ...nothing }, fault: null };
    const [replicas, upstreams, offsets] = await Promise.all([
      mapr.run(replicaList(stream), options),
      mapr.run(upstreamList(stream), options),
      readOffsets(mapr, stream, options),
    ]);
    return { at, sight: { info, replicas, upstreams, offsets }, fault: null };
  } catch (error) {
    if (!(error instanceof MaprError)) throw error;
    return { at, sight: null, fault: error.message };
  }
}
