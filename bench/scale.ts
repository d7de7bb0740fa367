/** What requests under way, and those that have ended, cost: room in Redis, and the time of who asks, presses or looks. */

import { startRedis } from '../sandbox/redis.ts';
import { keys } from '../src/jobs/keys.ts';
import { connect } from '../src/jobs/redis.ts';
import { createSources } from '../src/jobs/sources.ts';
import type { Connection } from '../src/jobs/store.ts';
import { type Bench, type Row, reached, type Scale } from './bench.ts';
import { median, percentile, size, time } from './numbers.ts';
import { fill, fillFinished, verifyRoom, verifyWhole } from './scale/fill.ts';
import { type Cost, costOf } from './scale/measure.ts';
import { type Operation, operations } from './scale/operations.ts';
import { type Product, startProduct } from './scale/product.ts';
import { makeReal, type Real } from './scale/real.ts';
import { namesFor } from './scale/template.ts';

interface Size {
  readonly open: number;
  readonly finished: number;
}

/** One Redis of a size, and the product on it. */
interface Site extends Size {
  readonly product: Product;
  /** What an open request takes of it, in bytes. */
  readonly each: number;
  stop(): Promise<void>;
}

const sizes = {
  full: [
    { open: 10, finished: 100 },
    { open: 10_000, finished: 100_000 },
    { open: 100_000, finished: 1_000_000 },
  ],
  quick: [
    { open: 10, finished: 100 },
    { open: 500, finished: 1_000 },
  ],
} as const;
/** As docs/redis.md has them. */
const tight = ['--hash-max-ziplist-value', '512', '--stream-node-max-bytes', '16384'];
const targetBytes = 2 * 1_024 * 1_024;
const targetRatio = 1.5;

export const scale: Bench = {
  name: 'scale',
  title:
    'What requests that wait, and those that have ended, cost in Redis, and those who ask, press and look',
  async run(given) {
    const real = await makeReal();
    const sites: Site[] = [];
    try {
      for (const each of given.quick ? sizes.quick : sizes.full) {
        sites.push(await startFilled(real, each, given));
      }
      const { each = 0, open = 0 } = sites.at(-1) ?? {};
      const rows = [
        roomRow(`used_memory of 1,000 open requests, of ${count(open)}`, each, given),
        roomRow('the same, with the settings of docs/redis.md', await tightly(real, given), given),
      ];
      for (const operation of operations) {
        rows.push(await rowOf(operation, real, sites, given));
      }
      return { rows, notes: notesOn(given) };
    } finally {
      await Promise.all(sites.map((site) => site.stop()));
      await real.stop();
    }
  },
};

async function startFilled(real: Real, filled: Size, { say }: Scale): Promise<Site> {
  // What is filled in is gone afterwards, and is not written to a disk that others use.
  const server = await startRedis(['--appendonly', 'no']);
  const product = await startProduct(server.url, real.settings);
  const stop = async () => {
    await product.stop();
    await server.stop();
  };
  try {
    const begun = performance.now();
    const each = await fillSite(product.redis, real, filled);
    const used = size(await usedBy(product.redis));
    const { open, finished } = filled;
    say(
      `${count(open)} open, ${count(finished)} finished: ${used}, in ${time(performance.now() - begun)}`,
    );
    return { ...filled, product, each, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** @returns how many bytes an open request takes */
async function fillSite(redis: Connection, real: Real, { open, finished }: Size): Promise<number> {
  const before = await usedBy(redis);
  await fill(redis, real.waiting, 'w', 0, open);
  const each = ((await usedBy(redis)) - before) / open;
  await verify(redis, real, open);
  await fillFinished(redis, real.finished, finished);
  // As a bot does when it starts.
  await createSources(redis).align();
  return each;
}

/** @param each bytes of one */
function roomRow(what: string, each: number, given: Scale): Row {
  const bytes = each * 1_000;
  return {
    what,
    measured: size(bytes),
    beside: `limit ${size(targetBytes)}`,
    ratio: bytes / targetBytes,
    target: `under ${size(targetBytes)}`,
    met: reached(given, bytes < targetBytes),
  };
}

/** @returns the bytes of an open request, where the server keeps small things in less room than by itself */
async function tightly(real: Real, { quick }: Scale): Promise<number> {
  const server = await startRedis(['--appendonly', 'no', ...tight]);
  const redis = connect({ kind: 'single', url: server.url }, 'patient');
  try {
    const before = await usedBy(redis);
    const open = quick ? 100 : 2_000;
    await fill(redis, real.waiting, 'w', 0, open);
    return ((await usedBy(redis)) - before) / open;
  } finally {
    redis.disconnect();
    await server.stop();
  }
}

async function usedBy(redis: Connection): Promise<number> {
  return Number(/^used_memory:(\d+)/m.exec(await redis.info('memory'))?.[1]);
}

/** @throws where not all are there, or one is not as a real one is */
async function verify(redis: Connection, real: Real, open: number): Promise<void> {
  const there = await redis.zcard(keys.open);
  if (there !== open) throw new Error(`${there} requests are open in place of ${open}`);
  for (const number of [0, Math.floor(open / 2), open - 1]) {
    await verifyRoom(redis, real.redis, real.waiting, 'w', number);
  }
  if (open < 100) await verifyWhole(redis, real.waiting, namesFor(real.waiting, 'w', 1));
}

async function rowOf(
  { what, ready }: Operation,
  real: Real,
  sites: readonly Site[],
  given: Scale,
): Promise<Row> {
  const rounds = roundsOf(given);
  const costs = sites.map((): Cost[] => []);
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, { product, open, finished }] of sites.entries()) {
      const { work, after } = await ready({ product, real, open, finished, round });
      costs[index]?.push(await costOf(product.redis, work));
      await after?.();
    }
  }
  given.say(`${what}: ${costs.map((all) => told(all)).join(' | ')}`);
  const [large, small] = [costs.at(-1) ?? [], costs.at(-2) ?? []];
  const ratio = middle(large, 'ms') / middle(small, 'ms');
  return {
    what: `${what}, at ${named(sites.at(-1))}`,
    measured: told(large),
    beside: `at ${named(sites.at(-2))}: ${told(small)}`,
    ratio,
    target: `within ${targetRatio}`,
    met: reached(given, ratio <= targetRatio),
  };
}

function notesOn(given: Scale): string[] {
  const filled = (given.quick ? sizes.quick : sizes.full).map(
    ({ open, finished }) => `${count(open)} open and ${count(finished)} finished`,
  );
  return [
    `Sizes, each in a Redis of its own and asked in turns: ${filled.join('; ')}. Medians of ${roundsOf(given)} turns.`,
    'Filled by a script with all that a real request has left, its names replaced, first of one that waits for the second consent, then of one that is done and compacted; sampled, each key has the encoding and the room of the real one. Of those that are finished all but 60 have a short trail, and nobody looks at their streams in the clusters; all are known as replications.',
    'A command and an approval are timed with all that follows but Slack: the flow in the queues, and the indexes. An App Home is that of an owner for whom all wait, through its queue.',
    'Of the room of an open request more than half is its log: every answer of the clusters word for word, and a hash for each of thirty entries; nearly a third are the jobs of the steps that are to come, which stand in their queues from the beginning. Compressed as a whole, one log alone takes 3.5 KB: the limit is out of reach while all of it stands in Redis.',
  ];
}

function named(site: Site | undefined): string {
  return `${count(site?.open ?? 0)} open`;
}

function roundsOf({ quick }: Scale): number {
  return quick ? 3 : 100;
}

function count(many: number): string {
  return many.toLocaleString('en');
}

function middle(costs: readonly Cost[], of: keyof Cost): number {
  return median(costs.map((cost) => cost[of]));
}

function told(costs: readonly Cost[]): string {
  const p99 = percentile(
    costs.map(({ ms }) => ms),
    0.99,
  );
  const commands = middle(costs, 'commands');
  return `${time(middle(costs, 'ms'))} (p99 ${time(p99)}), ${commands} commands, ${time(middle(costs, 'redisMs'))} of Redis, ${size(middle(costs, 'bytes'))}`;
}
