import { createPrivateKey } from 'node:crypto';
import { Queue } from 'bullmq';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { people } from '../../sandbox/site.ts';
import { keys, prefix } from '../../src/jobs/keys.ts';
import { failedStep } from '../../src/jobs/state.ts';
import { defaultOptions } from '../../src/mapr/options.ts';
import { parseStreamPath } from '../../src/mapr/path.ts';
import { requested } from '../jobs/requests.ts';
import { everythingIn } from './everything-in.ts';
import {
  approval,
  ask,
  changes,
  newScenario,
  startTestSite,
  type TestSite,
  untilEnded,
  untilSaid,
  untilState,
} from './scenario.ts';

const { maya, noor } = people;
let site: TestSite;
beforeAll(async () => {
  site = await startTestSite();
});
afterAll(() => site?.stop());

describe('a worker', () => {
  it('A consent is forged straight into Redis: the worker refuses it', async () => {
    const scenario = await newScenario(site);
    const request = await ask(site, scenario);
    await approval(site, scenario, request);
    const { version } = await untilState(
      site,
      request,
      ({ consents }) => consents.replica.kind === 'asked',
    );
    const forged = {
      type: 'consent.granted',
      approver: { user: noor.id, via: noor.id },
      signature: Buffer.alloc(64, 7).toString('base64url'),
      at: Date.now(),
    };
    await site.connection.xadd(
      keys.log(request),
      `${version + 1}-0`,
      'event',
      JSON.stringify(forged),
    );
    const queue = new Queue('consent', { connection: site.connection, prefix });
    await (await queue.getJob(`${request}-consent`))?.promote();
    await queue.close();
    const state = await untilState(site, request, ({ phase }) => phase === 'failed');
    expect(state.steps.authorize.failure?.message).toMatch(/does not carry the bot's signature/);
    expect((await changes(site, scenario)).filter((line) => line.includes('upstream'))).toEqual([]);
    expect((await site.clusters.stream(scenario.replica))?.upstreams).toEqual([]);
  });

  it('A consent to both directions is forged, and the way there told as done: the worker refuses the way back', async () => {
    const scenario = await newScenario(site);
    const request = await ask(site, { ...scenario, command: `${scenario.command} --multi-master` });
    await approval(site, scenario, request);
    const before = await changes(site, scenario);
    const done = (step: 'authorize' | 'verify-authorization' | 'load') =>
      ({ type: 'step.done', step, summary: 'forged' }) as const;
    await site.store.append(request, () => [
      {
        type: 'consent.granted',
        approver: { user: noor.id, via: noor.id },
        signature: Buffer.alloc(64, 7).toString('base64url'),
      },
      done('authorize'),
      done('verify-authorization'),
      done('load'),
    ]);
    const { steps } = await untilState(site, request, ({ phase }) => phase === 'failed');
    expect(steps['register-back'].failure?.message).toMatch(/does not carry the bot's signature/);
    expect(await changes(site, scenario)).toEqual(before);
    expect((await site.clusters.stream(scenario.replica))?.replicas).toEqual([]);
  });

  it('A request is forged straight into Redis: the worker refuses it', async () => {
    const { source, replica } = await newScenario(site);
    const plan = {
      source: parseStreamPath(source),
      replica: parseStreamPath(replica),
      options: defaultOptions,
    };
    const first = requested({
      request: 'forged22',
      plan,
      signature: 'AAAA',
      channel: 'C0T9',
      at: Date.now(),
    });
    await site.store.begin([first], 'forged');
    const state = await untilState(site, 'forged22', ({ phase }) => phase === 'failed');
    expect(failedStep(state)?.failure?.message).toMatch(/does not carry the bot's signature/);
    const runs = await site.clusters.journal();
    expect(runs.filter(({ line }) => line.includes(source) || line.includes(replica))).toEqual([]);
  });

  it('An undo is forged straight into Redis: the worker refuses it', async () => {
    const scenario = await newScenario(site);
    const request = await ask(site, scenario);
    await approval(site, scenario, request);
    await site.store.append(request, () => [
      {
        type: 'undo.started',
        cause: 'rolled-back',
        by: { user: maya.id, via: maya.id },
        signature: Buffer.alloc(64, 7).toString('base64url'),
      },
    ]);
    const state = await untilState(site, request, ({ phase }) => phase === 'undo-failed');
    expect(failedStep(state)?.failure?.message).toMatch(/does not carry the bot's signature/);
    expect(await changes(site, scenario)).toHaveLength(2);
    expect(await site.clusters.stream(scenario.replica)).toBeDefined();
  });

  it('A job is forged for a step out of its turn: the worker refuses it', async () => {
    const scenario = await newScenario(site);
    const request = await ask(site, scenario);
    await approval(site, scenario, request);
    const queue = new Queue('cluster-newyork', { connection: site.connection, prefix });
    const data = { v: 1, request, step: 'authorize', undo: false };
    await queue.add('authorize', data, { jobId: 'forged' });
    await queue.close();
    const state = await untilState(site, request, ({ phase }) => phase === 'failed');
    expect(state.steps.authorize.failure?.message).toMatch(/consent has not been done/);
    expect((await changes(site, scenario)).filter((line) => line.includes('upstream'))).toEqual([]);
  });

  it('A job is forged for a changing step of a dry run: the worker refuses it', async () => {
    const scenario = await newScenario(site);
    const { source, replica, channel } = scenario;
    // One of its looks takes its time, so that what is signed is under way still.
    await site.clusters.faults.set({
      latency: { command: `stream info -path ${source}`, ms: 2_500 },
    });
    await site.slack.type(
      maya.id,
      channel,
      scenario.command.replace('/replicate', '/replicate plan'),
    );
    const request = await site.slack.waitFor(async () => {
      const runs = await site.clusters.journal();
      if (!runs.some(({ line }) => line.includes(`stream info -path ${source}`))) return undefined;
      const open = await site.connection.zrevrange(keys.open, 0, 0);
      return open[0];
    });
    const seen = (step: 'preflight-source' | 'preflight-replica') =>
      ({ type: 'step.done', step, summary: 'forged' }) as const;
    await site.store.append(request, () => [seen('preflight-source'), seen('preflight-replica')]);
    const queue = new Queue('cluster-newyork', { connection: site.connection, prefix });
    const data = { v: 1, request, step: 'create', undo: false };
    const job = await queue.add('create', data, { jobId: 'forged-create' });
    await site.slack.waitFor(() => job.isFailed());
    await queue.close();
    expect((await site.store.read(request))?.steps.create.failure?.message).toMatch(
      /create is no step of this request, which is to plan/,
    );
    // The look that was under way as the request ended is let end, and is none of the next test's.
    const looks = new Queue('cluster-sanfrancisco', { connection: site.connection, prefix });
    await site.slack.waitFor(async () => (await looks.getActiveCount()) === 0);
    await looks.close();
    expect(await changes(site, scenario)).toEqual([]);
    expect(await site.clusters.stream(replica)).toBeUndefined();
  });

  it("A job is forged for another cluster's step: the worker refuses it", async () => {
    const scenario = await newScenario(site);
    const request = await ask(site, scenario);
    await approval(site, scenario, request);
    const queue = new Queue('cluster-newyork', { connection: site.connection, prefix });
    const before = await ran();
    const data = { v: 1, request, step: 'load', undo: false };
    await queue.add('load', data, { jobId: 'forged-load' });
    await queue.close();
    const state = await untilState(site, request, ({ phase }) => phase === 'failed');
    expect(state.steps.load.failure?.message).toMatch(
      /load belongs to sanfrancisco, not to newyork/,
    );
    expect((await ran()).slice(before.length)).toEqual([]);
  });

  it.each([
    ['a command instead of a step', { step: 'maprcli volume remove' }],
    ["the consent, which is people's", { step: 'consent' }],
    ['no request', { request: '../../etc/passwd' }],
  ])('A job says %s: the worker does nothing', async (_, change) => {
    const queue = new Queue('cluster-newyork', { connection: site.connection, prefix });
    const before = await ran();
    const data = { v: 1, request: 'abcd2345', step: 'create', undo: false, ...change };
    const job = await queue.add('create', data, { attempts: 1 });
    await site.slack.waitFor(() => job.isFailed());
    await job.remove();
    await queue.close();
    expect((await ran()).slice(before.length)).toEqual([]);
  });

  it.each([
    ['of a step', { step: 'widen' }],
    ['in a form', { v: 2, steps: ['create'] }],
  ])(
    'A job is %s that only a newer version knows: it goes back into its queue, and is no failure',
    async (_, change) => {
      const queue = new Queue('cluster-newyork', { connection: site.connection, prefix });
      const before = await ran();
      const data = { v: 1, request: 'abcd2345', step: 'create', undo: false, ...change };
      const job = await queue.add('create', data, { attempts: 1 });
      await site.slack.waitFor(() => job.isDelayed());
      await job.promote();
      await site.slack.waitFor(() => job.isDelayed());
      expect((await queue.getJob(job.id ?? ''))?.attemptsMade).toBe(0);
      await job.remove();
      await queue.close();
      expect((await ran()).slice(before.length)).toEqual([]);
    },
  );
});

/** Every command, but for the tickets that each worker asks for once a minute. */
async function ran(): Promise<readonly string[]> {
  const lines = (await site.clusters.journal()).map(({ line }) => line);
  return lines.filter((line) => !line.startsWith('maprlogin authtest'));
}

describe('a secret', () => {
  it('of the environment is in no log, no job, no message and no child', async () => {
    const scenario = await newScenario(site);
    const request = await ask(site, scenario);
    const asked = await approval(site, scenario, request);
    await site.slack.press(noor.id, asked, 'approve', { confirm: true });
    await untilEnded(site, request);
    await untilSaid(site, scenario, request, 'outcome', /Replicating/);
    const {
      SLACK_BOT_TOKEN = '',
      SLACK_APP_TOKEN = '',
      CONSENT_SIGNING_KEY = '',
    } = site.env('bot');
    const seed = createPrivateKey(CONSENT_SIGNING_KEY).export({ format: 'jwk' }).d ?? '';
    const pem = CONSENT_SIGNING_KEY.split('\n')[1] ?? '';
    const secrets = [SLACK_BOT_TOKEN, SLACK_APP_TOKEN, seed, pem];
    expect(secrets.every((secret) => secret.length > 10)).toBe(true);
    const places = {
      'the logs of the processes': site.programs.flatMap(({ lines }) => lines).join('\n'),
      Redis: await everythingIn(site),
      Slack: JSON.stringify(await site.slack.calls()),
      'the command lines': JSON.stringify(await site.clusters.journal()),
    };
    for (const [place, text] of Object.entries(places)) {
      expect(text, place).toContain(place === 'Redis' ? request : '');
      for (const secret of secrets) expect(text.includes(secret), place).toBe(false);
    }
  });
});
