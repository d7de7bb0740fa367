import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Clusters, createClusters } from '../../sandbox/clusters/index.ts';
import { authtest } from '../../src/mapr/authtest.ts';
import type { MaprCommand } from '../../src/mapr/command.ts';
import { copystream } from '../../src/mapr/copystream.ts';
import { gatewayResolve } from '../../src/mapr/gateway-resolve.ts';
import { reached, readOffsets } from '../../src/mapr/offsets.ts';
import { defaultOptions } from '../../src/mapr/options.ts';
import { replicaAdd } from '../../src/mapr/replica-add.ts';
import { findReplica, replicaList } from '../../src/mapr/replica-list.ts';
import { replicaRemove } from '../../src/mapr/replica-remove.ts';
import { replicaResume } from '../../src/mapr/replica-resume.ts';
import { createMapr, type Mapr } from '../../src/mapr/run.ts';
import { streamCreate } from '../../src/mapr/stream-create.ts';
import { streamDelete } from '../../src/mapr/stream-delete.ts';
import { attributesDiffer, streamInfo } from '../../src/mapr/stream-info.ts';
import { upstreamAdd } from '../../src/mapr/upstream-add.ts';
import { findUpstream, upstreamList } from '../../src/mapr/upstream-list.ts';
import { upstreamRemove } from '../../src/mapr/upstream-remove.ts';
import { replica, source } from './support.ts';

// The floor against the simulated clusters: the same commands that a worker runs.

const pair = { source, replica };
let clusters: Clusters;
let mapr: Mapr;

beforeAll(async () => {
  clusters = await createClusters({
    clusters: ['sanfrancisco', 'newyork', 'lab'],
    insecure: ['lab'],
  });
  mapr = createMapr({ home: clusters.maprHome, timeoutMs: 60_000 });
  await clusters.mkdir('/mapr/sanfrancisco/apps/x');
  await clusters.mkdir('/mapr/newyork/apps/x');
  await clusters.createStream(source, { topics: { clicks: 3, views: 1 }, ttl: 86_400 });
  await clusters.produce(source, 'clicks', 100);
});
afterEach(async () => {
  await clusters.faults.clear();
});
afterAll(async () => {
  await clusters.cleanup();
});

function run<R>(command: MaprCommand<R>): Promise<R> {
  return mapr.run(command);
}

it('the seven steps, and their undo', async () => {
  await clusters.faults.set({ noise: { stdout: true } });
  expect(await run(streamInfo(replica))).toBeNull();
  await run(streamCreate({ path: replica, copyMetaFrom: source }));
  const infos = [await run(streamInfo(source)), await run(streamInfo(replica))];
  const [there, here] = infos;
  if (!there || !here) throw new Error('a stream is missing');
  expect(here.attributes.ttl).toBe(86_400);
  expect(here.perms).toBeDefined();
  expect(attributesDiffer(there, here)).toEqual([]);

  expect(await run(replicaList(source))).toEqual([]);
  const options = { ...defaultOptions, encrypt: true, compression: 'zlib' } as const;
  await run(replicaAdd({ ...pair, options }));
  expect(findReplica(await run(replicaList(source)), replica)).toMatchObject({
    paused: true,
    networkencryption: true,
    networkcompression: 'zlib',
  });

  await run(upstreamAdd(pair));
  expect(findUpstream(await run(upstreamList(replica)), source)).toBeDefined();

  const mark = await readOffsets(mapr, source);
  expect(Object.keys(mark).sort()).toEqual(['clicks', 'views']);
  expect(reached(await readOffsets(mapr, replica), mark)).not.toEqual([]);
  const copy = copystream(pair);
  copy.read(await mapr.start(copy).done);
  expect(reached(await readOffsets(mapr, replica), mark)).toEqual([]);

  await run(replicaResume(pair));
  expect(findReplica(await run(replicaList(source)), replica)).toMatchObject({ paused: false });

  await run(replicaRemove(pair));
  await run(upstreamRemove(pair));
  await run(streamDelete(replica));
  expect(await run(replicaList(source))).toEqual([]);
  expect(await run(streamInfo(replica))).toBeNull();
});

it('a missing stream is told from a cluster that cannot be asked', async () => {
  await clusters.faults.set({ missingAsEnoent: true });
  expect(await run(streamInfo(replica))).toBeNull();
  await clusters.faults.set({ cldbDown: { clusters: 'newyork' } });
  await expect(run(streamInfo(replica))).rejects.toMatchObject({ fault: 'transient', id: 10009 });
});

it('gateways that are up are listed, and none when none is', async () => {
  const resolve = gatewayResolve('sanfrancisco', 'newyork');
  expect(await run(resolve)).not.toEqual([]);
  await clusters.faults.set({ gatewaysDown: { clusters: 'newyork' } });
  expect(await run(resolve)).toEqual([]);
});

it('tickets', async () => {
  expect(await run(authtest('newyork'))).toMatchObject({ state: 'valid' });
  expect(await run(authtest('lab'))).toMatchObject({ state: 'insecure' });
  await clusters.faults.set({ ticket: { clusters: 'newyork', state: 'expired' } });
  expect(await run(authtest('newyork'))).toMatchObject({ state: 'missing' });
});

describe('a command fails', () => {
  const create = streamCreate({ path: source, copyMetaFrom: source });

  it('on a path that exists, for good', async () => {
    await expect(run(create)).rejects.toMatchObject({ fault: 'refused', id: 10003 });
  });

  it('when its output is cut or is no JSON', async () => {
    await clusters.faults.set({ truncated: true });
    await expect(run(replicaList(source))).rejects.toMatchObject({ fault: 'unreadable' });
    await clusters.faults.clear();
    await clusters.faults.set({ invalid: true });
    await expect(run(replicaList(source))).rejects.toMatchObject({ fault: 'unreadable' });
  });

  it('when an error is printed, whatever the exit code', async () => {
    await clusters.faults.set({ exitZero: { id: 22, desc: 'Invalid argument' } });
    await expect(run(replicaResume(pair))).rejects.toMatchObject({ fault: 'refused', id: 22 });
  });

  it('without a licence: by a refusal, or by hanging', async () => {
    const add = replicaAdd({ ...pair, options: defaultOptions });
    await clusters.createStream(replica);
    await clusters.faults.set({ licence: { how: 'refuse' } });
    await expect(run(add)).rejects.toMatchObject({ fault: 'refused', id: 95 });
    await clusters.faults.set({ licence: { how: 'hang' } });
    const impatient = createMapr({ home: clusters.maprHome, timeoutMs: 1_000 });
    await expect(impatient.run(add)).rejects.toMatchObject({ fault: 'timeout' });
    expect((await clusters.stream(source))?.replicas).toEqual([]);
    await clusters.deleteStream(replica);
  });
});
