/** The set-up in both directions: `/replicate … --multi-master`. */

import { execa } from 'execa';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { people } from '../../sandbox/site.ts';
import { plain } from '../../sandbox/slack/index.ts';
import type { StepName } from '../../src/jobs/plan.ts';
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

const { maya, sam, noor, lee, stranger } = people;
let site: TestSite;
beforeAll(async () => {
  site = await startTestSite({
    settings: { timeouts: { command: '20s', confirm: '15s', settle: '200ms' } },
  });
});
afterAll(() => site?.stop());
afterEach(() => site.clusters.faults.clear());

async function scenarioOf(messages = 30): Promise<Scenario> {
  const scenario = await newScenario(site, messages);
  return { ...scenario, command: `${scenario.command} --multi-master` };
}

/** What it runs, in its order, and what takes each of them back. */
function commandsFor({ source, replica }: Scenario) {
  const [forth, back] = [
    `-path ${source} -replica ${replica}`,
    `-path ${replica} -replica ${source}`,
  ];
  const upstream = `-path ${replica} -upstream ${source}`;
  const upstreamBack = `-path ${source} -upstream ${replica}`;
  return {
    made: [
      `maprcli stream create -path ${replica} -copymetafrom ${source}`,
      `maprcli stream replica add ${forth} -paused true`,
      `maprcli stream upstream add ${upstream}`,
      `mapr copystream -src ${source} -dst ${replica}`,
      `maprcli stream replica add ${back} -paused true`,
      `maprcli stream upstream add ${upstreamBack}`,
      `maprcli stream replica resume ${forth}`,
      `maprcli stream replica resume ${back}`,
    ],
    undone: {
      pauseBack: `maprcli stream replica pause ${back}`,
      pause: `maprcli stream replica pause ${forth}`,
      disownBack: `maprcli stream upstream remove ${upstreamBack}`,
      removeBack: `maprcli stream replica remove ${back}`,
      disown: `maprcli stream upstream remove ${upstream}`,
      remove: `maprcli stream replica remove ${forth}`,
      erase: `maprcli stream delete -path ${replica}`,
    },
  };
}

async function expectBothWays(scenario: Scenario, request: string): Promise<void> {
  const { source, replica } = scenario;
  expect((await untilEnded(site, request)).outcome).toBe('done');
  expect(await changes(site, scenario)).toEqual(commandsFor(scenario).made);
  const before = await site.clusters.messages(source);
  await site.clusters.produce(source, 'clicks', 5);
  await site.clusters.produce(replica, 'back', 7);
  await site.slack.waitFor(
    async () =>
      (await site.clusters.messages(source)) === before + 12 &&
      (await site.clusters.messages(replica)) === before + 12,
  );
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

function worker({ steps }: RequestState, step: StepName) {
  return site.programs.find(({ pid }) => steps[step].worker?.endsWith(`/${pid}`));
}

function failed(request: string): Promise<RequestState> {
  return untilState(site, request, ({ phase }) => phase === 'failed');
}

/** A command is turned down, so that the request stops at it. */
async function turnDown(command: string): Promise<void> {
  const stdout =
    '{\n"status":"ERROR",\n"errors":[{"id":13,"desc":"turned down (simulated wording)"}]\n}\n';
  await site.clusters.faults.set({ reply: { command, exit: 1, stdout } });
}

async function linksOf({ source, replica }: Scenario) {
  const [from, to] = [await site.clusters.stream(source), await site.clusters.stream(replica)];
  return [from, to].map((stream) => [
    stream?.replicas.length ?? null,
    stream?.upstreams.length ?? null,
  ]);
}

describe('A set-up in both directions', () => {
  it('is agreed to once for both, set up there and back in the order of the manual, and confirmed both ways', async () => {
    const scenario = await scenarioOf();
    const { made } = commandsFor(scenario);
    const request = await ask(site, scenario);
    const asked = plain(await approval(site, scenario, request));
    expect(asked).toMatch(/May messages go both ways between sanfrancisco and newyork\?/);
    expect(asked).toMatch(/Messages are to go both ways: .* Approving agrees to both/);
    for (const line of made.slice(2)) expect(asked).toContain(line);
    expect(await changes(site, scenario)).toEqual(made.slice(0, 2));
    await approveAs(site, scenario, request);
    await expectBothWays(scenario, request);
    const card = await untilSaid(site, scenario, request, 'card', /Replicating both ways/);
    expect(plain(card)).toMatch(/messages go both ways/);
    expect((await threadOf(site, scenario, request)).map(keyOf)).toEqual([
      'card',
      'step preflight-source',
      'step preflight-replica',
      'step create',
      'step register',
      'step verify-registration',
      'consent',
      'approved',
      'step authorize',
      'step verify-authorization',
      'step load',
      'step register-back',
      'step verify-registration-back',
      'step authorize-back',
      'step verify-authorization-back',
      'step resume',
      'step confirm',
      'step resume-back',
      'step confirm-back',
      'outcome',
    ]);
  });

  it('says which way messages have proven, where they have', async () => {
    const scenario = await scenarioOf();
    const request = await ask(site, scenario);
    const { made } = commandsFor(scenario);
    // As the way back is registered: what is written at the replica from then on has to come to the source.
    const [, , , , , authorizeBack = ''] = made;
    await site.clusters.faults.set({
      latency: { command: authorizeBack.replace('maprcli ', ''), ms: 3_000 },
    });
    await approveAs(site, scenario, request);
    await untilState(site, request, ({ steps }) => steps['authorize-back'].effect === 'intended');
    await site.clusters.produce(scenario.replica, 'back', 7);
    const { steps } = await untilEnded(site, request);
    expect(steps['confirm-back'].summary).toMatch(/Messages arrive: \/mapr\/sanfrancisco/);
    expect(await site.clusters.messages(scenario.source)).toBe(37);
    await untilSaid(site, scenario, request, 'outcome', /no message has had to move yet in one of/);
  });

  it('hands its options over both ways', async () => {
    const scenario = await scenarioOf(0);
    const command = `${scenario.command} --encrypt`;
    const request = await ask(site, { ...scenario, command });
    await approveAs(site, scenario, request);
    expect((await untilEnded(site, request)).outcome).toBe('done');
    const adds = (await changes(site, scenario)).filter((line) => line.includes('replica add'));
    expect(adds.map((line) => line.includes('-networkencryption true'))).toEqual([true, true]);
  });

  it('is two replications afterwards, each changed for itself, in the thread of both', async () => {
    const scenario = await scenarioOf(0);
    const { source, replica, channel } = scenario;
    const request = await ask(site, scenario);
    await approveAs(site, scenario, request);
    await untilSaid(site, scenario, request, 'outcome', /Replicating both ways/);
    const { undone } = commandsFor(scenario);
    const run = async (command: string, by: { readonly id: string } = maya) => {
      const next = await ask(site, { channel, command }, by);
      const { outcome, about } = await untilEnded(site, next);
      expect([outcome, about]).toEqual(['done', request]);
      return (await changes(site, scenario)).at(-1);
    };
    expect(await run(`/replicate pause ${replica} ${source}`, lee)).toBe(undone.pauseBack);
    expect(await run(`/replicate pause ${source} ${replica}`)).toBe(undone.pause);
    const resumed = await ask(
      site,
      { channel, command: `/replicate resume ${replica} ${source}` },
      lee,
    );
    await approveAs(site, scenario, resumed, sam);
    expect(await untilEnded(site, resumed)).toMatchObject({ outcome: 'done', about: request });
    expect((await changes(site, scenario)).at(-1)).toContain(`resume -path ${replica}`);
    await site.slack.type(lee.id, channel, `/replicate status ${replica}`);
    await untilTold(site, lee.id, channel, new RegExp(`→ to ${source}\\n[^→←]*← from ${source}`));
    await site.slack.type(lee.id, channel, `/replicate remove ${replica} ${source}`);
    await site.slack.waitFor(() => site.slack.viewOf(lee.id));
    await site.slack.submit(lee.id, 'current', {});
    await site.slack.waitFor(
      async () => (await changes(site, scenario)).at(-1) === undone.disownBack,
    );
    // The way there goes on.
    expect(await linksOf(scenario)).toEqual([
      [1, 0],
      [0, 1],
    ]);
  });

  it('holds both streams while it is under way', async () => {
    const scenario = await scenarioOf(0);
    const { source, replica, channel } = scenario;
    const request = await ask(site, scenario);
    await approval(site, scenario, request);
    const name = source.split('/').at(-1);
    for (const [command, words] of [
      [`/replicate ${replica} ${source} --use-existing-replica`, /is under way already/],
      [`/replicate ${source} newyork/on-${name}`, /is being made a replica itself/],
      [`/replicate ${replica} sanfrancisco/on-${name}`, /is being made a replica itself/],
      [`/replicate newyork/on-${name} ${source}`, /is being made a replica of another stream/],
    ] as const) {
      expect((await site.slack.type(maya.id, channel, command)).shown).toMatch(words);
    }
    await site.slack.type(maya.id, channel, `/replicate cancel ${request}`);
    await untilEnded(site, request);
    // Both are free again.
    const onward = await ask(site, { channel, command: `/replicate ${source} newyork/on-${name}` });
    const { shown } = await site.slack.type(maya.id, channel, scenario.command);
    expect(shown).toMatch(/is being replicated elsewhere just now\. It can be fed itself/);
    await site.slack.type(maya.id, channel, `/replicate cancel ${onward}`);
    await untilEnded(site, onward);
  });

  it('is planned without a change, and with its own commands', async () => {
    const scenario = await scenarioOf(0);
    const command = scenario.command.replace('/replicate', '/replicate plan');
    await site.slack.type(maya.id, scenario.channel, command);
    await untilTold(site, maya.id, scenario.channel, /Nothing was changed/);
    const told = await toldTo(site, maya.id, scenario.channel);
    const { made } = commandsFor(scenario);
    [1, 2, 4, 6, 7, 9, 11, 13].forEach((number, index) => {
      expect(told).toContain(`${number}. ${made[index]}`);
    });
    expect(told).toContain('newyork reaches 2 gateways of sanfrancisco');
    expect(await changes(site, scenario)).toEqual([]);
  });

  it('is asked for in the form, which shows its commands', async () => {
    const scenario = await scenarioOf(0);
    await site.slack.type(maya.id, scenario.channel, '/replicate');
    const pick = (field: string, what: string) =>
      site.slack.press(maya.id, 'modal', field, { pick: what });
    await pick('Source cluster', 'sanfrancisco');
    await pick('Stream', scenario.source.replace('/mapr/sanfrancisco', ''));
    await pick('Replica cluster', 'newyork');
    await pick('Set-up', 'In both directions (multi-master)');
    await site.slack.waitFor(async () => {
      const view = await site.slack.viewOf(maya.id);
      return view && plain(view).includes(`13. ${commandsFor(scenario).made[7]}`);
    });
    await site.slack.submit(maya.id, 'current', {});
    await untilTold(site, maya.id, scenario.channel, /in both directions/);
    const told = await toldTo(site, maya.id, scenario.channel);
    const state = await site.store.read(/request (\w{8})/.exec(told)?.[1] ?? '');
    expect(state).toMatchObject({ procedure: 'multi-master', plan: { source: scenario.source } });
  });
});

describe('Both owners have agreed before anything flows either way', () => {
  it('where who asks owns neither: both are asked, in words for both directions', async () => {
    const scenario = await scenarioOf(0);
    const request = await ask(site, scenario, stranger);
    const asked = plain(await approval(site, scenario, request, 'source'));
    expect(asked).toMatch(/May messages go both ways/);
    expect(asked).toMatch(/Approving agrees to both/);
    expect(await changes(site, scenario)).toEqual([]);
    await approveAs(site, scenario, request, sam, 'source');
    await approveAs(site, scenario, request, noor);
    await expectBothWays(scenario, request);
  });

  it("where the replica's owner asks: the source's is asked before anything is made", async () => {
    const scenario = await scenarioOf(0);
    const request = await ask(site, scenario, lee);
    await approval(site, scenario, request, 'source');
    expect(await changes(site, scenario)).toEqual([]);
    await approveAs(site, scenario, request, sam, 'source');
    await expectBothWays(scenario, request);
  });
});

describe('It is refused before anything has changed', () => {
  it.each<[string, (scenario: Scenario) => Promise<unknown>, RegExp]>([
    [
      'where another stream feeds the source',
      async ({ source, replica }) => {
        const other = `/mapr/newyork/other-${replica.split('/').at(-1)}`;
        await site.clusters.createStream(other);
        await byHand(`maprcli stream upstream add -path ${source} -upstream ${other}`);
      },
      /is fed by \/other-\S+ of newyork: their topics would come to it by two ways/,
    ],
    [
      'where the gateways of the way back are not up',
      () => site.clusters.faults.set({ gatewaysDown: { clusters: 'sanfrancisco' } }),
      /newyork reaches no gateway of sanfrancisco/,
    ],
    [
      'where there is a stream at the path of the replica',
      ({ replica }) => site.clusters.createStream(replica),
      /There is a stream at/,
    ],
  ])('%s', async (_, arrange, words) => {
    const scenario = await scenarioOf();
    await arrange(scenario);
    const before = await changes(site, scenario);
    const request = await ask(site, scenario);
    expect((await untilEnded(site, request)).outcome).toBe('refused');
    await untilSaid(site, scenario, request, 'card', words);
    expect(await changes(site, scenario)).toEqual(before);
  });

  it('of a stream that is to join one of two that feed each other', async () => {
    const scenario = await scenarioOf(0);
    const request = await ask(site, scenario);
    await approveAs(site, scenario, request);
    await untilEnded(site, request);
    const joins = await newScenario(site, 0);
    const command = `/replicate ${joins.source} ${scenario.replica} --use-existing-replica`;
    const second = await ask(site, { ...joins, command });
    expect((await untilEnded(site, second)).outcome).toBe('refused');
    await untilSaid(site, joins, second, 'card', /feed each other: what .* by two ways/);
  });
});

describe('What goes wrong with a set-up in both directions', () => {
  it('It is denied: what was made is undone, and nothing of the way back was begun', async () => {
    const scenario = await scenarioOf();
    const request = await ask(site, scenario);
    const asked = await approval(site, scenario, request);
    await site.slack.press(noor.id, asked, 'deny');
    await site.slack.waitFor(() => site.slack.viewOf(noor.id));
    await site.slack.submit(noor.id, 'current', { Reason: 'one way will do' });
    expect((await untilEnded(site, request)).outcome).toBe('denied');
    const { made, undone } = commandsFor(scenario);
    expect(await changes(site, scenario)).toEqual([
      ...made.slice(0, 2),
      undone.remove,
      undone.erase,
    ]);
  });

  it('It stops at the way back, and is rolled back: each thing of either half is taken away, the last one first', async () => {
    const scenario = await scenarioOf(0);
    const { made, undone } = commandsFor(scenario);
    await turnDown(`upstream add -path ${scenario.source}`);
    const request = await ask(site, scenario);
    await approveAs(site, scenario, request);
    const { steps } = await failed(request);
    expect(steps['authorize-back'].status).toBe('failed');
    await site.clusters.faults.clear();
    await press(scenario, request, 'rollback');
    expect((await untilEnded(site, request)).outcome).toBe('rolled-back');
    const { removeBack, disown, remove, erase } = undone;
    expect(await changes(site, scenario)).toEqual([
      ...made.slice(0, 5),
      removeBack,
      disown,
      remove,
      erase,
    ]);
    expect(await linksOf(scenario)).toEqual([
      [0, 0],
      [null, null],
    ]);
  });

  it('It stops before the way back is begun, and is rolled back: the way there is taken away', async () => {
    const scenario = await scenarioOf(0);
    const { made, undone } = commandsFor(scenario);
    await turnDown(`replica add -path ${scenario.replica}`);
    const request = await ask(site, scenario);
    await approveAs(site, scenario, request);
    await failed(request);
    await site.clusters.faults.clear();
    await press(scenario, request, 'rollback');
    expect((await untilEnded(site, request)).outcome).toBe('rolled-back');
    const { disown, remove, erase } = undone;
    expect(await changes(site, scenario)).toEqual([...made.slice(0, 4), disown, remove, erase]);
  });

  it('It is cancelled when both ways flow: both are paused, the links are taken away, and what was copied is left to a person', async () => {
    const scenario = await scenarioOf();
    const { source, replica, channel } = scenario;
    const { made, undone } = commandsFor(scenario);
    const request = await ask(site, scenario);
    await approval(site, scenario, request);
    await site.clusters.faults.set({
      latency: { command: `replica list -path ${replica}`, ms: 1_500 },
    });
    await approveAs(site, scenario, request);
    await untilState(site, request, ({ steps }) => steps['resume-back'].status === 'done');
    await site.slack.type(maya.id, channel, `/replicate cancel ${request}`);
    expect((await untilEnded(site, request)).outcome).toBe('cancelled');
    const { pauseBack, pause, disownBack, removeBack, disown, remove } = undone;
    expect(await changes(site, scenario)).toEqual([
      ...made,
      pauseBack,
      pause,
      disownBack,
      removeBack,
      disown,
      remove,
    ]);
    await untilSaid(site, scenario, request, 'card', /holds 30 messages, so the bot does not/);
    expect(await site.clusters.messages(source)).toBe(30);
  });

  it('It is rolled back, and somebody else has the way back registered: theirs stays, with the stream that it needs', async () => {
    const scenario = await scenarioOf(0);
    const { source, replica } = scenario;
    const { made, undone } = commandsFor(scenario);
    await turnDown(`replica add -path ${replica}`);
    const request = await ask(site, scenario);
    await approveAs(site, scenario, request);
    await failed(request);
    await site.clusters.faults.clear();
    const theirs = `maprcli stream replica add -path ${replica} -replica ${source}`;
    await byHand(theirs);
    await press(scenario, request, 'rollback');
    const { steps } = await untilEnded(site, request);
    expect(steps.create.left?.why).toMatch(/lists .* as a replica, so somebody uses that stream/);
    const { disown, remove } = undone;
    expect(await changes(site, scenario)).toEqual([...made.slice(0, 4), theirs, disown, remove]);
  });

  it('Somebody writes to the replica before the way back is registered: it stops, and names the topics', async () => {
    const scenario = await scenarioOf();
    const { source, replica } = scenario;
    await turnDown(`replica add -path ${replica}`);
    const request = await ask(site, scenario);
    await approveAs(site, scenario, request);
    await failed(request);
    await site.clusters.faults.clear();
    // Not beyond what the source has, as that was written meanwhile: the copy tells all the same.
    await site.clusters.produce(source, 'clicks', 20);
    await site.clusters.produce(replica, 'clicks', 3);
    await site.clusters.produce(replica, 'theirs', 3);
    await press(scenario, request, 'retry');
    const { steps } = await untilState(
      site,
      request,
      ({ phase, steps: now }) =>
        phase === 'failed' && /Somebody writes/.test(now['register-back'].failure?.message ?? ''),
    );
    expect(steps['register-back'].failure?.message).toMatch(/topics clicks, theirs hold messages/);
    expect(await changes(site, scenario)).toEqual(commandsFor(scenario).made.slice(0, 4));
  });

  it('A topic of the source is written at the replica before the way back flows: it stops, and names it', async () => {
    const scenario = await scenarioOf();
    const { replica } = scenario;
    await turnDown(`replica resume -path ${replica}`);
    const request = await ask(site, scenario);
    await approveAs(site, scenario, request);
    await failed(request);
    await site.clusters.faults.clear();
    await site.clusters.produce(replica, 'clicks', 3);
    await site.clusters.produce(replica, 'own', 3);
    await press(scenario, request, 'retry');
    const { steps } = await untilState(
      site,
      request,
      ({ phase, steps: now }) =>
        phase === 'failed' && /both sides/.test(now['resume-back'].failure?.message ?? ''),
    );
    expect(steps['resume-back'].failure?.message).toMatch(/both sides: of topics clicks, /);
    expect(await changes(site, scenario)).toEqual(commandsFor(scenario).made.slice(0, 7));
  });

  it('Another stream comes to feed the source while it is being approved: it stops before the way back is authorized, and Retry goes on once that is gone', async () => {
    const scenario = await scenarioOf();
    const { source, replica } = scenario;
    const request = await ask(site, scenario);
    await approval(site, scenario, request);
    const other = `/mapr/newyork/other-${replica.split('/').at(-1)}`;
    await site.clusters.createStream(other);
    const theirs = `maprcli stream upstream add -path ${source} -upstream ${other}`;
    await byHand(theirs);
    await approveAs(site, scenario, request);
    const { steps } = await failed(request);
    expect(steps['authorize-back'].failure?.message).toMatch(/has come to be fed by \/other-/);
    const removal = theirs.replace('upstream add', 'upstream remove');
    await byHand(removal);
    await press(scenario, request, 'retry');
    expect((await untilEnded(site, request)).outcome).toBe('done');
    const made = await changes(site, scenario);
    expect(made.filter((line) => line !== theirs && line !== removal)).toEqual(
      commandsFor(scenario).made,
    );
  });

  describe.each([
    ['register-back', 4, 'newyork'],
    ['authorize-back', 5, 'sanfrancisco'],
    ['resume-back', 7, 'newyork'],
  ] as const)('%s', (step, index, cluster) => {
    it('A worker is killed at a step of the way back, before or after that takes effect: it happens once, and both ways come up', async () => {
      for (const when of ['before', 'after'] as const) {
        const scenario = await scenarioOf();
        const command = (commandsFor(scenario).made[index] ?? '').replace('maprcli ', '');
        await site.clusters.faults.set({ killsCaller: { command, when, times: 1 } });
        const request = await ask(site, scenario);
        await approveAs(site, scenario, request);
        const state = await untilState(
          site,
          request,
          ({ steps }) => steps[step].effect === 'intended',
        );
        await worker(state, step)?.ended;
        await site.startWorker(cluster);
        await expectBothWays(scenario, request);
      }
    });
  });
});
