import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Clusters, createClusters } from '../../sandbox/clusters/index.ts';
import { createMapr } from '../../src/mapr/run.ts';
import { createMetrics } from '../../src/observe/metrics.ts';
import { stageToSay, watchTickets } from '../../src/observe/tickets.ts';

const hour = 3600_000;
const day = 24 * hour;

let clusters: Clusters;
beforeAll(async () => {
  clusters = await createClusters({ clusters: ['sanfrancisco', 'newyork'] });
});
afterAll(() => clusters?.cleanup());

it('measures when each ticket ends, and warns of the one that soon does', async () => {
  await clusters.faults.set({ ticketEnds: { clusters: 'newyork', hours: 48 } });
  const metrics = createMetrics();
  const said: string[] = [];
  const mapr = createMapr({ home: clusters.maprHome, timeoutMs: 30_000 });
  const warn = (what: string, remedy: string) => said.push(`${what} ${remedy}`);
  const watch = watchTickets(mapr, ['newyork', 'sanfrancisco'], metrics, warn);
  const ends = async () => {
    const { values } = await metrics.ticketExpires.get();
    return values.map(({ labels, value }) => [labels.cluster, value > Date.now() / 1_000]);
  };
  watch.start();
  try {
    const both = [
      ['newyork', true],
      ['sanfrancisco', true],
    ];
    await expect.poll(ends, { timeout: 30_000 }).toEqual(both);
    expect(said).toEqual([
      expect.stringMatching(/^The ticket for newyork ends at .*maprlogin generateticket/),
    ]);
  } finally {
    watch.stop();
  }
});

it('says it at each stage once, and again each day', () => {
  const now = 1_000 * day;
  expect(stageToSay(8 * day, undefined, now)).toBeNull();
  const first = stageToSay(6 * day, undefined, now);
  expect(first).not.toBeNull();
  const said = { at: now, stage: first ?? 0 };
  expect(stageToSay(6 * day - hour, said, now + hour)).toBeNull();
  expect(stageToSay(5 * day, said, now + day)).toBe(first);
  const stages = [2 * day, 12 * hour, hour / 2, -hour].map((left) =>
    stageToSay(left, said, now + hour),
  );
  expect(new Set([first, ...stages]).size).toBe(5);
  expect(stages).not.toContain(null);
});
