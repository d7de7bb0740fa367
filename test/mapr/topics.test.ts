import { expect, it } from 'vitest';
import { topicInfo } from '../../src/mapr/topic-info.ts';
import { topicList } from '../../src/mapr/topic-list.ts';
import { errorOf, ok, source } from './support.ts';

it('topic list reads the published sample', () => {
  const row = {
    topic: 'topic0',
    partitions: 4,
    consumers: 8,
    physicalsize: 148373504,
    logicalsize: 1009713152,
    maxlag: 6314,
  };
  expect(topicList(source).read(ok([row]))).toEqual([row]);
});

it('topic info reads the published sample of an empty partition', () => {
  const row = {
    partitionid: 0,
    physicalsize: 0,
    logicalsize: 0,
    maxoffset: -1,
    minoffsetacrossconsumers: 0,
    mintimestamp: '1969-12-31T04:00:00.000-0800 PM',
    maxtimestamp: '1969-12-31T04:00:00.000-0800 PM',
    fid: '2113.32.131400',
    master: 'doc24.lab:5660',
    timestamptype: 'createtime',
  };
  expect(topicInfo(source, 't').read(ok([row]))).toEqual([
    { partitionid: 0, physicalsize: 0, logicalsize: 0, maxoffset: -1 },
  ]);
});

it('offsets are read in words, and not guessed', () => {
  const command = topicInfo(source, 't');
  expect(command.read(ok([{ partitionid: '1', maxoffset: '41' }]))).toEqual([
    { partitionid: 1, maxoffset: 41 },
  ]);
  for (const maxoffset of [undefined, 'many', 1.5, null]) {
    expect(errorOf(command, ok([{ partitionid: 0, maxoffset }])).fault).toBe('unreadable');
  }
});
