import { expect, it } from 'vitest';
import { pair, silent, until, useClusters } from './use-clusters.ts';

const { world, sh, rows } = useClusters();

async function oneStream() {
  const { source, replica } = pair();
  await world().createStream(source, { topics: ['clicks'] });
  await world().produce(source, 'clicks', 1000);
  const autosetup = `maprcli stream replica autosetup -path ${source} -replica ${replica}`;
  return { source, replica, autosetup, list: `maprcli stream replica list -path ${source}` };
}

it('32: with directcopy it returns at once, and gateways do the rest', async () => {
  const { replica, autosetup, list } = await oneStream();
  await world().settings({ autosetupStageMs: 60_000 });
  expect(await sh(autosetup)).toMatchObject(silent);
  expect(await rows(list)).toMatchObject([
    { replicaState: 'REPLICA_STATE_CREATE_SCHEDULE', copyTableCompletionPercentage: 0 },
  ]);
  expect(await world().stream(replica)).toBeUndefined();
  await world().settings({ autosetupStageMs: 50 });
  await until(async () =>
    expect(await rows(list)).toMatchObject([
      {
        replicaState: 'REPLICA_STATE_REPLICATING',
        paused: false,
        copyTableCompletionPercentage: 100,
        propagateExistingData: true,
      },
    ]),
  );
  expect(await world().messages(replica)).toBe(1000);
  expect((await world().stream(replica))?.upstreams).toHaveLength(1);
});

it('32: a broken link shows as COPY_IN_RECOVER, and the copy goes on afterwards', async () => {
  const { source, replica, autosetup } = await oneStream();
  await world().faults.set({ copy: { messagesPerSecond: 500 } });
  await sh(autosetup);
  const state = async () => (await world().stream(source))?.replicas[0];
  await until(async () =>
    expect(await state()).toMatchObject({ state: 'REPLICA_STATE_COPY_IN_PROGRESS' }),
  );
  await world().faults.set({ gatewaysDown: { clusters: 'newyork' } });
  await until(async () =>
    expect(await state()).toMatchObject({ state: 'REPLICA_STATE_COPY_IN_RECOVER' }),
  );
  await world().faults.clear();
  await until(async () =>
    expect(await state()).toMatchObject({ state: 'REPLICA_STATE_REPLICATING' }),
  );
  expect(await world().messages(replica)).toBe(1000);
});

it('32: an existing replica fails unless -useexistingreplica true', async () => {
  const { replica, autosetup } = await oneStream();
  await world().createStream(replica);
  expect((await sh(autosetup)).exit).toBe(1);
  expect(await sh(`${autosetup} -useexistingreplica true`)).toMatchObject(silent);
  await until(async () => expect(await world().messages(replica)).toBe(1000));
});

it('32: the two conflicts of options have their texts', async () => {
  const { autosetup } = await oneStream();
  const existing = `${autosetup} -useexistingreplica true`;
  expect((await sh(`${existing} -directcopy false`)).stdout).toMatch(
    /Param useexistingreplica is supported only when param directcopy is set to true$/,
  );
  expect((await sh(`${existing} -multimaster true`)).stdout).toMatch(
    /cannot use multi-master option with pre-existing replica table$/,
  );
});

it('32: without configured gateways it fails with 22', async () => {
  const { source, autosetup } = await oneStream();
  await world().faults.set({ gatewaysMissing: { clusters: 'newyork' } });
  expect((await sh(autosetup)).stdout).toBe(
    `ERROR (22) -  Failed to add replica for table: ${source} : Cluster Gateways are not configured`,
  );
});

it('32: -multimaster true sets up both ways', async () => {
  const { source, replica, autosetup } = await oneStream();
  await sh(`${autosetup} -multimaster true`);
  await until(async () => {
    expect((await world().stream(replica))?.replicas).toMatchObject([
      { state: 'REPLICA_STATE_REPLICATING' },
    ]);
    expect((await world().stream(source))?.upstreams).toHaveLength(1);
  });
});

it('33: -directcopy false blocks for the length of the copy', async () => {
  const { source, replica, autosetup } = await oneStream();
  await world().faults.set({ copy: { minMs: 400 } });
  const before = Date.now();
  const answer = await sh(`${autosetup} -directcopy false`);
  expect(answer).toMatchObject({ exit: 0, stdout: '' });
  expect(Date.now() - before).toBeGreaterThanOrEqual(400);
  expect(await world().messages(replica)).toBe(1000);
  expect((await world().stream(source))?.replicas).toMatchObject([{ paused: false }]);
});
