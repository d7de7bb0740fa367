import { expect, it } from 'vitest';
import { populate } from '../../../../sandbox/clusters/populate.ts';
import { advance } from '../../../../sandbox/clusters/world/advance.ts';
import { messagesIn, produce } from '../../../../sandbox/clusters/world/messages.ts';
import { newWorld } from '../../../../sandbox/clusters/world/new-world.ts';
import { setupObstacle } from '../../../../sandbox/clusters/world/obstacles.ts';
import { addReplica } from '../../../../sandbox/clusters/world/replicas.ts';
import { streamAt } from '../../../../sandbox/clusters/world/streams.ts';

const target = { cluster: 'newyork', path: '/s' };

/** A set-up that began at time 0, with 400 messages to copy at 1,000 a second and stages of 100 ms. */
function begun() {
  const settings = { autosetupStageMs: 100, copyMessagesPerSecond: 1000 };
  const world = newWorld(['sanfrancisco', 'newyork'], [], settings, 0);
  populate(world, { cluster: 'sanfrancisco', path: '/s' }, { topics: ['t'] });
  const source = streamAt(world, { cluster: 'sanfrancisco', path: '/s' });
  if (source === undefined) throw new Error('no source');
  produce(source, 't', 400, 0);
  const replica = addReplica(source, target, { uuid: '' }, 0);
  replica.state = 'REPLICA_STATE_CREATE_SCHEDULE';
  replica.setup = { multimaster: false, existing: false, spentMs: 0, job: null };
  return { world, source, replica };
}

it('32: the states follow each other, with the percentage of the copy', () => {
  const { world, replica } = begun();
  const seen = [99, 150, 250, 400, 650, 750].map((at) => {
    advance(world, at);
    return [replica.state.replace('REPLICA_STATE_', ''), replica.copyPercentage];
  });
  expect(seen).toEqual([
    ['CREATE_SCHEDULE', 0],
    ['COPY_SCHEDULE', 0],
    ['COPY_IN_PROGRESS', 12],
    ['COPY_IN_PROGRESS', 50],
    ['DELETING_CURSORS', 100],
    ['REPLICATING', 100],
  ]);
});

it('32: one look after a long time finds it done', () => {
  const { world, replica } = begun();
  advance(world, 10_000);
  expect(replica.state).toBe('REPLICA_STATE_REPLICATING');
  const made = streamAt(world, target);
  expect(made === undefined ? 0 : messagesIn(made)).toBe(400);
});

it('32: while gateways are down it waits, and recovers where it was', () => {
  const { world, replica } = begun();
  advance(world, 400);
  world.faults = { gatewaysDown: [{ clusters: 'newyork' }] };
  advance(world, 5000);
  expect([replica.state, replica.copyPercentage]).toEqual(['REPLICA_STATE_COPY_IN_RECOVER', 50]);
  world.faults = {};
  advance(world, 5100);
  expect([replica.state, replica.copyPercentage]).toEqual(['REPLICA_STATE_COPY_IN_PROGRESS', 75]);
});

it('32: a stream that comes to the path before the replica is made stands in the way, and is left as it is', () => {
  const { world, source, replica } = begun();
  advance(world, 50);
  populate(world, target, {});
  advance(world, 5000);
  expect(replica.state).toBe('REPLICA_STATE_CREATE_SCHEDULE');
  expect(setupObstacle(world, source, replica)?.error?.Code).toBe('ErrReplicaExists');
  expect(streamAt(world, target)?.upstreams).toEqual([]);
  delete world.clusters['newyork']?.streams['/s'];
  advance(world, 10_000);
  expect(replica.state).toBe('REPLICA_STATE_REPLICATING');
});

it('32: it is taken where the order says so, or where a cluster does as no manual says', () => {
  const asked = begun();
  if (asked.replica.setup) asked.replica.setup.existing = true;
  const against = begun();
  against.world.faults = { takesStreams: [{ clusters: 'newyork' }] };
  for (const { world, replica } of [asked, against]) {
    populate(world, target, {});
    advance(world, 10_000);
    expect(replica.state).toBe('REPLICA_STATE_REPLICATING');
    expect(streamAt(world, target)?.upstreams).toHaveLength(1);
  }
});
