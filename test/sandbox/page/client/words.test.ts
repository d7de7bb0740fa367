import { describe, expect, it } from 'vitest';
import { arrowOf, linksOf, stateOf } from '../../../../sandbox/page/client/clusters/links.ts';
import { type Chapter, chapterOf } from '../../../../sandbox/page/client/story.ts';
import type { SeenCluster, SeenReplica, SeenStream } from '../../../../sandbox/page/wire.ts';
import type { SeenMessage } from '../../../../sandbox/slack/index.ts';

const replica: SeenReplica = {
  path: '/mapr/newyork/activity',
  paused: false,
  accepted: true,
  messages: 50,
  waiting: 0,
  error: null,
};

function clusters(...replicas: readonly SeenReplica[]): SeenCluster[] {
  const stream = { topics: 1, partitions: 1, messages: 100, upstreams: [] };
  const source: SeenStream = { ...stream, path: '/mapr/sanfrancisco/activity', replicas };
  return [
    { name: 'sanfrancisco', streams: [source] },
    { name: 'newyork', streams: [] },
  ];
}

describe('what flows between clusters', () => {
  it.each<[string, Partial<SeenReplica>]>([
    ['replicating', {}],
    ['replicating, 1,200 on their way', { waiting: 1_200 }],
    ['stuck: no gateway', { error: 'no gateway' }],
    ['paused, waits for approval', { paused: true, accepted: false }],
    ['paused, 50 % copied', { paused: true }],
    ['its stream is missing', { messages: null }],
  ])('says: %s', (words, change) => {
    const [link] = linksOf(clusters({ ...replica, ...change }));
    expect(link && stateOf(link)).toBe(words);
  });

  it('points from the source to the replica', () => {
    const [down] = linksOf(clusters(replica));
    const [up] = linksOf([...clusters(replica)].reverse());
    const [round] = linksOf(clusters({ ...replica, path: '/mapr/sanfrancisco/copy' }));
    expect([down, up, round].map((link) => link && arrowOf(link))).toEqual(['↓', '↑', '↺']);
  });
});

describe('how far a visitor has come', () => {
  const card = (consent: string, load: string) => ({
    type: 'plan',
    title: '',
    tasks: [
      { type: 'task_card', task_id: 'consent', title: '', status: consent },
      { type: 'task_card', task_id: 'load', title: '', status: load },
    ],
  });
  const question = { type: 'actions', elements: [{ type: 'button', action_id: 'approve' }] };
  const asked = { type: 'header', key: 'consent' };
  const message = ({ key, ...block }: { type: string; key?: string }) => {
    const metadata = { event_payload: { request: 'r1', key: key ?? 'card' } };
    return { blocks: [block], metadata } as unknown as SeenMessage;
  };

  it.each<[Chapter, readonly { type: string }[], readonly SeenReplica[]]>([
    ['ask', [], []],
    ['prepare', [card('pending', 'in_progress')], []],
    ['approve', [card('in_progress', 'pending'), question], [{ ...replica, paused: true }]],
    ['prepare', [card('in_progress', 'pending')], [{ ...replica, paused: true }]],
    ['copy', [card('in_progress', 'pending'), asked], [{ ...replica, paused: true }]],
    ['copy', [card('complete', 'in_progress')], [replica]],
    ['done', [card('complete', 'complete')], [replica]],
    ['ask', [card('error', 'pending')], []],
    ['prepare', [card('complete', 'complete'), card('pending', 'in_progress')], [replica]],
  ])('is at: %s', (chapter, blocks, replicas) => {
    expect(chapterOf(blocks.map(message), clusters(...replicas))).toBe(chapter);
  });
});
