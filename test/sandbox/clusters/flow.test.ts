import { describe, expect, it } from 'vitest';
import { startProducer } from '../../../sandbox/clusters/index.ts';
import { silent, twoStreams, until, useClusters } from './use-clusters.ts';

const { world, sh, rows } = useClusters();

describe('flow', () => {
  it('27: a backlog grows while paused and drains after resume', async () => {
    const { source, replica, add, authorize, load, list, resume } = await twoStreams(world());
    await sh(`${add} -paused true`);
    await sh(authorize);
    const before = Math.floor(Date.now() / 1000);
    await world().produce(source, 'clicks', 30, { bytes: 10 });
    const [row] = await rows(list);
    expect(row).toMatchObject({ putsPending: 30, bytesPending: 300, bucketsPending: 2 });
    expect(row?.['minPendingTS']).toBeGreaterThanOrEqual(before);
    expect(row?.['maxPendingTS']).toBeLessThanOrEqual(Math.ceil(Date.now() / 1000));
    await sh(load);
    await sh(resume);
    await until(async () =>
      expect(await rows(list)).toMatchObject([{ putsPending: 0, minPendingTS: 0 }]),
    );
    expect(await world().messages(replica)).toBe(130);
  });

  it('27: what was there before the registration does not come by replication', async () => {
    const { source, replica, add, authorize, load } = await twoStreams(world());
    await sh(authorize);
    await sh(add);
    await world().produce(source, 'clicks', 5);
    await until(async () => expect(await world().messages(replica)).toBe(5));
    const { topics } = (await world().stream(replica)) ?? {};
    expect(topics?.['clicks']?.partitions.map(({ maxoffset }) => maxoffset)).toEqual([52, 51]);
    await sh(load);
    expect(await world().messages(replica)).toBe(105);
  });

  it('27: the rate is settable', async () => {
    const { source, replica, add, authorize } = await twoStreams(world());
    await world().settings({ messagesPerSecond: 10, drainWithinMs: null });
    await sh(authorize);
    await sh(add);
    await world().produce(source, 'clicks', 100);
    await until(async () => expect(await world().messages(replica)).toBeGreaterThan(2));
    expect(await world().messages(replica)).toBeLessThan(100);
    await world().settings({ messagesPerSecond: 5000, drainWithinMs: 200 });
  });

  it('28: without an upstream nothing arrives and the row says so, status OK', async () => {
    const { source, replica, add, list, authorize } = await twoStreams(world());
    await sh(add);
    await world().produce(source, 'clicks', 5);
    expect(await rows(list)).toMatchObject([
      { putsPending: 5, errors: { Code: expect.any(String), Host: expect.any(String) } },
    ]);
    await world().faults.set({ upstreamMissing: { how: 'silent' } });
    expect((await rows(list))[0]).not.toHaveProperty('errors');
    expect(await world().messages(replica)).toBe(0);
    await sh(authorize);
    await until(async () => expect(await world().messages(replica)).toBe(5));
  });

  it('29: with all gateways down the row says so, an alarm is raised, and all heals', async () => {
    const { source, replica, add, authorize, list } = await twoStreams(world());
    await sh(authorize);
    await sh(add);
    await world().faults.set({ gatewaysDown: { clusters: 'newyork' } });
    await world().produce(source, 'clicks', 5);
    expect(await rows(list)).toMatchObject([
      {
        putsPending: 5,
        errors: {
          Code: 'ErrAllGatewaysUnreachable',
          Host: expect.any(String),
          Msg: 'All configured gateways to cluster newyork are unreachable',
        },
      },
    ]);
    expect(await rows('maprcli alarm list -type volume')).toMatchObject([
      { 'alarm name': 'VOLUME_ALARM_TABLE_REPL_ERROR', 'alarm state': 1 },
    ]);
    await world().faults.clear();
    await until(async () => expect(await world().messages(replica)).toBe(5));
    expect((await rows(list))[0]).not.toHaveProperty('errors');
  });

  it('29: one gateway that is up will do', async () => {
    const { source, replica, add, authorize } = await twoStreams(world());
    await world().faults.set({ gatewaysDown: { clusters: 'newyork', hosts: ['gw1.newyork'] } });
    await sh(authorize);
    await sh(add);
    await world().produce(source, 'clicks', 5);
    await until(async () => expect(await world().messages(replica)).toBe(5));
  });

  it('31: deleting one side leaves entries on the other, which match no new stream', async () => {
    const { source, replica, add, authorize, list } = await twoStreams(world());
    await sh(authorize);
    await sh(add);
    expect(await sh(`maprcli stream delete -path ${replica}`)).toMatchObject(silent);
    const [left] = await rows(list);
    expect(left).toMatchObject({ cluster: 'newyork', errors: { Code: expect.any(String) } });
    await world().createStream(replica);
    await sh(authorize);
    expect((await world().stream(replica))?.uuid).not.toBe(left?.['uuid']);
    await world().produce(source, 'clicks', 5);
    expect(await rows(list)).toMatchObject([{ putsPending: 5, errors: {} }]);
    expect(await world().messages(replica)).toBe(0);

    await sh(`maprcli stream delete -path ${source}`);
    expect((await world().stream(replica))?.upstreams).toHaveLength(1);
    await world().createStream(source);
    await sh(add);
    await world().produce(source, 'clicks', 5);
    expect((await world().stream(source))?.replicas).toMatchObject([
      { putsPending: 5, error: { Code: expect.any(String) } },
    ]);
  });

  it('34: attributes do not follow after set-up', async () => {
    const { source, replica, add, authorize } = await twoStreams(world());
    await sh(authorize);
    await sh(add);
    await sh(`maprcli stream edit -path ${source} -ttl 1`);
    expect((await world().stream(replica))?.attributes.ttl).toBe(604800);
  });

  it('a ring does not loop', async () => {
    const { source, replica, add, authorize } = await twoStreams(world());
    await sh(authorize);
    await sh(add);
    await sh(`maprcli stream upstream add -path ${source} -upstream ${replica}`);
    await sh(`maprcli stream replica add -path ${replica} -replica ${source}`);
    await world().produce(source, 'a', 5);
    await world().produce(replica, 'b', 3);
    await until(async () => {
      expect(await world().messages(source)).toBe(108);
      expect(await world().messages(replica)).toBe(8);
      expect((await world().stream(replica))?.replicas).toMatchObject([{ putsPending: 0 }]);
    });
  });

  it('a topic that is written at both of two streams that feed each other loses messages', async () => {
    const { source, replica, add, authorize } = await twoStreams(world());
    await sh(authorize);
    await sh(add);
    await sh(`maprcli stream upstream add -path ${source} -upstream ${replica}`);
    await sh(`maprcli stream replica add -path ${replica} -replica ${source}`);
    for (const path of [source, replica]) {
      await sh(`maprcli stream topic create -path ${path} -topic both -partitions 1`);
    }
    await world().faults.set({ gatewaysDown: { clusters: ['sanfrancisco', 'newyork'] } });
    await world().produce(source, 'both', 5);
    await world().produce(replica, 'both', 8);
    await world().faults.clear();
    await until(async () => {
      for (const path of [source, replica]) {
        const stream = await world().stream(path);
        // Eight of the thirteen: where offsets collide, each keeps its own.
        expect(stream?.topics['both']?.partitions).toMatchObject([{ maxoffset: 7, messages: 8 }]);
        expect(stream?.replicas).toMatchObject([{ putsPending: 0 }]);
      }
    });
  });

  it('a producer writes while the seven steps go on, and nothing is lost', async () => {
    const { source, replica, add, authorize, load, resume } = await twoStreams(world());
    const producer = startProducer(world(), source, { perSecond: 400, topics: ['a', 'clicks'] });
    for (const line of [`${add} -paused true`, authorize, load, resume]) {
      expect(await sh(line)).toMatchObject({ exit: 0 });
    }
    await until(() => expect(producer.written).toBeGreaterThan(100));
    await producer.stop();
    await until(async () => expect(await world().messages(replica)).toBe(100 + producer.written));
    expect((await world().stream(replica))?.topics).toEqual((await world().stream(source))?.topics);
  });
});
