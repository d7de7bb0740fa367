/** What goes wrong around the requests while they run: one thing after another, chosen by the seed. */

import { setTimeout as sleep } from 'node:timers/promises';
import type { Faults } from '../../sandbox/clusters/index.ts';
import type { Bench, Post } from '../crash/bench.ts';
import type { Random } from './random.ts';

type Disturbance = (bench: Bench, random: Random) => Promise<unknown> | undefined;

const posts: readonly Post[] = ['bot', 'sanfrancisco', 'newyork'];
const clusters = ['sanfrancisco', 'newyork'];
const looks = ['stream info', 'replica list', 'upstream list', 'topic list'];
const methods = ['chat.postMessage', 'chat.update', 'conversations.replies', 'users.info'];

export const disturbances: Readonly<Record<string, Disturbance>> = {
  'a process is killed': (bench, random) => {
    bench.strike(random.oneOf(posts), 'SIGKILL', random.below(3));
    return undefined;
  },
  'a process is asked to stop': (bench, random) => {
    bench.strike(random.oneOf(posts), 'SIGTERM', random.below(3));
    return undefined;
  },
  'Redis is killed, and started again': async ({ site }, random) => {
    await site.redis.kill();
    await sleep(random.below(1_500));
    await site.redis.start();
  },
  'Redis stands still': async ({ site }, random) => {
    site.redis.freeze();
    await sleep(random.below(3_000));
    site.redis.thaw();
  },
  'Slack answers 500': ({ site }, random) =>
    site.slack.faults.set(random.oneOf(methods), { status: 500, times: 3 }),
  'Slack asks to wait': ({ site }, random) =>
    site.slack.faults.set(random.oneOf(methods), { rateLimited: 1, times: 2 }),
  'answers of Slack are lost': ({ site }, random) =>
    site.slack.faults.set(random.oneOf(methods), { cut: true, when: 'after', times: 3 }),
  'Slack is away': async ({ site }, random) => {
    await site.slack.faults.down();
    await sleep(random.below(3_000));
    await site.slack.faults.up();
  },
  'the sockets are dropped': ({ site }) => site.slack.sockets.drop(),
  'Slack has its sockets opened anew': ({ site }) => site.slack.sockets.refresh(),
  'a CLDB does not answer': (bench, random) =>
    addFault(bench, { cldbDown: { clusters: random.oneOf(clusters), times: 3 } }),
  'commands are slow': (bench, random) =>
    addFault(bench, { latency: { clusters: random.oneOf(clusters), ms: 1_000, times: 4 } }),
  'commands print noise': (bench) => addFault(bench, { noise: { stdout: true, times: 6 } }),
  // Of looks: what the answer to a change was cut off from is left to people, as cluster-faults shows.
  'answers are cut': (bench, random) =>
    addFault(bench, { truncated: { command: random.oneOf(looks), times: 2 } }),
};

/** Disturbs until it is told to stop. @returns how often each thing was done */
export async function disturb(
  bench: Bench,
  random: Random,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, number>> {
  const done = new Map<string, number>();
  const names = Object.keys(disturbances);
  while (!signal.aborted) {
    await sleep(4_000 + random.below(8_000), undefined, { signal }).catch(() => undefined);
    if (signal.aborted) break;
    const name = random.oneOf(names);
    await disturbances[name]?.(bench, random);
    done.set(name, (done.get(name) ?? 0) + 1);
  }
  return done;
}

async function addFault({ site }: Bench, faults: Faults): Promise<void> {
  await site.clusters.faults.add(faults);
}
