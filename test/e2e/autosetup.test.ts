/** The set-up by the cluster itself, in one command: `/replicate … --autosetup`. */

import { execa } from 'execa';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Faults } from '../../sandbox/clusters/index.ts';
import { people } from '../../sandbox/site.ts';
import { plain } from '../../sandbox/slack/index.ts';
import type { Pair } from '../../src/jobs/conflict.ts';
import { createReplications } from '../../src/jobs/replications.ts';
import type { RequestState } from '../../src/jobs/state.ts';
import { parseStreamPath } from '../../src/mapr/path.ts';
import {
  approval,
  approveAs,
  ask,
  buttonsOf,
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

const { maya, noor } = people;
let site: TestSite;
beforeAll(async () => {
  site = await startTestSite({
    settings: { timeouts: { command: '20s', confirm: '15s', settle: '200ms' } },
  });
});
afterAll(() => site?.stop());
afterEach(() => site.clusters.faults.clear());

async function scenarioOf(messages: number): Promise<Scenario> {
  const scenario = await newScenario(site, messages);
  return { ...scenario, command: `${scenario.command} --autosetup` };
}

function autosetup({ source, replica }: Scenario): string {
  return `maprcli stream replica autosetup -path ${source} -replica ${replica} -directcopy true`;
}

function pairOf({ source, replica }: Scenario): Pair {
  return { source: parseStreamPath(source), replica: parseStreamPath(replica) };
}

function removals({ source, replica }: Scenario): [string, string] {
  return [
    `maprcli stream replica remove -path ${source} -replica ${replica}`,
    `maprcli stream upstream remove -path ${replica} -upstream ${source}`,
  ];
}

/** A copy that comes to no end. */
const standstill = { minMs: 600_000 };

/** A request whose copy the cluster is at, slowly. */
async function untilCopying(
  scenario: Scenario,
  done = 0,
  copy: Faults['copy'] = { messagesPerSecond: 200 },
): Promise<string> {
  await site.clusters.faults.set({ copy });
  const request = await ask(site, scenario);
  await approveAs(site, scenario, request);
  await untilState(
    site,
    request,
    ({ steps: { copying } }) =>
      /COPY_IN_PROGRESS/.test(copying.progress?.state ?? '') &&
      (copying.progress?.done ?? 0) >= done,
  );
  return request;
}

async function expectSetUp(scenario: Scenario, request: string, messages: number): Promise<void> {
  expect((await untilEnded(site, request)).outcome).toBe('done');
  expect(await changes(site, scenario)).toEqual([autosetup(scenario)]);
  expect(await site.clusters.messages(scenario.replica)).toBe(messages);
  await untilSaid(site, scenario, request, 'outcome', /Replicating/);
}

async function press(scenario: Scenario, request: string, what: string): Promise<void> {
  const card = await untilSaid(site, scenario, request, 'card', /\[Retry\]/);
  await site.slack.press(maya.id, card, what, { confirm: true });
}

function worker({ steps }: RequestState, step: 'copying' | 'autosetup' | 'prepare') {
  return site.programs.find(({ pid }) => steps[step].worker?.endsWith(`/${pid}`));
}

describe('A set-up by the cluster', () => {
  it('is agreed to first, copied by the cluster while its thread shows how far it is, and confirmed', async () => {
    const scenario = await scenarioOf(4_000);
    await site.clusters.faults.set({ copy: { messagesPerSecond: 400 } });
    const request = await ask(site, scenario);
    const asked = plain(await approval(site, scenario, request));
    expect(asked).toContain(autosetup(scenario));
    expect(asked).toMatch(/--autosetup/);
    expect(asked).toMatch(/leaves everything as it is/);
    expect(await changes(site, scenario)).toEqual([]);
    await approveAs(site, scenario, request);
    await untilSaid(site, scenario, request, 'card', /▓░.* \d+ % · COPY_IN_PROGRESS/);
    await site.clusters.produce(scenario.source, 'clicks', 50);
    await expectSetUp(scenario, request, 4_050);
    expect((await site.clusters.commands()).join('\n')).not.toContain(
      `copystream -src ${scenario.source}`,
    );
    expect((await threadOf(site, scenario, request)).map(keyOf)).toEqual([
      'card',
      'step preflight-source',
      'step preflight-replica',
      'consent',
      'approved',
      'step prepare',
      'step autosetup',
      'step copying',
      'step verify-authorization',
      'step confirm',
      'outcome',
    ]);
  });

  it('is a replication like any other afterwards: it is paused, and not set up twice', async () => {
    const scenario = await scenarioOf(30);
    const request = await ask(site, scenario);
    await approveAs(site, scenario, request);
    // What the cluster copied is no proof that messages are replicated.
    await untilSaid(site, scenario, request, 'outcome', /no message has had to move yet/);
    const { source, replica, channel } = scenario;
    const known = await createReplications(site.connection).find(pairOf(scenario));
    expect(known).toMatchObject({ request, own: true, ordered: 'flowing' });
    const pause = await ask(site, { channel, command: `/replicate pause ${source} ${replica}` });
    expect((await untilEnded(site, pause)).about).toBe(request);
    expect((await untilEnded(site, await ask(site, scenario))).outcome).toBe('refused');
  });

  it('holds its replica while it is under way', async () => {
    const scenario = await scenarioOf(0);
    const request = await ask(site, scenario);
    await approval(site, scenario, request);
    const { shown } = await site.slack.type(maya.id, scenario.channel, scenario.command);
    expect(shown).toMatch(/under way already/);
  });

  it('is waited for until the cluster replicates, though all of it is copied before', async () => {
    const scenario = await scenarioOf(2_000);
    const request = await untilCopying(scenario, 0, { messagesPerSecond: 200, minMs: 1 });
    await site.clusters.settings({ autosetupStageMs: 600_000 });
    const { steps } = await untilState(
      site,
      request,
      ({ steps: { copying } }) =>
        copying.status !== 'running' || /DELETING/.test(copying.progress?.state ?? ''),
    );
    expect(steps.copying).toMatchObject({ status: 'running', progress: { done: 100 } });
    await site.clusters.settings({ autosetupStageMs: 100 });
    await expectSetUp(scenario, request, 2_000);
  });

  it('hands its options over', async () => {
    const scenario = await scenarioOf(0);
    const command = `${scenario.command} --encrypt --compression zlib`;
    const request = await ask(site, { ...scenario, command });
    await approveAs(site, scenario, request);
    expect((await untilEnded(site, request)).outcome).toBe('done');
    expect(await changes(site, scenario)).toEqual([
      `${autosetup(scenario)} -networkencryption true -networkcompression zlib`,
    ]);
  });

  it('is planned without a change, and with its own command', async () => {
    const scenario = await scenarioOf(0);
    const command = scenario.command.replace('/replicate', '/replicate plan');
    await site.slack.type(maya.id, scenario.channel, command);
    await untilTold(site, maya.id, scenario.channel, /Nothing was changed/);
    const told = await toldTo(site, maya.id, scenario.channel);
    expect(told).toContain(`2. ${autosetup(scenario)}`);
    expect(told).toContain('Before step 1, an owner');
    expect(told).toContain('reaches 2 gateways of newyork');
    expect(await changes(site, scenario)).toEqual([]);
  });

  it('is asked for in the form, which shows its command', async () => {
    const scenario = await scenarioOf(0);
    await site.slack.type(maya.id, scenario.channel, '/replicate');
    const pick = (field: string, what: string | readonly string[]) =>
      site.slack.press(maya.id, 'modal', field, { pick: what });
    await pick('Source cluster', 'sanfrancisco');
    await pick('Stream', scenario.source.replace('/mapr/sanfrancisco', ''));
    await pick('Replica cluster', 'newyork');
    await pick('Set-up', 'By the cluster itself (autosetup)');
    await site.slack.waitFor(async () => {
      const view = await site.slack.viewOf(maya.id);
      return view && plain(view).includes(`2. ${autosetup(scenario)}`);
    });
    await site.slack.submit(maya.id, 'current', {});
    await untilTold(site, maya.id, scenario.channel, /by the clusters themselves/);
    const told = await toldTo(site, maya.id, scenario.channel);
    expect(told).toContain(scenario.source);
    const state = await site.store.read(/request (\w{8})/.exec(told)?.[1] ?? '');
    expect(state).toMatchObject({ procedure: 'autosetup', plan: { source: scenario.source } });
  });
});

describe('What goes wrong with a set-up by the cluster', () => {
  it('A set-up by the cluster is denied: nothing was changed', async () => {
    const scenario = await scenarioOf(30);
    const request = await ask(site, scenario);
    const asked = await approval(site, scenario, request);
    await site.slack.press(noor.id, asked, 'deny');
    await site.slack.waitFor(() => site.slack.viewOf(noor.id));
    await site.slack.submit(noor.id, 'current', { Reason: 'not before the audit' });
    expect((await untilEnded(site, request)).outcome).toBe('denied');
    expect(await changes(site, scenario)).toEqual([]);
    expect(await site.clusters.stream(scenario.replica)).toBeUndefined();
  });

  it('The path of the replica is taken when the cluster is to set it up: it is refused', async () => {
    const scenario = await scenarioOf(30);
    await site.clusters.createStream(scenario.replica);
    const request = await ask(site, scenario);
    expect((await untilEnded(site, request)).outcome).toBe('refused');
    await untilSaid(site, scenario, request, 'card', /There is a stream at/);
    expect(await changes(site, scenario)).toEqual([]);
  });

  it('A stream appears at the path of the replica before the cluster sets it up: it stops, and Roll back leaves that stream', async () => {
    const scenario = await scenarioOf(30);
    const request = await ask(site, scenario);
    await approval(site, scenario, request);
    await site.clusters.createStream(scenario.replica);
    await approveAs(site, scenario, request);
    const { steps } = await untilState(site, request, ({ phase }) => phase === 'failed');
    expect(steps.prepare.failure?.message).toMatch(/did not make it\. It was left untouched/);
    await press(scenario, request, 'rollback');
    expect((await untilEnded(site, request)).outcome).toBe('rolled-back');
    expect(await changes(site, scenario)).toEqual([]);
    expect(await site.clusters.stream(scenario.replica)).toBeDefined();
  });

  it('A set-up by the cluster is cancelled in the middle of its copy: it is undone on both sides, and what was copied is left to a person', async () => {
    const scenario = await scenarioOf(4_000);
    const request = await untilCopying(scenario, 5);
    await site.slack.type(noor.id, scenario.channel, `/replicate cancel ${request}`);
    expect((await untilEnded(site, request)).outcome).toBe('cancelled');
    expect(await changes(site, scenario)).toEqual([autosetup(scenario), ...removals(scenario)]);
    expect((await site.clusters.stream(scenario.source))?.replicas).toEqual([]);
    expect((await site.clusters.stream(scenario.replica))?.upstreams).toEqual([]);
    const card = await untilSaid(site, scenario, request, 'card', /Yours to decide/);
    expect(plain(card)).toContain(`maprcli stream delete -path ${scenario.replica}`);
    expect(buttonsOf(card)).toEqual([]);
  });

  it('A set-up by the cluster is cancelled before anything was copied: nothing of it is left', async () => {
    const scenario = await scenarioOf(0);
    const request = await untilCopying(scenario, 0, standstill);
    await site.slack.type(maya.id, scenario.channel, `/replicate cancel ${request}`);
    expect((await untilEnded(site, request)).outcome).toBe('cancelled');
    expect(await changes(site, scenario)).toEqual([
      autosetup(scenario),
      removals(scenario)[0],
      `maprcli stream delete -path ${scenario.replica}`,
    ]);
    expect(await site.clusters.stream(scenario.replica)).toBeUndefined();
  });

  it('A set-up by the cluster is cancelled, and somebody else registers the replica meanwhile: their registration stays, with the stream and the upstream that it needs', async () => {
    const scenario = await scenarioOf(0);
    const { source, replica } = scenario;
    const request = await untilCopying(scenario, 0, standstill);
    const command = `stream info -path ${replica}`;
    await site.clusters.faults.set({ latency: { command, ms: 4_000 } });
    await site.slack.type(maya.id, scenario.channel, `/replicate cancel ${request}`);
    await untilState(site, request, ({ steps }) => steps.autosetup.status === 'undone');
    const theirs = `maprcli stream replica add -path ${source} -replica ${replica}`;
    await byHand(theirs);
    const { steps } = await untilEnded(site, request);
    expect(steps.prepare.left?.why).toMatch(/lists .* as a replica, so the bot leaves it/);
    expect(await changes(site, scenario)).toEqual([
      autosetup(scenario),
      removals(scenario)[0],
      theirs,
    ]);
    expect((await site.clusters.stream(replica))?.upstreams).toHaveLength(1);
  });

  it('A worker is killed while the cluster copies: the copy goes on without it, and another worker watches it', async () => {
    const scenario = await scenarioOf(3_000);
    const request = await untilCopying(scenario);
    const state = await untilState(site, request, () => true);
    await worker(state, 'copying')?.kill();
    await site.startWorker('sanfrancisco');
    await expectSetUp(scenario, request, 3_000);
  });

  it('A worker is killed at its order to the cluster, before or after that takes effect: the cluster gets it once', async () => {
    for (const when of ['before', 'after'] as const) {
      const scenario = await scenarioOf(30);
      const command = `autosetup -path ${scenario.source}`;
      await site.clusters.faults.set({ killsCaller: { command, when, times: 1 } });
      const request = await ask(site, scenario);
      await approveAs(site, scenario, request);
      const state = await untilState(
        site,
        request,
        ({ steps }) => steps.autosetup.effect === 'intended',
      );
      await worker(state, 'autosetup')?.ended;
      await site.startWorker('sanfrancisco');
      await expectSetUp(scenario, request, 30);
    }
  });

  it('A worker is killed while a set-up by the cluster is undone: another goes on, and each thing is taken away once', async () => {
    for (const [command, when, copied] of [
      ['upstream remove', 'after', true],
      ['stream delete', 'before', false],
    ] as const) {
      const scenario = await scenarioOf(copied ? 4_000 : 0);
      await site.clusters.faults.set({
        killsCaller: { command: `${command} -path ${scenario.replica}`, when, times: 1 },
      });
      const request = await (copied
        ? untilCopying(scenario, 5)
        : untilCopying(scenario, 0, standstill));
      await site.slack.type(maya.id, scenario.channel, `/replicate cancel ${request}`);
      const state = await untilState(site, request, ({ steps }) => steps.prepare.undoing);
      await worker(state, 'prepare')?.ended;
      await site.startWorker('newyork');
      const { outcome, steps } = await untilEnded(site, request);
      expect(outcome).toBe('cancelled');
      const [removal, upstream] = removals(scenario);
      const deletion = `maprcli stream delete -path ${scenario.replica}`;
      const last = copied ? upstream : deletion;
      expect(await changes(site, scenario)).toEqual([autosetup(scenario), removal, last]);
      // What was copied stays, and that is what people are told.
      if (copied) expect(steps.prepare.left?.why).toMatch(/holds .* messages/);
    }
  });

  it('The gateways go down while the cluster copies: that is shown, and the copy goes on once they are back', async () => {
    const scenario = await scenarioOf(3_000);
    const request = await untilCopying(scenario);
    await site.clusters.faults.set({ gatewaysDown: { clusters: 'newyork' } });
    await untilSaid(
      site,
      scenario,
      request,
      'card',
      /COPY_IN_RECOVER · ErrAllGatewaysUnreachable: All configured gateways/,
    );
    await site.clusters.faults.clear('gatewaysDown');
    await expectSetUp(scenario, request, 3_000);
  });

  it('The gateways are down when the cluster takes the order: it stops after a while and says so; Retry goes on', async () => {
    const scenario = await scenarioOf(30);
    const request = await ask(site, scenario);
    await approval(site, scenario, request);
    await site.clusters.faults.set({ gatewaysDown: { clusters: 'newyork' } });
    await approveAs(site, scenario, request);
    const { steps } = await untilState(site, request, ({ phase }) => phase === 'failed');
    expect(steps.autosetup.status).toBe('done');
    expect(steps.copying.failure?.message).toMatch(/ErrAllGatewaysUnreachable/);
    await site.clusters.faults.clear();
    await press(scenario, request, 'retry');
    await expectSetUp(scenario, request, 30);
  });

  it('The licence is missing when the cluster is to set it up: it stops and names it; Roll back leaves nothing', async () => {
    const scenario = await scenarioOf(30);
    await site.clusters.faults.set({ licence: { how: 'refuse' } });
    const request = await ask(site, scenario);
    await approveAs(site, scenario, request);
    const { steps } = await untilState(site, request, ({ phase }) => phase === 'failed');
    expect(steps.autosetup.failure?.remedy).toMatch(/licence for replication is missing/);
    await press(scenario, request, 'rollback');
    expect((await untilEnded(site, request)).outcome).toBe('rolled-back');
    expect(await changes(site, scenario)).toEqual([]);
  });

  it('Somebody else removes what the cluster copies by: it stops and says so; Roll back undoes the rest', async () => {
    const scenario = await scenarioOf(4_000);
    const request = await untilCopying(scenario, 5);
    const [removal, upstream] = removals(scenario);
    await byHand(removal);
    const { steps } = await untilState(site, request, ({ phase }) => phase === 'failed');
    expect(steps.copying.failure?.message).toMatch(/does not list .* as a replica/);
    await press(scenario, request, 'rollback');
    expect((await untilEnded(site, request)).outcome).toBe('rolled-back');
    expect(await changes(site, scenario)).toEqual([autosetup(scenario), removal, upstream]);
  });
});

/** As somebody would on a node, past the bot. */
async function byHand(line: string): Promise<void> {
  const [, ...words] = line.split(' ');
  await execa(`${site.clusters.home('sanfrancisco')}/bin/maprcli`, words);
}
