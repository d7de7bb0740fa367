/** One request of the engine over the simulated clusters, for others to be answered as it was. */

import { createClusters } from '../../sandbox/clusters/index.ts';
import { parseRedisUrl } from '../../src/config/redis-url.ts';
import { readEntries } from '../../src/jobs/entries.ts';
import { connect } from '../../src/jobs/redis.ts';
import { createMapr } from '../../src/mapr/run.ts';
import { clusters, startEngine } from './engine.ts';
import { record, streamName } from './replay.ts';

/** What the simulated clusters answer to one request for a stream without topics, and what it writes. */
export async function recorded(url: string) {
  const world = await createClusters({ clusters });
  try {
    const id = 'first';
    await world.createStream(`/mapr/sanfrancisco/${streamName(id)}`);
    const real = createMapr({ home: world.home('sanfrancisco'), timeoutMs: 10_000 });
    const recorder = record(real, streamName(id));
    const engine = await startEngine(url, recorder.mapr);
    const state = await engine.run(id);
    await engine.stop();
    if (state.outcome !== 'done') throw new Error(`the first ended as ${state.outcome}`);
    const target = parseRedisUrl(url);
    if (!target) throw new Error(`${url} is no address`);
    const redis = connect(target, 'patient');
    const texts = (await readEntries(redis, id, 0)).map(({ text }) => text);
    redis.disconnect();
    return { replay: recorder.replay, state, texts };
  } finally {
    await world.cleanup();
  }
}
