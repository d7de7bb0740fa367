import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PrivateRedis } from '../../sandbox/redis.ts';
import { freePort } from '../../sandbox/redis.ts';
import { people } from '../../sandbox/site.ts';
import {
  approveAs,
  ask,
  longest,
  newScenario,
  startTestSite,
  type TestSite,
  untilEnded,
} from './scenario.ts';

let site: TestSite<PrivateRedis>;
const ports = new Map<string, number>();

beforeAll(async () => {
  site = await startTestSite<PrivateRedis>({ empty: true });
  for (const part of ['bot', 'sanfrancisco', 'newyork']) ports.set(part, await freePort());
  const at = (part: string) => ({ OPS_LISTEN: `127.0.0.1:${ports.get(part)}` });
  await Promise.all([
    site.startBot(at('bot')),
    site.startWorker('sanfrancisco', at('sanfrancisco')),
    site.startWorker('newyork', at('newyork')),
  ]);
}, longest.timeoutMs);

afterAll(() => site.stop());

function get(part: string, path: string): Promise<Response> {
  return fetch(`http://127.0.0.1:${ports.get(part)}${path}`);
}

async function measured(part: string): Promise<string> {
  return (await get(part, '/metrics')).text();
}

async function unready(part: string): Promise<string[]> {
  const answer = await get(part, '/readyz');
  const { parts } = (await answer.json()) as { parts: { part: string; ready: boolean }[] };
  const lacking = parts.filter(({ ready }) => !ready).map((each) => each.part);
  expect(answer.status).toBe(lacking.length === 0 ? 200 : 503);
  return lacking;
}

const becomes = { ...longest, timeout: longest.timeoutMs };

describe('An operator’s machines', () => {
  it('are told that each process is ready, and by Redis, Slack and clusters, by name, when it is not', async () => {
    for (const part of ports.keys()) {
      await expect.poll(() => unready(part), becomes).toEqual([]);
      expect((await get(part, '/healthz')).status).toBe(200);
    }
    site.redis.freeze();
    for (const part of ports.keys()) {
      await expect.poll(() => unready(part), becomes).toEqual(['redis']);
      expect((await get(part, '/healthz')).status).toBe(200);
    }
    site.redis.thaw();
    for (const part of ports.keys()) await expect.poll(() => unready(part), becomes).toEqual([]);

    await site.slack.faults.down();
    await expect.poll(() => unready('bot'), becomes).toEqual(['slack']);
    expect(await unready('newyork')).toEqual([]);
    await site.slack.faults.up();
    await expect.poll(() => unready('bot'), becomes).toEqual([]);
  }, 120_000);

  it('are told of a worker whose cluster does not answer, and of the one beside it nothing', async () => {
    await site.clusters.faults.set({ ticket: { clusters: 'newyork', state: 'missing' } });
    const port = await freePort();
    ports.set('another', port);
    await site.startWorker('newyork', { OPS_LISTEN: `127.0.0.1:${port}` });
    await expect.poll(() => unready('another'), becomes).toEqual(['cluster newyork']);
    expect(await unready('sanfrancisco')).toEqual([]);
    expect(await measured('another')).toContain('replicate_ready{part="cluster newyork"} 0');
    await site.clusters.faults.clear();
  });

  it('count what a request comes to, each thing in one process', async () => {
    const scenario = await newScenario(site, 20);
    const request = await ask(site, scenario);
    const open = async () =>
      /requests_open\{state="waiting"\} (\d)/.exec(await measured('bot'))?.[1];
    await expect.poll(open, becomes).toBe('1');
    await approveAs(site, scenario, request, people.noor);
    await untilEnded(site, request);
    await expect.poll(open, becomes).toBe('0');

    const texts = await Promise.all([...ports.keys()].map(measured));
    const sum = (line: string) =>
      texts
        .flatMap((text) => text.split('\n'))
        .filter((each) => each.startsWith(`${line} `))
        .reduce((total, each) => total + Number(each.split(' ').at(-1)), 0);
    expect(sum('replicate_requests_begun_total{procedure="replicate"}')).toBe(1);
    expect(sum('replicate_requests_ended_total{procedure="replicate",outcome="done"}')).toBe(1);
    expect(sum('replicate_consents_total{side="replica",decision="granted"}')).toBe(1);
    expect(sum('replicate_steps_total{step="create",outcome="done"}')).toBe(1);
    expect(sum('replicate_step_duration_seconds_count{step="load"}')).toBe(1);
    expect(sum('replicate_commands_total{cluster="newyork",purpose="act",outcome="ok"}')).toBe(2);
    expect(sum('replicate_slack_acknowledgement_seconds_count{kind="command"}')).toBe(1);
    expect(sum('replicate_slack_acknowledgement_seconds_count{kind="block_actions"}')).toBe(1);
    expect(
      sum('replicate_slack_calls_total{method="chat.postMessage",outcome="ok"}'),
    ).toBeGreaterThan(3);
    expect(sum('replicate_queue_jobs{queue="cluster-newyork",state="active"}')).toBe(0);
    expect(sum('replicate_queue_oldest_job_age_seconds{queue="cluster-newyork"}')).toBe(0);
  }, 120_000);

  it('are told how each replication does', async () => {
    const lines = async () =>
      (await measured('bot'))
        .split('\n')
        .filter((line) => line.startsWith('replicate_replication_'));
    await expect
      .poll(
        async () =>
          (await lines()).some((line) =>
            line.startsWith('replicate_replication_troubles{source="/mapr/sanfrancisco/'),
          ),
        becomes,
      )
      .toBe(true);
  }, 120_000);
});
