import { expect, it } from 'vitest';
import { findUpstream, upstreamList } from '../../src/mapr/upstream-list.ts';
import { ok, replica, source } from './support.ts';

const row = {
  cluster: 'sanfrancisco',
  stream: '/apps/x/activity',
  idx: 1,
  uuid: '3e98ee93-d88a-f3d6-bc80-001b02b65500',
};

it('the source is found in the list of upstreams by cluster and path', () => {
  const rows = upstreamList(replica).read(ok([{ ...row, cluster: 'boston' }, row]));
  expect(findUpstream(rows, source)).toEqual(row);
  expect(findUpstream(rows, replica)).toBeUndefined();
});

it('no upstreams are an empty list', () => {
  expect(upstreamList(replica).read(ok())).toEqual([]);
});
