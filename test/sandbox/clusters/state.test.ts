import { expect, it } from 'vitest';
import { pair, silent, useClusters } from './use-clusters.ts';

const { world, sh, as, rows } = useClusters();

it('14: a path is on the named cluster or on the default one, and an unknown cluster is an error', async () => {
  await sh('maprcli stream create -path /local14');
  expect(await world().stream('/mapr/sanfrancisco/local14')).toBeDefined();
  await sh('maprcli stream create -path /local14', world().home('newyork'));
  expect(await world().stream('/mapr/newyork/local14')).toBeDefined();
  expect((await sh('maprcli stream info -path /mapr/nowhere/x')).exit).toBe(1);
  const narrow = world().home('sanfrancisco', { host: 'narrow', knows: [] });
  expect((await sh('maprcli stream info -path /mapr/newyork/local14', narrow)).exit).toBe(1);
});

it('15: a missing parent directory fails', async () => {
  const line = 'maprcli stream create -path /mapr/newyork/deep/er/s';
  expect((await sh(line)).stdout).toMatch(/^ERROR \(2\) .*No such file or directory/);
  await world().mkdir('/mapr/newyork/deep/er');
  expect(await sh(line)).toMatchObject(silent);
});

it('16: streams carry attributes, topics, replicas, upstreams and an identity', async () => {
  const { source } = pair();
  await world().createStream(source, { topics: { clicks: 3 }, ttl: 7 });
  await world().produce(source, 'clicks', 10, { bytes: 50 });
  expect(await world().stream(source)).toMatchObject({
    uuid: expect.stringMatching(/^[0-9a-f-]{36}$/),
    attributes: { ttl: 7, adminperm: 'u:mapr-bot' },
    topics: { clicks: { partitions: [{ maxoffset: 3 }, { maxoffset: 2 }, { maxoffset: 2 }] } },
    replicas: [],
    upstreams: [],
    messages: 10,
  });
  expect(await rows(`maprcli stream topic info -path ${source} -topic clicks`)).toMatchObject([
    { partitionid: 0, maxoffset: 3, logicalsize: 200 },
    { partitionid: 1, maxoffset: 2, logicalsize: 150 },
    { partitionid: 2, maxoffset: 2, logicalsize: 150 },
  ]);
});

it('16: partitions grow and never shrink, an empty one ends at -1', async () => {
  const { source } = pair();
  await world().createStream(source);
  await sh(`maprcli stream topic create -path ${source} -topic t -partitions 2`);
  expect(
    await sh(`maprcli stream topic edit -path ${source} -topic t -partitions 3`),
  ).toMatchObject(silent);
  expect((await sh(`maprcli stream topic edit -path ${source} -topic t -partitions 1`)).exit).toBe(
    1,
  );
  const partitions = await rows(`maprcli stream topic info -path ${source} -topic t`);
  expect(partitions.map(({ maxoffset }) => maxoffset)).toEqual([-1, -1, -1]);
  expect(await sh(`maprcli stream topic delete -path ${source} -topic t`)).toMatchObject(silent);
  expect(await rows(`maprcli stream topic list -path ${source}`)).toEqual([]);
});

it('17: create has the documented defaults', async () => {
  const { source } = pair();
  await sh(`maprcli stream create -path ${source}`);
  const [row] = await rows(`maprcli stream info -path ${source}`);
  expect(row).toMatchObject({
    ttl: 604800,
    autocreate: true,
    defaultpartitions: 1,
    numtopics: 0,
    produceperm: 'u:mapr-bot',
    adminperm: 'u:mapr-bot',
    ischangelog: false,
    defaulttimestamptype: 'createtime',
  });
});

it('17: an existing path fails with 10003', async () => {
  const { source } = pair();
  await sh(`maprcli stream create -path ${source}`);
  const again = await sh(`maprcli stream create -path ${source}`);
  expect(again.exit).toBe(1);
  expect(again.stdout).toMatch(/^ERROR \(10003\) - {2}/);
});

it('18: -copymetafrom copies attributes and ACEs, no topics', async () => {
  const { source, replica } = pair();
  const attributes = { ttl: 9, copyperm: 'u:mapr-bot|u:bob', compression: 'zlib' } as const;
  await world().createStream(source, { ...attributes, topics: ['a'] });
  await world().produce(source, 'a', 5);
  await sh(`maprcli stream create -path ${replica} -copymetafrom ${source}`);
  const made = await world().stream(replica);
  expect(made?.attributes).toEqual((await world().stream(source))?.attributes);
  expect(made).toMatchObject({ topics: {}, messages: 0 });
});

it('18: -copymetafrom a missing source fails and makes nothing', async () => {
  const { source, replica } = pair();
  expect((await sh(`maprcli stream create -path ${replica} -copymetafrom ${source}`)).exit).toBe(1);
  expect(await world().stream(replica)).toBeUndefined();
});

it('19: info shows ACEs to a holder of adminperm alone', async () => {
  const { source } = pair();
  await world().createStream(source, { produceperm: 'u:alice' });
  const seen = await as('alice', `maprcli stream info -path ${source} -json`);
  expect(seen.stdout).toMatch(/"ttl"/);
  expect(seen.stdout).not.toMatch(/perm"/);
  expect((await as('bob', `maprcli stream info -path ${source}`)).exit).toBe(1);
});

it('19: what is no stream is not a valid stream, or ENOENT if so switched', async () => {
  const text = 'ERROR (22) -  /mapr/newyork/apps is not a valid stream';
  expect((await sh('maprcli stream info -path /mapr/newyork/apps')).stdout).toBe(text);
  await world().faults.set({ missingAsEnoent: true });
  expect((await sh('maprcli stream info -path /mapr/newyork/none')).stdout).toMatch(/^ERROR \(2\)/);
});

it('20: names of streams and topics are limited', async () => {
  const { source } = pair();
  await world().mkdir('/mapr/newyork/with:');
  expect(await sh('maprcli stream create -path /mapr/newyork/with:/s')).toMatchObject(silent);
  expect((await sh('maprcli stream create -path /mapr/newyork/with:colon')).exit).toBe(1);
  await world().createStream(source);
  expect(await sh(`maprcli stream topic create -path ${source} -topic a.b_c-1`)).toMatchObject(
    silent,
  );
  expect((await sh(`maprcli stream topic create -path ${source} -topic a/b`)).exit).toBe(1);
});

it('21: ACEs are honoured, normalized, and mapr gets no free pass', async () => {
  const { source } = pair();
  await world().createStream(source);
  expect((await as('mapr', `maprcli stream info -path ${source}`)).exit).toBe(1);
  expect((await as('mapr', `maprcli stream delete -path ${source}`)).exit).toBe(1);
  await sh(`maprcli stream edit -path ${source} -adminperm u:mapr-bot|(g:mapr&!u:bob)`);
  expect((await as('mapr', `maprcli stream info -path ${source}`)).exit).toBe(0);
  const [row] = await rows(`maprcli stream info -path ${source}`);
  expect(row).toMatchObject({ adminperm: 'u:mapr-bot | g:mapr & !u:bob' });
  expect((await sh(`maprcli stream edit -path ${source} -adminperm u:ghost`)).exit).toBe(1);
});

it('21: rights of the directory are honoured', async () => {
  await world().mkdir('/mapr/newyork/closed', { writeAce: 'u:alice' });
  const line = 'maprcli stream create -path /mapr/newyork/closed/s';
  expect((await sh(line)).stdout).toMatch(/writeAce/);
  expect(await as('alice', line)).toMatchObject(silent);
});
