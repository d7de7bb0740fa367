/** The set-up into a stream that is there, and that others feed: `/replicate … --use-existing-replica`. */

import { execa } from 'execa';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { people } from '../../sandbox/site.ts';
import { plain } from '../../sandbox/slack/index.ts';
import type { RequestState } from '../../src/jobs/state.ts';
import {
  approval,
  approveAs,
  ask,
  changes,
  keyOf,
  newScenario,
  type Scenario,
  startTestSite,
  type TestSite,
  threadOf,
  toldTo,
  untilEnded,
  untilSaid,
  untilState,
  untilTold,
} from './scenario.ts';

const { maya, sam, noor, stranger } = people;
let site: TestSite;
beforeAll(async () => {
  site = await startTestSite();
});
afterAll(() => site?.stop());
afterEach(() => site.clusters.faults.clear());

/** A replica that another stream feeds already, with what that has brought. */
type Joining = Scenario & { readonly other: string };

async function joining(messages = 30): Promise<Joining> {
  const scenario = await newScenario(site, messages);
  const name = scenario.source.split('/').at(-1);
  const other = `/mapr/sanfrancisco/other-${name}`;
  const replica = `/mapr/newyork/all-${name}`;
  await site.clusters.createStream(other, { topics: { orders: 1 } });
  await site.clusters.produce(other, 'orders', 10);
  await site.clusters.setUp(other, replica, 'loaded');
  const command = `/replicate ${scenario.source} ${replica} --use-existing-replica`;
  return { ...scenario, replica, other, command };
}

function commandsFor({ source, replica }: Scenario) {
  return {
    add: `maprcli stream replica add -path ${source} -replica ${replica} -paused true`,
    authorize: `maprcli stream upstream add -path ${replica} -upstream ${source}`,
    copy: `mapr copystream -src ${source} -dst ${replica}`,
    resume: `maprcli stream replica resume -path ${source} -replica ${replica}`,
    pause: `maprcli stream replica pause -path ${source} -replica ${replica}`,
    disown: `maprcli stream upstream remove -path ${replica} -upstream ${source}`,
    remove: `maprcli stream replica remove -path ${source} -replica ${replica}`,
  };
}

async function expectJoined(scenario: Joining, request: string, messages: number): Promise<void> {
  const { add, authorize, copy, resume } = commandsFor(scenario);
  expect((await untilEnded(site, request)).outcome).toBe('done');
  expect(await changes(site, scenario)).toEqual([add, authorize, copy, resume]);
  await expectOthersAsTheyWere(scenario);
  expect(await site.clusters.messages(scenario.replica)).toBe(10 + messages);
}

/** What was there before the request, on both sides of the replica's other source. */
async function expectOthersAsTheyWere({ other, replica }: Joining): Promise<void> {
  const there = await site.clusters.stream(replica);
  const feeding = await site.clusters.stream(other);
  expect(there?.upstreams.map(({ uuid }) => uuid)).toContain(feeding?.uuid);
  expect(feeding?.replicas.map(({ uuid }) => uuid)).toEqual([there?.uuid]);
  expect(there?.topics['orders']?.partitions).toMatchObject([{ messages: 10 }]);
}

/** As somebody would on a node, past the bot. */
async function byHand(line: string): Promise<void> {
  const [, ...words] = line.split(' ');
  await execa(`${site.clusters.home('sanfrancisco')}/bin/maprcli`, words);
}

async function press(scenario: Scenario, request: string, what: string): Promise<void> {
  const card = await untilSaid(site, scenario, request, 'card', /\[Retry\]/);
  await site.slack.press(maya.id, card, what, { confirm: true });
}

function worker({ steps }: RequestState, step: 'load' | 'authorize') {
  return site.programs.find(({ pid }) => steps[step].worker?.endsWith(`/${pid}`));
}

function failed(request: string): Promise<RequestState> {
  return untilState(site, request, ({ phase }) => phase === 'failed');
}

describe('A set-up into a stream that is there', () => {
  it('runs the set-up without making it, and leaves what others bring as it is', async () => {
    const scenario = await joining();
    const request = await ask(site, scenario);
    const asked = plain(await approval(site, scenario, request));
    expect(asked).toContain(`It is fed by ${scenario.other} already`);
    expect(asked).toMatch(/stays as it is, with its topics/);
    expect(asked).toMatch(/--use-existing-replica/);
    const { add } = commandsFor(scenario);
    expect(await changes(site, scenario)).toEqual([add]);
    await approveAs(site, scenario, request);
    await expectJoined(scenario, request, 30);
    await untilSaid(site, scenario, request, 'outcome', /Replicating/);
    expect((await threadOf(site, scenario, request)).map(keyOf)).toEqual([
      'card',
      'step preflight-source',
      'step preflight-replica',
      'step register',
      'step verify-registration',
      'consent',
      'approved',
      'step authorize',
      'step verify-authorization',
      'step load',
      'step resume',
      'step confirm',
      'outcome',
    ]);
    await site.clusters.produce(scenario.source, 'clicks', 5);
    await site.slack.waitFor(async () => (await site.clusters.messages(scenario.replica)) === 45);
  });

  it('is agreed to by both sides where who asks owns neither, and changed and removed like any other', async () => {
    const scenario = await joining(0);
    const request = await ask(site, scenario, stranger);
    const asked = await approval(site, scenario, request, 'source');
    expect(plain(asked)).toContain(`It is fed by ${scenario.other} already`);
    expect(await changes(site, scenario)).toEqual([]);
    await approveAs(site, scenario, request, sam, 'source');
    await approveAs(site, scenario, request);
    await expectJoined(scenario, request, 0);
    await untilSaid(site, scenario, request, 'outcome', /Replicating/);
    const { source, replica, channel } = scenario;
    const pause = await ask(site, { channel, command: `/replicate pause ${source} ${replica}` });
    expect((await untilEnded(site, pause)).about).toBe(request);
    expect((await changes(site, scenario)).at(-1)).toBe(commandsFor(scenario).pause);
  });

  it('is planned without a change, and with its own commands', async () => {
    const scenario = await joining(0);
    const command = scenario.command.replace('/replicate', '/replicate plan');
    await site.slack.type(maya.id, scenario.channel, command);
    await untilTold(site, maya.id, scenario.channel, /Nothing was changed/);
    const told = await toldTo(site, maya.id, scenario.channel);
    expect(told).toContain(`5. ${commandsFor(scenario).copy}`);
    expect(told).toContain('Before step 3, an owner');
    expect(told).toContain(`is fed by ${scenario.other}`);
    expect(told).not.toContain('stream create');
    expect(await changes(site, scenario)).toEqual([]);
  });

  it('is asked for in the form, which shows its commands', async () => {
    const scenario = await joining(0);
    const local = (path: string) => path.replace(/^\/mapr\/[^/]+/, '');
    await site.slack.type(maya.id, scenario.channel, '/replicate');
    const pick = (field: string, what: string) =>
      site.slack.press(maya.id, 'modal', field, { pick: what });
    await pick('Source cluster', 'sanfrancisco');
    await pick('Stream', local(scenario.source));
    await pick('Replica cluster', 'newyork');
    await pick('Set-up', 'Into a stream that is there (use existing replica)');
    await site.slack.waitFor(async () => {
      const view = await site.slack.viewOf(maya.id);
      return view && /1\. maprcli stream replica add/.test(plain(view));
    });
    await site.slack.submit(maya.id, 'current', { 'Path of the replica': local(scenario.replica) });
    await untilTold(site, maya.id, scenario.channel, /into the stream that is there/);
    const told = await toldTo(site, maya.id, scenario.channel);
    const state = await site.store.read(/request (\w{8})/.exec(told)?.[1] ?? '');
    expect(state).toMatchObject({ procedure: 'join', plan: { replica: scenario.replica } });
  });
});

describe('It is refused before anything has changed', () => {
  const rows: readonly [string, (scenario: Joining) => Promise<unknown>, RegExp][] = [
    [
      'where there is no such stream',
      ({ replica }) => site.clusters.deleteStream(replica),
      /There is no stream at .* leave out --use-existing-replica/,
    ],
    [
      'where a topic of the source is there',
      ({ replica }) => byHand(`maprcli stream topic create -path ${replica} -topic clicks`),
      /A topic of .* would meet others .*: clicks \(there already\)/,
    ],
    [
      'where another source has such a topic, though it has brought none of it yet',
      ({ other }) => byHand(`maprcli stream topic create -path ${other} -topic clicks`),
      /would meet others of the same name .*: clicks \(of \/mapr\/sanfrancisco\/other-/,
    ],
    [
      'where it lists the source already',
      ({ source, replica }) =>
        byHand(`maprcli stream upstream add -path ${replica} -upstream ${source}`),
      /lists .* as its upstream already/,
    ],
    [
      'where it feeds the source',
      ({ source, replica }) =>
        byHand(`maprcli stream upstream add -path ${source} -upstream ${replica}`),
      /It would be a ring: \/mapr\/newyork\/all-\S+ feeds \/mapr\/sanfrancisco\//,
    ],
    [
      'where it feeds the source over another stream',
      async ({ source, replica, other }) => {
        await byHand(`maprcli stream upstream add -path ${source} -upstream ${other}`);
        await byHand(`maprcli stream upstream add -path ${other} -upstream ${replica}`);
      },
      /It would be a ring: \/mapr\/newyork\/all-\S+ feeds \/mapr\/sanfrancisco\/other-\S+, that feeds/,
    ],
    [
      'where the worker may not link it',
      ({ replica }) => site.clusters.grant(replica, { adminperm: 'u:root' }),
      /mapr-bot has no adminperm on/,
    ],
  ];

  it.each(rows)('%s', async (_, arrange, words) => {
    const scenario = await joining();
    await arrange(scenario);
    const before = await changes(site, scenario);
    const request = await ask(site, scenario);
    expect((await untilEnded(site, request)).outcome).toBe('refused');
    await untilSaid(site, scenario, request, 'card', words);
    expect(await changes(site, scenario)).toEqual(before);
  });

  it('where it is a source of what is under way', async () => {
    const scenario = await joining();
    const { replica, source, channel } = scenario;
    const onward = `/mapr/sanfrancisco/on-${replica.split('/').at(-1)}`;
    const first = await ask(site, { channel, command: `/replicate ${replica} ${onward}` }, noor);
    const { shown } = await site.slack.type(maya.id, channel, scenario.command);
    expect(shown).toMatch(/is being replicated elsewhere just now/);
    expect(await changes(site, { ...scenario, replica: source })).toEqual([]);
    await site.slack.type(noor.id, channel, `/replicate cancel ${first}`);
    await untilEnded(site, first);
  });
});

describe('What goes wrong with a set-up into a stream that is there', () => {
  it('It is denied: the registration is taken away, and the stream stays as it was', async () => {
    const scenario = await joining();
    const request = await ask(site, scenario);
    const asked = await approval(site, scenario, request);
    await site.slack.press(noor.id, asked, 'deny');
    await site.slack.waitFor(() => site.slack.viewOf(noor.id));
    await site.slack.submit(noor.id, 'current', { Reason: 'not into ours' });
    expect((await untilEnded(site, request)).outcome).toBe('denied');
    const { add, remove } = commandsFor(scenario);
    expect(await changes(site, scenario)).toEqual([add, remove]);
    await expectOthersAsTheyWere(scenario);
  });

  it('Another source gets a topic of the same name while it is being approved: it stops before the upstream is added, names it, and Retry goes on once that is gone', async () => {
    const scenario = await joining();
    const request = await ask(site, scenario);
    await approval(site, scenario, request);
    await byHand(`maprcli stream topic create -path ${scenario.other} -topic clicks`);
    await approveAs(site, scenario, request);
    const { steps } = await failed(request);
    expect(steps.authorize.failure?.message).toMatch(/clicks \(of \/mapr\/sanfrancisco\/other-/);
    expect(await changes(site, scenario)).toEqual([commandsFor(scenario).add]);
    await byHand(`maprcli stream topic delete -path ${scenario.other} -topic clicks`);
    await press(scenario, request, 'retry');
    await expectJoined(scenario, request, 30);
  });

  it('The source is fed by the replica while it is being approved: it stops before the upstream is added, and Roll back leaves that', async () => {
    const scenario = await joining();
    const { source, replica } = scenario;
    const request = await ask(site, scenario);
    await approval(site, scenario, request);
    const theirs = `maprcli stream upstream add -path ${source} -upstream ${replica}`;
    await byHand(theirs);
    await approveAs(site, scenario, request);
    const { steps } = await failed(request);
    expect(steps.authorize.failure?.message).toMatch(/It would be a ring/);
    await press(scenario, request, 'rollback');
    expect((await untilEnded(site, request)).outcome).toBe('rolled-back');
    const { add, remove } = commandsFor(scenario);
    expect(await changes(site, scenario)).toEqual([add, theirs, remove]);
    expect((await site.clusters.stream(source))?.upstreams).toHaveLength(1);
    await expectOthersAsTheyWere(scenario);
  });

  it('A topic of the same name is made in the replica right before the copy: nothing is copied over it, and Roll back leaves it', async () => {
    const scenario = await joining();
    const { source, replica } = scenario;
    const request = await ask(site, scenario);
    await site.clusters.faults.set({
      latency: { command: `topic info -path ${source}`, ms: 3_000 },
    });
    await approveAs(site, scenario, request);
    await untilState(site, request, ({ steps }) => steps.load.status === 'running');
    await site.clusters.produce(source, 'clicks', 1);
    const theirs = `maprcli stream topic create -path ${replica} -topic clicks`;
    await byHand(theirs);
    const { steps } = await failed(request);
    expect(steps.load.failure?.message).toMatch(/clicks \(there already\)/);
    await site.clusters.faults.clear();
    await press(scenario, request, 'rollback');
    expect((await untilEnded(site, request)).outcome).toBe('rolled-back');
    const { add, authorize, disown, remove } = commandsFor(scenario);
    expect(await changes(site, scenario)).toEqual([add, authorize, theirs, disown, remove]);
    expect((await site.clusters.stream(replica))?.topics).toHaveProperty('clicks');
    await expectOthersAsTheyWere(scenario);
  });

  it('It is cancelled in the middle of the copy: the links are undone, and what was copied is left to a person', async () => {
    const scenario = await joining(4_000);
    await site.clusters.faults.set({ copy: { messagesPerSecond: 200 } });
    const request = await ask(site, scenario);
    await approveAs(site, scenario, request);
    await untilState(site, request, ({ steps }) => (steps.load.progress?.done ?? 0) > 0);
    await site.slack.type(noor.id, scenario.channel, `/replicate cancel ${request}`);
    expect((await untilEnded(site, request)).outcome).toBe('cancelled');
    const { add, authorize, copy, disown, remove } = commandsFor(scenario);
    expect(await changes(site, scenario)).toEqual([add, authorize, copy, disown, remove]);
    const card = await untilSaid(site, scenario, request, 'card', /Yours to decide/);
    expect(plain(card)).toContain(
      `maprcli stream topic delete -path ${scenario.replica} -topic clicks`,
    );
    await expectOthersAsTheyWere(scenario);
  });

  it('It is rolled back from its last step: the flow, the links, and nothing else are undone', async () => {
    const scenario = await joining();
    const { source, replica } = scenario;
    const request = await ask(site, scenario);
    await approval(site, scenario, request);
    await site.clusters.faults.set({
      latency: { command: `replica list -path ${source}`, ms: 1_500 },
    });
    await approveAs(site, scenario, request);
    await untilState(site, request, ({ steps }) => steps.resume.status === 'done');
    const theirs = `maprcli stream replica pause -path ${source} -replica ${replica}`;
    await byHand(theirs);
    const { steps } = await failed(request);
    expect(steps.confirm.failure?.message).toMatch(/paused again by somebody else/);
    await site.clusters.faults.clear();
    await press(scenario, request, 'rollback');
    expect((await untilEnded(site, request)).outcome).toBe('rolled-back');
    const { add, authorize, copy, resume, disown, remove } = commandsFor(scenario);
    expect(await changes(site, scenario)).toEqual([
      add,
      authorize,
      copy,
      resume,
      theirs,
      disown,
      remove,
    ]);
    await expectOthersAsTheyWere(scenario);
  });

  it("A worker is killed at the copy, before or after it begins: its own topics are not taken for somebody else's, and nothing is doubled", async () => {
    for (const when of ['before', 'after'] as const) {
      const scenario = await joining();
      const { add, authorize, copy, resume } = commandsFor(scenario);
      const command = `copystream -src ${scenario.source}`;
      await site.clusters.faults.set({ killsCaller: { command, when, times: 1 } });
      const request = await ask(site, scenario);
      await approveAs(site, scenario, request);
      const state = await untilState(
        site,
        request,
        ({ steps }) => steps.load.effect === 'intended',
      );
      await worker(state, 'load')?.ended;
      await site.startWorker('sanfrancisco');
      expect((await untilEnded(site, request)).outcome).toBe('done');
      const made = await changes(site, scenario);
      expect(made.filter((line) => line !== copy)).toEqual([add, authorize, resume]);
      expect(await site.clusters.messages(scenario.replica)).toBe(40);
      await expectOthersAsTheyWere(scenario);
    }
  });
});
