import { Queue } from 'bullmq';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { people } from '../../sandbox/site.ts';
import { plain } from '../../sandbox/slack/index.ts';
import { queueOptions, watchQueue } from '../../src/jobs/queues.ts';
import {
  approveAs,
  ask,
  changes,
  longest,
  newScenario,
  type Scenario,
  setUp,
  startTestSite,
  type TestSite,
  threadOf,
  untilEnded,
  untilSaid,
} from './scenario.ts';

const { maya, sam } = people;

let site: TestSite;

beforeAll(async () => {
  site = await startTestSite({ inOne: true, settings: { watch: { every: '1s', lag: '2s' } } });
}, longest.timeoutMs);

afterAll(() => site.stop());

type SetUp = Scenario & { request: string };

/** As somebody would on a node, past the bot. */
function byHand(line: string) {
  return execa(`${site.clusters.home('sanfrancisco')}/bin/maprcli`, line.split(' '));
}

/** What was said in the thread of how it does, the oldest first. */
async function saidOf(scenario: SetUp): Promise<string[]> {
  const thread = await threadOf(site, scenario, scenario.request);
  return thread.map(plain).filter((text) => /needs a look|well again/.test(text));
}

function untilSaidOf(scenario: SetUp, count: number, words: RegExp) {
  return site.slack.waitFor(
    async () => {
      const said = await saidOf(scenario);
      return said.length >= count && words.test(said.at(-1) ?? '') ? said : undefined;
    },
    { ...longest, what: `${count} words on the health of ${scenario.source}, ${words}` },
  );
}

function untilSomeSaidOf(scenario: SetUp, words: RegExp) {
  return site.slack.waitFor(async () => (await saidOf(scenario)).some((text) => words.test(text)), {
    ...longest,
    what: `words on the health of ${scenario.source}, ${words}`,
  });
}

/** So many looks have been made since. */
async function looks(scenario: Scenario, count: number): Promise<void> {
  const lookedAt = async () =>
    (await site.clusters.commands()).filter((line) =>
      line.includes(`replica list -path ${scenario.source} `),
    ).length;
  const before = await lookedAt();
  await site.slack.waitFor(async () => (await lookedAt()) >= before + count, longest);
}

describe.concurrent('A replication that was set up is watched', () => {
  it('a pause that nobody ordered is told to the owners, once, and that it is over', async () => {
    const scenario = await setUp(site);
    const pair = `-path ${scenario.source} -replica ${scenario.replica}`;
    await looks(scenario, 2);
    expect(await saidOf(scenario)).toEqual([]);
    await byHand(`stream replica pause ${pair}`);
    const [said] = await untilSaidOf(scenario, 1, /It is paused, and nobody has ordered that here/);
    expect(said).toMatch(/@maya.*@noor/);
    await looks(scenario, 4);
    expect(await saidOf(scenario)).toHaveLength(1);
    await byHand(`stream replica resume ${pair}`);
    expect(await untilSaidOf(scenario, 2, /well again/)).toHaveLength(2);
  });

  it('a pause that was ordered is none', async () => {
    const scenario = await setUp(site);
    const pause = await ask(site, {
      ...scenario,
      command: `/replicate pause ${scenario.source} ${scenario.replica}`,
    });
    await untilEnded(site, pause);
    await site.clusters.produce(scenario.source, 'clicks', 10);
    await looks(scenario, 6);
    expect(await saidOf(scenario)).toEqual([]);
    await byHand(`stream replica resume -path ${scenario.source} -replica ${scenario.replica}`);
    await untilSaidOf(scenario, 1, /flows again; nobody has ordered that here/);
  });

  it('an upstream that vanished, and messages that do not arrive although nothing reports it', async () => {
    const scenario = await setUp(site);
    await byHand(`stream upstream remove -path ${scenario.replica} -upstream ${scenario.source}`);
    await untilSaidOf(scenario, 1, /no longer lists .* as its upstream/);
    await site.clusters.produce(scenario.source, 'clicks', 10);
    await untilSaidOf(scenario, 2, /10 messages behind.*nothing has arrived/);
  });

  it('attributes that have drifted apart', async () => {
    const scenario = await setUp(site);
    await site.clusters.grant(scenario.source, { ttl: 3_600 });
    await untilSaidOf(scenario, 1, /ttl: 3600 at the source, 604800 at the replica/);
  });

  it('into a stream that was there: nothing is said of its attributes, and of a topic that another source gets too, once', async () => {
    const other = await newScenario(site, 0);
    await site.clusters.setUp(other.source, other.replica, 'loaded');
    await byHand(`stream topic delete -path ${other.source} -topic clicks`);
    await byHand(`stream topic delete -path ${other.replica} -topic clicks`);
    await site.clusters.grant(other.replica, { ttl: 3_600 });
    const scenario = { ...(await newScenario(site, 0)), replica: other.replica };
    const command = `/replicate ${scenario.source} ${scenario.replica} --use-existing-replica`;
    const request = await ask(site, { ...scenario, command });
    await approveAs(site, scenario, request);
    await untilSaid(site, scenario, request, 'outcome', /Replicating/);
    await looks(scenario, 4);
    expect(await saidOf({ ...scenario, request })).toEqual([]);
    // What feeds the same replica was set up by hand, and is looked at all the same.
    await byHand(`stream topic create -path ${other.source} -topic clicks`);
    const [said] = await untilSaidOf({ ...scenario, request }, 1, /their offsets collide/);
    expect(said).toContain(`${other.source} has a topic clicks as ${scenario.source} has`);
    await looks(scenario, 4);
    expect(await saidOf({ ...scenario, request })).toHaveLength(1);
  });

  it('a stream that is gone', async () => {
    const scenario = await setUp(site);
    await site.clusters.deleteStream(scenario.replica);
    await untilSaidOf(scenario, 1, /no stream at .* any more/);
  });

  it('and no longer once it is removed', async () => {
    const scenario = await setUp(site);
    await looks(scenario, 1);
    await site.slack.type(
      maya.id,
      scenario.channel,
      `/replicate remove ${scenario.source} ${scenario.replica}`,
    );
    await site.slack.waitFor(() => site.slack.viewOf(maya.id));
    await site.slack.submit(maya.id, 'current', {});
    await site.slack.waitFor(
      async () => (await site.connection.hget('{replicate}:observed', scenario.source)) === null,
      longest,
    );
    expect(await saidOf(scenario)).toEqual([]);
  });
});

it('A replication in both directions is watched each way for itself, and what concerns both is told once', async () => {
  const scenario = await newScenario(site, 0);
  const { source, replica } = scenario;
  const request = await ask(site, { ...scenario, command: `${scenario.command} --multi-master` });
  await approveAs(site, scenario, request);
  await untilSaid(site, scenario, request, 'outcome', /Replicating both ways/);
  const both = { ...scenario, request };
  // Two words in one thread.
  await byHand(`stream replica pause -path ${source} -replica ${replica}`);
  await byHand(`stream replica pause -path ${replica} -replica ${source}`);
  const said = await untilSaidOf(both, 2, /It is paused, and nobody has ordered that here/);
  expect(said.filter((text) => text.includes('sanfrancisco → newyork'))).toHaveLength(1);
  expect(said.filter((text) => text.includes('newyork → sanfrancisco'))).toHaveLength(1);
  await site.clusters.produce(source, 'clicks', 4);
  // The replica has been looked at when it had to have them.
  await untilSomeSaidOf(both, /4 messages behind/);
  await looks(scenario, 6);
  await site.clusters.produce(replica, 'clicks', 12);
  await untilSomeSaidOf(both, /Topic clicks is written at .* and at .*: messages/);
  await looks(scenario, 3);
  // Of one of the two alone, however often something else changes there.
  const told = (await saidOf(both)).filter((text) => /is written at/.test(text));
  expect(told.filter((text) => text.includes('newyork → sanfrancisco'))).toEqual([]);
  // A whole set-up and eleven turns of looks.
}, 240_000);

it('A worker looks at no stream of another cluster, whatever a job says', async () => {
  const scenario = await newScenario(site, 0);
  const queue = new Queue(watchQueue('newyork'), queueOptions(site.connection));
  const job = await queue.add('look', { v: 1, stream: scenario.source }, { removeOnFail: false });
  await site.slack.waitFor(() => job.isFailed(), longest);
  await queue.close();
  expect((await site.clusters.commands()).join()).not.toContain(`info -path ${scenario.source}`);
});

describe.concurrent('A replication that was set up by hand', () => {
  it('is found, watched and paused, and never claimed', async () => {
    const scenario = await newScenario(site, 0);
    await site.clusters.setUp(scenario.source, scenario.replica, 'authorized');
    const pair = `${scenario.source} ${scenario.replica}`;
    await byHand(`stream replica resume -path ${scenario.source} -replica ${scenario.replica}`);
    const request = await ask(site, { ...scenario, command: `/replicate watch ${pair}` }, sam);
    const { steps, outcome } = await untilEnded(site, request);
    expect(outcome).toBe('done');
    expect(steps.find.summary).toMatch(/set up by hand. It is not paused; .* as its upstream/);
    const before = await changes(site, scenario);
    const pause = await ask(site, { ...scenario, command: `/replicate pause ${pair}` }, sam);
    expect((await untilEnded(site, pause)).outcome).toBe('done');
    expect(await changes(site, scenario)).toHaveLength(before.length + 1);
    await byHand(`stream upstream remove -path ${scenario.replica} -upstream ${scenario.source}`);
    await untilSaidOf({ ...scenario, request }, 1, /no longer lists/);
  });
});
