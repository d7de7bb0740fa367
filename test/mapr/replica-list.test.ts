import { describe, expect, it } from 'vitest';
import { parseStreamPath } from '../../src/mapr/path.ts';
import { findReplica, replicaList } from '../../src/mapr/replica-list.ts';
import { errorOf, ok, replica, source } from './support.ts';

/** The published sample, with the fields that only sibling commands show. */
const sample = {
  cluster: 'newyork',
  stream: '/apps/x/activity',
  type: 'MapRStream',
  replicaPath: '/apps/x/activity',
  replicaState: 'REPLICA_STATE_CREATE_SCHEDULE',
  paused: false,
  throttle: false,
  idx: 1,
  networkencryption: false,
  synchronous: false,
  networkcompression: 'lz4',
  propagateExistingData: false,
  isUptodate: true,
  minPendingTS: 0,
  maxPendingTS: 0,
  bytesPending: 0,
  putsPending: 0,
  bucketsPending: 0,
  uuid: '3e98ee93-d88a-f3d6-bc80-001b02b65500',
  copyTableCompletionPercentage: 0,
};
const command = replicaList(source);

function read(...rows: object[]) {
  return command.read(ok(rows));
}

describe('a row of replica list', () => {
  it('of the published sample is read', () => {
    const { type: _, propagateExistingData: __, ...known } = sample;
    expect(read(sample)).toEqual([known]);
  });

  it('keeps a state that is not in the manual', () => {
    expect(read({ ...sample, replicaState: 'REPLICA_STATE_NEW' })[0]?.replicaState).toBe(
      'REPLICA_STATE_NEW',
    );
  });

  it('needs little, as older releases say less', () => {
    expect(read({ cluster: 'a', stream: '/b', paused: 'true' })).toEqual([
      { cluster: 'a', stream: '/b', paused: true },
    ]);
  });

  it('without `paused` says nothing that could be acted on', () => {
    const { paused: _, ...rest } = sample;
    expect(errorOf(command, ok([rest]))).toMatchObject({ fault: 'unreadable' });
    expect(errorOf(command, ok([{ ...sample, paused: 'perhaps' }])).message).toContain('paused');
  });

  it.each([
    ['no cluster', { cluster: undefined }],
    ['no path', { stream: undefined, replicaPath: undefined }],
    ['a path that is null', { stream: null }],
  ])('with %s could be any replica, so nothing is concluded', (_, change) => {
    expect(errorOf(command, ok([{ ...sample, ...change }])).fault).toBe('unreadable');
  });

  it('leaves out figures that cannot be read', () => {
    const [row] = read({ ...sample, idx: null, bytesPending: 'n/a', isUptodate: 'maybe' });
    expect(row).toMatchObject({ idx: undefined, bytesPending: undefined, isUptodate: undefined });
    expect(row?.putsPending).toBe(0);
  });

  it('has the error that stands in it, although the reply says OK', () => {
    const errors = {
      Code: 'ErrAllGatewaysUnreachable',
      Host: '10.0.0.1',
      Msg: 'All configured gateways to cluster newyork are unreachable',
    };
    expect(read({ ...sample, errors })[0]?.errors).toEqual(errors);
  });

  it.each([
    [{ Code: 7 }, { Code: '7', Host: '', Msg: '' }],
    [[{ Code: 'a', Host: 'h', Msg: 'm' }], { Code: 'a', Host: 'h', Msg: 'm' }],
    ['down', { Code: 'unknown', Host: '', Msg: 'down' }],
    [{ code: 'a' }, { Code: 'unknown', Host: '', Msg: '{"code":"a"}' }],
    [true, { Code: 'unknown', Host: '', Msg: 'true' }],
  ])('does not lose an error of the shape %j', (errors, expected) => {
    expect(read({ ...sample, errors })[0]?.errors).toEqual(expected);
  });

  it.each([[null], [[]], [{}], ['']])('has no error when it says %j', (errors) => {
    expect(read({ ...sample, errors })[0]?.errors).toBeUndefined();
  });
});

describe('the row of a replica', () => {
  it.each([
    ['the local path', { stream: '/apps/x/activity', replicaPath: undefined }],
    ['the global path', { stream: replica, replicaPath: undefined }],
    ['only replicaPath', { stream: undefined }],
    ['another name beside the path', { stream: 'activity' }],
    ['the global path alone', { stream: replica, cluster: undefined, replicaPath: undefined }],
  ])('is found by %s', (_, change) => {
    const rows = read({ ...sample, cluster: 'boston' }, { ...sample, ...change });
    expect(findReplica(rows, replica)).toBe(rows[1]);
  });

  it.each([
    ['another cluster', { cluster: 'boston' }],
    ['another path', { stream: '/apps/x/activity2', replicaPath: '/activity' }],
    [
      'the global path on another cluster',
      { stream: '/mapr/boston/apps/x/activity', replicaPath: '/mapr/boston/apps/x/activity' },
    ],
    [
      'a path that is none',
      { stream: '/mapr/newyork/', replicaPath: '/mapr/newyork/apps/x/activity:topic' },
    ],
  ])('is not one with %s', (_, change) => {
    expect(findReplica(read({ ...sample, ...change }), replica)).toBeUndefined();
  });

  it('on the cluster of the source, under another name, is not the source', () => {
    const other = parseStreamPath('/mapr/sanfrancisco/activity2');
    const rows = read({ cluster: 'sanfrancisco', stream: '/activity2', paused: true });
    expect(findReplica(rows, other)).toBe(rows[0]);
    expect(findReplica(rows, source)).toBeUndefined();
  });
});
