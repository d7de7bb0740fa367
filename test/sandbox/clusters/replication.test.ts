import { describe, expect, it } from 'vitest';
import { pair, silent, twoStreams, useClusters } from './use-clusters.ts';

const { world, sh, as, rows } = useClusters();

describe('replica', () => {
  it('22: add wants an existing replica and registers nothing without', async () => {
    const { source } = await twoStreams(world());
    const line = `maprcli stream replica add -path ${source} -replica /mapr/newyork/none`;
    expect((await sh(line)).exit).toBe(1);
    expect((await world().stream(source))?.replicas).toEqual([]);
  });

  it('22: add wants adminperm and copyperm on the source', async () => {
    const { source, add } = await twoStreams(world());
    await world().grant(source, { adminperm: 'u:alice | u:bob', copyperm: 'u:bob' });
    expect((await as('alice', add)).stdout).toMatch(/copyperm/);
    expect(await as('bob', add)).toMatchObject(silent);
  });

  it('22: a second registration fails and changes nothing', async () => {
    const { add, list } = await twoStreams(world());
    await sh(`${add} -paused true`);
    expect((await sh(add)).exit).toBe(1);
    expect(await rows(list)).toMatchObject([{ paused: true }]);
  });

  it('22 and 25: the 65th replica and the 65th upstream fail', async () => {
    const { source, replica } = pair();
    await world().createStream(source);
    await world().createStream(replica);
    const run = (maker: (n: number) => string, n: number) => sh(maker(n), world().maprHome);
    await Promise.all(
      Array.from({ length: 65 }, (_, n) => world().createStream(`${replica}-${n}`)),
    );
    const add = (n: number) =>
      `maprcli stream replica add -path ${source} -replica ${replica}-${n}`;
    const authorize = (n: number) =>
      `maprcli stream upstream add -path ${source} -upstream ${replica}-${n}`;
    for (const maker of [add, authorize]) {
      const exits = [];
      for (let n = 0; n < 65; n += 8) {
        const some = Array.from({ length: Math.min(8, 65 - n) }, (_, index) =>
          run(maker, n + index),
        );
        exits.push(...(await Promise.all(some)).map(({ exit }) => exit));
      }
      expect(exits.filter((exit) => exit === 0)).toHaveLength(64);
      expect(exits.filter((exit) => exit === 1)).toHaveLength(1);
    }
  }, 60_000);

  it('23: a row has the cluster and the path within it', async () => {
    const { source, replica, add, list } = await twoStreams(world());
    await sh(`${add} -paused true -throttle true -networkcompression zlib`);
    const path = replica.replace('/mapr/newyork', '');
    expect(await rows(list)).toEqual([
      {
        cluster: 'newyork',
        stream: path,
        type: 'MapRStream',
        replicaPath: path,
        replicaState: 'REPLICA_STATE_REPLICATING',
        paused: true,
        throttle: true,
        idx: 1,
        networkencryption: false,
        synchronous: false,
        networkcompression: 'zlib',
        propagateExistingData: false,
        isUptodate: true,
        minPendingTS: 0,
        maxPendingTS: 0,
        bytesPending: 0,
        putsPending: 0,
        bucketsPending: 0,
        uuid: (await world().stream(replica))?.uuid,
        copyTableCompletionPercentage: 0,
      },
    ]);
    expect(await as('alice', `maprcli stream replica list -path ${source}`)).toMatchObject({
      exit: 1,
    });
  });

  it('23: figures are frozen unless refreshed', async () => {
    const { source, add, list } = await twoStreams(world());
    await sh(`${add} -paused true`);
    await world().produce(source, 'clicks', 7);
    const frozen = `maprcli stream replica list -path ${source}`;
    expect(await rows(frozen)).toMatchObject([{ putsPending: 0, isUptodate: true }]);
    expect(await rows(list)).toMatchObject([{ putsPending: 7, isUptodate: false }]);
    await world().produce(source, 'clicks', 7);
    expect(await rows(frozen)).toMatchObject([{ putsPending: 7 }]);
    await world().settings({ statsFrozenMs: 0 });
    expect(await rows(frozen)).toMatchObject([{ putsPending: 14 }]);
    await world().settings({ statsFrozenMs: 300_000 });
  });

  it('23: a new row may be late', async () => {
    const { source, add, list } = await twoStreams(world());
    await sh(add);
    await world().faults.set({ lateRows: { ms: 60_000 } });
    expect(await rows(`maprcli stream replica list -path ${source}`)).toEqual([]);
    expect(await rows(list)).toHaveLength(1);
  });

  it('24: after add -paused true the state is REPLICATING and paused is true', async () => {
    const { add, list } = await twoStreams(world());
    await sh(`${add} -paused true`);
    expect(await rows(list)).toMatchObject([
      { replicaState: 'REPLICA_STATE_REPLICATING', paused: true },
    ]);
  });

  it('26: pause and resume flip paused, twice is no error, without a replica it is', async () => {
    const { source, replica, add, list, resume } = await twoStreams(world());
    expect((await sh(resume)).exit).toBe(1);
    await sh(add);
    const pause = `maprcli stream replica pause -path ${source} -replica ${replica}`;
    for (const [line, paused] of [
      [pause, true],
      [pause, true],
      [resume, false],
      [resume, false],
    ]) {
      expect(await sh(String(line))).toMatchObject(silent);
      expect(await rows(list)).toMatchObject([{ paused }]);
    }
    const effects = (await world().journal()).filter(({ line }) => line.includes(`${source} `));
    expect(effects.slice(-8).filter(({ effect }) => effect)).toHaveLength(2);
  });

  it('30: remove leaves the replica stream, its data and its upstream entry', async () => {
    const { source, replica, add, authorize, load } = await twoStreams(world());
    for (const line of [add, authorize, load]) await sh(line);
    const remove = `maprcli stream replica remove -path ${source} -replica ${replica}`;
    expect(await sh(remove)).toMatchObject(silent);
    expect((await world().stream(source))?.replicas).toEqual([]);
    expect(await world().stream(replica)).toMatchObject({
      messages: 100,
      upstreams: [{ cluster: 'sanfrancisco' }],
    });
    expect((await sh(remove)).exit).toBe(1);
  });

  it('edit changes the options of a row', async () => {
    const { source, replica, add, list } = await twoStreams(world());
    await sh(add);
    await sh(`maprcli stream replica edit -path ${source} -replica ${replica} -synchronous true`);
    expect(await rows(list)).toMatchObject([{ synchronous: true }]);
  });
});

describe('upstream', () => {
  it('25: -path is the replica; a row has cluster, stream, idx and the uuid of the source', async () => {
    const { source, replica, authorize } = await twoStreams(world());
    expect(await sh(`maprcli stream upstream list -path ${replica}`)).toMatchObject(silent);
    expect(await sh(authorize)).toMatchObject(silent);
    const { uuid, path } = (await world().stream(source)) ?? {};
    expect(await rows(`maprcli stream upstream list -path ${replica}`)).toEqual([
      { cluster: 'sanfrancisco', stream: path, idx: 1, uuid },
    ]);
    expect((await sh(authorize)).exit).toBe(1);
    const remove = `maprcli stream upstream remove -path ${replica} -upstream ${source}`;
    expect(await sh(remove)).toMatchObject(silent);
    expect((await sh(remove)).exit).toBe(1);
  });
});
