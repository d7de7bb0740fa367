/** The product's steps beside those of a workflow engine on PostgreSQL that one would take instead: DBOS. */

import { type Redis, Redis as RedisClient } from 'ioredis';
import { startRedis } from '../sandbox/redis.ts';
import { readEntries } from '../src/jobs/entries.ts';
import { readEvent } from '../src/jobs/events.ts';
import { type RequestState, rowsOf } from '../src/jobs/state.ts';
import { type Bench, type Result, type Row, reached, type Scale } from './bench.ts';
import { isInstalled, type RecordedStep, startPeer, version } from './durable/peer.ts';
import { findPostgres, startPostgres } from './durable/postgres.ts';
import { gapsIn, type StepTimes, timesIn } from './durable/times.ts';
import { digits, median, percentile, time } from './numbers.ts';
import { type Engine, startEngine } from './throughput/engine.ts';
import { recorded } from './throughput/recorded.ts';

type Run = (id: string) => Promise<StepTimes[]>;

interface Measured {
  readonly perSecond: number;
  /** Milliseconds from step to step. */
  readonly gaps: readonly number[];
}

export const durable: Bench = {
  name: 'durable',
  title: 'Durable steps: a request of the engine beside the same steps as a workflow of DBOS',
  async run(scale) {
    const bin = findPostgres();
    if (bin === null) return leftOut('PostgreSQL is not here (Debian: apt install postgresql)');
    if (!isInstalled()) return leftOut('DBOS is not here (npm ci --prefix bench/durable)');
    const redis = await startRedis();
    const postgres = await startPostgres(bin);
    const connection = new RedisClient(redis.url);
    const ends: (() => Promise<void>)[] = [];
    try {
      const { replay, state, texts } = await recorded(redis.url);
      const engine = await startEngine(redis.url, replay());
      ends.push(engine.stop);
      const peer = await startPeer(postgres.url, stepsOf(state, texts));
      ends.push(peer.stop);
      const ours: Run = (id) => runOurs(engine, connection, id);
      const rows: Row[] = [];
      for (const safe of [false, true]) {
        await connection.config('SET', 'appendfsync', safe ? 'always' : 'everysec');
        await postgres.commitsOnDisk(safe);
        rows.push(...(await compare(scale, safe, ours, peer.run)));
      }
      return { rows, notes: notesOn(scale) };
    } finally {
      connection.disconnect();
      await Promise.all(ends.map((end) => end()));
      await Promise.all([redis.stop(), postgres.stop()]);
    }
  },
};

function leftOut(why: string): Result {
  return { rows: [], notes: [`Left out: ${why}.`] };
}

async function runOurs(engine: Engine, connection: Redis, id: string): Promise<StepTimes[]> {
  const { outcome } = await engine.run(id);
  if (outcome !== 'done') throw new Error(`${id} ended as ${outcome}`);
  const entries = await readEntries(connection, id, 0);
  return timesIn(entries.flatMap((entry) => readEvent(entry) ?? []));
}

/** What each step has written, in the order of the plan; those that rest on the same steps run side by side. */
function stepsOf(state: RequestState, texts: readonly string[]): RecordedStep[][] {
  const groups = new Map<string, RecordedStep[]>();
  for (const { name, after } of rowsOf(state)) {
    const own = texts.filter((text) => JSON.parse(text).step === name);
    const key = [...after].sort().join();
    groups.set(key, [...(groups.get(key) ?? []), { name, texts: own }]);
  }
  return [...groups.values()];
}

async function compare(scale: Scale, safe: boolean, ours: Run, theirs: Run): Promise<Row[]> {
  const [rounds, together, alone] = scale.quick ? [1, 5, 3] : [3, 100, 30];
  const all = { ours: [] as Measured[], theirs: [] as Measured[] };
  const single = { ours: [] as number[], theirs: [] as number[] };
  const which = safe ? 'disk' : 'soon';
  // The first of each warms up: code that is run so often is compiled once more.
  for (let round = scale.quick ? 1 : 0; round <= rounds; round += 1) {
    const name = `${which}${round}`;
    const count = round === 0 ? 5 * together : together;
    const [one, other] = [await atOnce(count, name, ours), await atOnce(count, name, theirs)];
    const [slow, slowOther] = [await inTurn(alone, name, ours), await inTurn(alone, name, theirs)];
    if (round === 0) continue;
    all.ours.push(one);
    all.theirs.push(other);
    single.ours.push(...slow);
    single.theirs.push(...slowOther);
    scale.say(
      `${which}, round ${round} of ${rounds}: ${digits(one.perSecond)} a second, DBOS ${digits(other.perSecond)}; step to step ${time(median(slow))}, DBOS ${time(median(slowOther))}`,
    );
  }
  const where = safe ? 'each write on the disk' : 'writes on the disk within a second';
  const perSecond = (of: readonly Measured[]) => median(of.map((each) => each.perSecond));
  const gaps = (of: readonly Measured[]) => of.flatMap((each) => each.gaps);
  const [fast, fastOther] = [perSecond(all.ours), perSecond(all.theirs)];
  return [
    {
      what: `${where}: requests a second, ${together} at once`,
      measured: digits(fast),
      beside: `DBOS ${digits(fastOther)}`,
      ratio: fast / fastOther,
      target: 'ahead',
      met: reached(scale, fast > fastOther),
    },
    latency(scale, `${where}: step to step, one request at a time`, single.ours, single.theirs),
    latency(scale, `${where}: step to step, ${together} at once`, gaps(all.ours), gaps(all.theirs)),
  ];
}

function latency(
  scale: Scale,
  what: string,
  ours: readonly number[],
  theirs: readonly number[],
): Row {
  const said = (of: readonly number[]) => `${time(mean(of))} (p99 ${time(percentile(of, 0.99))})`;
  return {
    what,
    measured: said(ours),
    beside: `DBOS ${said(theirs)}`,
    ratio: mean(ours) / mean(theirs),
    target: 'ahead',
    met: reached(scale, mean(ours) < mean(theirs)),
  };
}

function mean(of: readonly number[]): number {
  return of.reduce((sum, each) => sum + each, 0) / of.length;
}

async function atOnce(count: number, name: string, run: Run): Promise<Measured> {
  const begun = performance.now();
  const times = await Promise.all(
    Array.from({ length: count }, (_, index) => run(`${name}at${index}`)),
  );
  const perSecond = (count * 1_000) / (performance.now() - begun);
  return { perSecond, gaps: times.flatMap(gapsIn) };
}

async function inTurn(count: number, name: string, run: Run): Promise<number[]> {
  const gaps: number[] = [];
  for (let index = 0; index < count; index += 1)
    gaps.push(...gapsIn(await run(`${name}by${index}`)));
  return gaps;
}

function notesOn({ quick }: Scale): string[] {
  return [
    `${quick ? 'Small counts.' : '3 rounds of 100 requests at once, and of 30 one after another, in turns, after five times as many, all in one process.'} Either is told of the clusters' answers at once; the engine as in the bench \`throughput\`. DBOS (${version}) keeps for each step the entries that the engine writes into the log, as the step's result, and waits for the consent with \`recv\`.`,
    'Step to step: from the last answer of a cluster in a step to the first in the next, in the log, to the millisecond; of DBOS, from the end of a step’s function to the begin of the next. A mean, of six hops in each request.',
    'On the disk: `appendfsync` always and everysec of Redis, `synchronous_commit` on and off of PostgreSQL.',
    'What the engine does beside it: each command announced before it is run and its answer kept apart, a hash chain, signatures that each step proves, the replies parsed, and steps that go from queue to queue, as the workers of two clusters are two processes. DBOS runs a workflow in the process that began it.',
  ];
}
