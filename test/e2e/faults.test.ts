import { Queue } from 'bullmq';
import { execa } from 'execa';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Faults } from '../../sandbox/clusters/index.ts';
import type { Program } from '../../sandbox/program.ts';
import { people } from '../../sandbox/site.ts';
import { plain } from '../../sandbox/slack/index.ts';
import { prefix } from '../../src/jobs/keys.ts';
import {
  approval,
  ask,
  buttonsOf,
  changes,
  conflictOf,
  longest,
  newScenario,
  type Scenario,
  startTestSite,
  type TestSite,
  untilEnded,
  untilSaid,
  untilState,
  untilTold,
} from './scenario.ts';

const { maya, sam, noor, stranger } = people;
let site: TestSite;
beforeAll(async () => {
  site = await startTestSite();
  await site.clusters.user('somebody');
});
afterAll(() => site?.stop());
afterEach(() => site.clusters.faults.clear());

async function approve(scenario: Scenario, request: string): Promise<void> {
  const asked = await approval(site, scenario, request);
  await site.slack.press(noor.id, asked, 'approve', { confirm: true });
}

async function pressOnCard(scenario: Scenario, request: string, user: string, button: string) {
  const card = await untilSaid(site, scenario, request, 'card', /\[Retry\]/);
  await site.slack.press(user, card, button, { confirm: true });
}

describe('the preflight refuses, and nothing has changed on any cluster', () => {
  const refusals: [string, (scenario: Scenario) => Promise<unknown>, RegExp][] = [
    ['a missing source', ({ source }) => site.clusters.deleteStream(source), /is not a stream/],
    [
      'a stream at the replica path',
      ({ replica }) => site.clusters.createStream(replica, { topics: ['theirs'] }),
      /There is a stream at .* already\. It was left untouched/,
    ],
    [
      'no adminperm',
      ({ source }) => site.clusters.grant(source, { adminperm: 'u:somebody' }),
      /has no adminperm/,
    ],
    [
      'no copyperm',
      ({ source }) => site.clusters.grant(source, { copyperm: 'u:somebody' }),
      /no copyperm/,
    ],
    [
      'no live gateway',
      () => faults({ gatewaysDown: { clusters: 'newyork' } }),
      /no gateway of newyork/,
    ],
    [
      'no gateway configured',
      () => faults({ gatewaysMissing: { clusters: 'newyork' } }),
      /gateway/i,
    ],
    [
      'an expired ticket',
      () => faults({ ticket: { clusters: 'sanfrancisco', state: 'expired' } }),
      /no valid ticket for sanfrancisco/,
    ],
    [
      'a missing ticket',
      () => faults({ ticket: { clusters: 'newyork', state: 'missing' } }),
      /no valid ticket for newyork/,
    ],
  ];

  it.each(refusals)('%s', async (_, arrange, words) => {
    const scenario = await newScenario(site);
    await arrange(scenario);
    const before = await site.clusters.snapshot();
    const request = await ask(site, scenario);
    expect((await untilEnded(site, request)).outcome).toBe('refused');
    const card = await untilSaid(site, scenario, request, 'card', words);
    expect(plain(card)).toMatch(/Refused; nothing was changed/);
    expect(buttonsOf(card)).toEqual([]);
    await untilSaid(site, scenario, request, 'step preflight-source', /./);
    await untilSaid(site, scenario, request, 'step preflight-replica', /./);
    expect(await changes(site, scenario)).toEqual([]);
    expect(Object.keys(await site.clusters.snapshot())).toEqual(Object.keys(before));
    // The pair is free again.
    expect(await conflictOf(site, scenario)).toBeNull();
  });

  it('64 replicas already', async () => {
    const scenario = await newScenario(site, 0);
    const { source } = scenario;
    await fillReplicas(source, 64);
    const request = await ask(site, scenario);
    expect((await untilEnded(site, request)).outcome).toBe('refused');
    await untilSaid(site, scenario, request, 'card', /has 64 replicas/);
  });
});

describe('a step that fails for good', () => {
  it('waits; Retry goes on from there, and needs no new consent', async () => {
    const scenario = await newScenario(site);
    const request = await ask(site, scenario);
    await faults({ reply: refused('upstream add', 13) });
    await approve(scenario, request);
    const card = await untilSaid(site, scenario, request, 'card', /\[Retry\]/);
    expect(plain(card)).toMatch(/Authorize the source.*has failed on newyork/s);
    expect(plain(card)).toContain('upstream add');
    expect(plain(card)).toContain('[Roll back]');
    await site.clusters.faults.clear();
    await site.slack.press(stranger.id, card, 'retry');
    await untilTold(site, stranger.id, scenario.channel, /Only the requester and the owners/);
    await site.slack.press(maya.id, card, 'retry');
    const state = await untilEnded(site, request);
    expect(state.outcome).toBe('done');
    expect(await changes(site, scenario)).toHaveLength(5);
    await untilSaid(site, scenario, request, 'outcome', /Replicating/);
  });

  it('is rolled back in reverse order by an owner of either side', async () => {
    const scenario = await newScenario(site);
    const { source, replica } = scenario;
    const request = await ask(site, scenario);
    await faults({ reply: refused('replica resume', 1) });
    await approve(scenario, request);
    await pressOnCard(scenario, request, sam.id, 'rollback');
    expect((await untilEnded(site, request)).outcome).toBe('rolled-back');
    expect((await changes(site, scenario)).slice(4)).toEqual([
      `maprcli stream upstream remove -path ${replica} -upstream ${source}`,
      `maprcli stream replica remove -path ${source} -replica ${replica}`,
    ]);
    // It has data by now: the bot does not delete it, and names the command for a person.
    expect(await site.clusters.messages(replica)).toBe(30);
    const card = await untilSaid(site, scenario, request, 'card', /Rolled back by @sam/);
    expect(plain(card)).toContain(`maprcli stream delete -path ${replica}`);
    expect(buttonsOf(card)).toEqual([]);
    await untilSaid(site, scenario, request, 'outcome', /Rolled back/);
  });

  it('because the parent directory is missing, has nothing to undo', async () => {
    const scenario = await newScenario(site);
    const name = scenario.replica.split('/').at(-1);
    const elsewhere = {
      ...scenario,
      replica: `/mapr/newyork/no/such/${name}`,
      command: `/replicate sanfrancisco/${name} newyork/no/such/${name}`,
    };
    const request = await ask(site, elsewhere);
    await untilSaid(site, elsewhere, request, 'card', /Create the replica.*has failed/s);
    await pressOnCard(elsewhere, request, maya.id, 'rollback');
    expect((await untilEnded(site, request)).outcome).toBe('rolled-back');
    expect(await changes(site, elsewhere)).toEqual([]);
  });

  it('because the licence is missing, says so', async () => {
    const scenario = await newScenario(site);
    await faults({ licence: { clusters: 'sanfrancisco', how: 'refuse' } });
    const request = await ask(site, scenario);
    const card = await untilSaid(site, scenario, request, 'card', /\[Retry\]/);
    expect(plain(card)).toMatch(/licence/);
  });

  it('after bounded tries, where the fault might have passed', async () => {
    const scenario = await newScenario(site);
    await faults({ cldbDown: { command: `replica add -path ${scenario.source}` } });
    const request = await ask(site, scenario);
    const state = await untilState(site, request, ({ phase }) => phase === 'failed');
    expect(state.steps.register.faults).toBe(2);
    expect(state.steps.register.commands.filter(({ purpose }) => purpose === 'act')).toHaveLength(
      3,
    );
  });

  it('and one that passes is mended without anybody', async () => {
    const scenario = await newScenario(site);
    await faults({ cldbDown: { command: `replica add -path ${scenario.source}`, times: 2 } });
    const request = await ask(site, scenario);
    await approval(site, scenario, request);
    expect(
      (await changes(site, scenario)).filter((line) => line.includes('replica add')),
    ).toHaveLength(1);
  });

  it('because a stream came into the way, touches it neither now nor in the rollback', async () => {
    const scenario = await newScenario(site);
    const { replica } = scenario;
    // The create is turned down, and yet there is a stream: it is somebody else's.
    await faults({ reply: { ...refused('stream create', 10003), after: true } });
    const request = await ask(site, scenario);
    await untilSaid(site, scenario, request, 'card', /\[Retry\]/);
    await site.clusters.faults.clear();
    await pressOnCard(scenario, request, maya.id, 'retry');
    await untilSaid(site, scenario, request, 'card', /did not make it.*left untouched/s);
    await pressOnCard(scenario, request, maya.id, 'rollback');
    await untilEnded(site, request);
    expect(await site.clusters.stream(replica)).toBeDefined();
    expect(await changes(site, scenario)).toHaveLength(1);
  });
});

describe('a look of the preflight that cannot be made', () => {
  it('fails for good with its sibling, and Retry goes on with both', async () => {
    const scenario = await newScenario(site);
    // The look at the source is still under way when the one at the replica has failed for good.
    const latency = { command: 'gateway resolve', ms: 4_000 };
    await faults({ cldbDown: { clusters: 'newyork' }, latency });
    const request = await ask(site, scenario);
    await untilSaid(site, scenario, request, 'card', /\[Retry\]/);
    await site.clusters.faults.clear();
    const job = new Queue('cluster-sanfrancisco', { connection: site.connection, prefix });
    await site.slack.waitFor(
      async () => (await job.getJobState(`${request}-preflight-source`)) === 'failed',
      longest,
    );
    await job.close();
    await pressOnCard(scenario, request, maya.id, 'retry');
    await approval(site, scenario, request);
    expect(await changes(site, scenario)).toHaveLength(2);
  });
});

describe('the last step', () => {
  it('waits for gateways that are away, says for what, and confirms once they are back', async () => {
    const scenario = await newScenario(site);
    const request = await ask(site, scenario);
    await approval(site, scenario, request);
    await faults({ gatewaysDown: { clusters: 'newyork' } });
    await site.clusters.produce(scenario.source, 'clicks', 5);
    await approve(scenario, request);
    await untilSaid(
      site,
      scenario,
      request,
      'card',
      /Waits since .* for ErrAllGatewaysUnreachable/,
    );
    await site.clusters.faults.clear();
    expect((await untilEnded(site, request)).outcome).toBe('done');
    expect(await site.clusters.messages(scenario.replica)).toBe(35);
  });
});

describe('a worker', () => {
  it('A worker is asked to stop while a command runs: it finishes the step, begins nothing more, and nobody sees an error', async () => {
    const scenario = await newScenario(site);
    await faults({ latency: { command: `stream create -path ${scenario.replica}`, ms: 2_000 } });
    const request = await ask(site, scenario);
    const { steps } = await untilState(
      site,
      request,
      (state) => state.steps.create.acting !== null,
    );
    const worker = site.programs.find(({ pid }) => steps.create.worker?.endsWith(`/${pid}`));
    await worker?.stop();
    expect(await worker?.ended).toBe(0);
    const stopped = await site.store.read(request);
    expect(stopped?.steps.create).toMatchObject({ status: 'done', run: steps.create.run });
    expect(worker?.lines.filter((line) => /"level":[56]0/.test(line))).toEqual([]);
    await site.startWorker('newyork');
    await approve(scenario, request);
    const ended = await untilEnded(site, request);
    expect(ended.outcome).toBe('done');
    expect(ended.steps.authorize.worker).not.toBe(steps.create.worker);
    expect(await changes(site, scenario)).toHaveLength(5);
  });

  it('A worker is asked to stop in the middle of a copy: it hands it on, and nobody sees an error', async () => {
    const scenario = await newScenario(site, 4_000);
    const { request, worker } = await untilCopying(scenario);
    await worker.stop();
    await site.startWorker('sanfrancisco');
    const state = await untilEnded(site, request);
    expect(state.outcome).toBe('done');
    expect(state.steps.load.faults).toBe(0);
    // Its end is not waited for: it may take hours.
    const copies = (await site.clusters.journal()).filter(({ line }) =>
      line.includes(`copystream -src ${scenario.source}`),
    );
    expect(copies.map(({ exit }) => exit)).toEqual([143, 0]);
    expect(await site.clusters.messages(scenario.replica)).toBe(4_000);
    expect(await site.clusters.overlaps(`copystream -src ${scenario.source}`)).toEqual([]);
  });

  it('A worker is killed in the middle of a copy: there is no second copy beside the first', async () => {
    // Long enough that the copy outlives the time in which its worker's death is noticed.
    const scenario = await newScenario(site, 13_000);
    const { request, worker } = await untilCopying(scenario);
    await worker.kill();
    await site.startWorker('sanfrancisco');
    expect((await untilEnded(site, request)).outcome).toBe('done');
    expect(await site.clusters.messages(scenario.replica)).toBe(13_000);
    expect(await site.clusters.overlaps(`copystream -src ${scenario.source}`)).toEqual([]);
  });
});

/** A request whose copy has begun, and the worker that it runs on. */
async function untilCopying(scenario: Scenario): Promise<{ request: string; worker: Program }> {
  const request = await ask(site, scenario);
  await faults({ copy: { messagesPerSecond: 1_000 } });
  await approve(scenario, request);
  const { steps } = await untilState(
    site,
    request,
    (state) => (state.steps.load.progress?.done ?? 0) > 0,
  );
  const worker = site.programs.find(({ pid }) => steps.load.worker?.endsWith(`/${pid}`));
  if (!worker) throw new Error(`no process is ${steps.load.worker}`);
  return { request, worker };
}

function faults(set: Faults): Promise<void> {
  return site.clusters.faults.set(set);
}

function refused(command: string, id: number) {
  const reply = { status: 'ERROR', errors: [{ id, desc: 'turned down (simulated wording)' }] };
  return { command, exit: 1, stdout: `${JSON.stringify(reply, null, '\t')}\n` };
}

async function fillReplicas(source: string, amount: number): Promise<void> {
  const maprcli = `${site.clusters.home('sanfrancisco')}/bin/maprcli`;
  for (let index = 0; index < amount; index += 1) {
    const replica = `${source}_r${index}`;
    await site.clusters.createStream(replica);
    const args = ['stream', 'replica', 'add', '-path', source, '-replica', replica];
    await execa(maprcli, args);
  }
}
