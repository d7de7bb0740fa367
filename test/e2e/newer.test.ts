/** What a newer version has written, or nobody can have, in one log: what this version says of it, and does meanwhile. */

import { type Job, Queue } from 'bullmq';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { people } from '../../sandbox/site.ts';
import { plain, type SeenMessage } from '../../sandbox/slack/index.ts';
import { runAudit } from '../../src/audit.ts';
import { link } from '../../src/jobs/chain.ts';
import { readTrail } from '../../src/jobs/entries.ts';
import { formatVersion } from '../../src/jobs/events.ts';
import { keys } from '../../src/jobs/keys.ts';
import { clusterQueue, copiesQueue, jobId, queueOptions } from '../../src/jobs/queues.ts';
import { untilHome } from './homes.ts';
import {
  approval,
  ask,
  keyOf,
  longest,
  newScenario,
  startTestSite,
  type TestSite,
  untilEnded,
  untilTold,
} from './scenario.ts';
import { approve, untilRunning } from './whole.ts';

const { maya, noor } = people;
const later = { v: formatVersion + 1, type: 'step.noted', at: 1 };
const damaged = '{"type":"ret';

let site: TestSite;
beforeAll(async () => {
  site = await startTestSite();
}, longest.timeoutMs);
afterAll(() => site?.stop());
afterEach(() => site.clusters.faults.clear());

/** At the end of a request's log. @returns which entry it is */
async function write(request: string, text: string = JSON.stringify(later)): Promise<number> {
  for (;;) {
    const { version, hash } = (await readTrail(site.connection, request))?.entries.at(-1) ?? {};
    const next = (version ?? 0) + 1;
    const entry = ['event', text, 'hash', link(hash ?? '', text)];
    const written = site.connection.xadd(keys.log(request), `${next}-0`, ...entry);
    // Somebody else was faster.
    if (await written.catch(() => null)) return next;
  }
}

/** A request whose approval is asked. */
async function waiting() {
  const scenario = await newScenario(site);
  const request = await ask(site, scenario);
  const asked = await approval(site, scenario, request);
  return { ...scenario, request, asked };
}

function untilJob(queue: Queue, id: string, holds: (job: Job) => Promise<boolean>): Promise<Job> {
  return site.slack.waitFor(async () => {
    const job = (await queue.getJob(id)) as Job | undefined;
    return job && (await holds(job)) ? job : undefined;
  }, longest);
}

async function verified(request: string) {
  const lines: string[] = [];
  const env = { ...site.env('worker'), ...site.env('bot') };
  const code = await runAudit(['--verify', request], env, (line) => lines.push(line));
  return { code, lines };
}

describe('A request that a newer version has written to', () => {
  it('says so to who presses, asks and stands in its way, in the App Home, and in the audit', async () => {
    const { request, asked, source, replica, channel } = await waiting();
    const entry = await write(request);
    await site.slack.press(noor.id, asked, 'approve', { confirm: true });
    await untilTold(site, noor.id, channel, /a request of a newer version of me/);
    await site.slack.type(maya.id, channel, `/replicate status ${request}`);
    await untilTold(site, maya.id, channel, /A newer version of me has to do with it/);
    // Whether it sets the pair up cannot be told; what was asked for is a request of this version.
    const pause = await site.slack.type(maya.id, channel, `/replicate pause ${source} ${replica}`);
    expect(pause.shown).toMatch(/A request of a newer version of me is in the way of .*thread/);
    expect(pause.shown).toMatch(/Nothing was started/);
    await site.slack.openHome(maya.id);
    await untilHome(site, maya.id, 'You asked for', new RegExp(`${request}[^]*A newer version`));
    await site.slack.openHome(noor.id);
    await untilHome(site, noor.id, 'Waits for you', new RegExp(`${request}[^]*A newer version`));
    const { code, lines } = await verified(request);
    expect(lines).toEqual([
      expect.stringMatching(`^newer   ${request}: .* entry ${entry} is a newer version's`),
    ]);
    expect(code).toBe(1);
  });

  it.each([
    ['the first', 0],
    ['another', 1],
  ])(
    'keeps none of those that were asked for together from being told and approved: %s of them',
    async (_, place) => {
      const all = [await newScenario(site), await newScenario(site), await newScenario(site)];
      const names = all.map(({ source }) => source.split('/').at(-1));
      const { channel = '' } = all[0] ?? {};
      const command = `/replicate sanfrancisco/{${names.join(',')}} newyork`;
      const typed = await site.slack.type(maya.id, channel, command);
      const ids = (/requests ([\w, ]+)\)/.exec(typed.shown)?.[1] ?? '').split(', ');
      const [leader = ''] = ids;
      await untilTogether(channel, leader, 'batch', /3 streams/);
      await write(ids[place] ?? '');
      const isNewer = new RegExp(`2 streams[^]*${ids[place]}.*A newer version of me`);
      await untilTogether(channel, leader, 'batch', isNewer);
      const button = /\[Approve what is ticked\]/;
      const question = await untilTogether(channel, leader, 'consent', button);
      await site.slack.press(noor.id, question, 'approve_ticked', { confirm: true });
      for (const id of ids.toSpliced(place, 1)) await untilEnded(site, id);
      await untilTogether(channel, leader, 'batch', /2 replicating/);
      // All of them have not ended, as far as anybody here can tell; what is true of all, a newer version tells.
      expect(await together(channel, leader, 'batch outcome')).toBeUndefined();
      const lags = (id = '') => site.connection.zscore(keys.toSync, id);
      await site.slack.waitFor(async () => (await lags(ids[2])) === null, longest);
      expect(await lags(leader)).not.toBeNull();
      const left = place === 0 ? `request ${leader}` : `request ${ids[place]} of a batch`;
      const [bot] = site.programs;
      await site.slack.waitFor(
        async () => bot?.lines.some((line) => line.includes(`${left} is not known`)),
        { ...longest, what: `the bot to leave ${left}` },
      );
    },
  );

  it('has a worker leave its step: no fault is counted, and what was done is found by whoever goes on', async () => {
    await site.clusters.faults.set({ latency: { command: 'stream create', ms: 3_000 } });
    const scenario = await newScenario(site);
    const request = await ask(site, scenario);
    await untilRunning(site, `stream create -path ${scenario.replica}`);
    const entry = await write(request);
    const queue = new Queue(clusterQueue('newyork'), queueOptions(site.connection));
    const id = jobId(request, 'create', false);
    const left = await untilJob(queue, id, (job) => job.isDelayed());
    await queue.close();
    expect(left.attemptsMade).toBe(0);
    expect((await readTrail(site.connection, request))?.entries).toHaveLength(entry);
  });

  it('has a worker stop its copy: what has become of the request, it cannot tell', async () => {
    await site.clusters.faults.set({ copy: { messagesPerSecond: 1 } });
    const scenario = await newScenario(site, 60);
    const request = await ask(site, scenario);
    await approve(site, scenario, request);
    const copy = `copystream -src ${scenario.source}`;
    await untilRunning(site, copy);
    await write(request);
    const queue = new Queue(copiesQueue('sanfrancisco'), queueOptions(site.connection));
    await untilJob(queue, jobId(request, 'load', false), (job) => job.isDelayed());
    await queue.close();
    const runs = (await site.clusters.journal()).filter(({ line }) => line.includes(copy));
    expect(runs.map(({ endedAt }) => endedAt === undefined)).toEqual([false]);
  });
});

it('A damaged log is told as that: no newer version is waited for', async () => {
  const { request, source, replica, channel, asked } = await waiting();
  const entry = await write(request, damaged);
  await site.slack.press(noor.id, asked, 'approve', { confirm: true });
  await untilTold(site, noor.id, channel, /log of that request is damaged.*Nothing was done/);
  await site.slack.type(maya.id, channel, `/replicate status ${request}`);
  await untilTold(site, maya.id, channel, /Its log is damaged/);
  const pause = await site.slack.type(maya.id, channel, `/replicate pause ${source} ${replica}`);
  expect(pause.shown).toMatch(/A request whose log is damaged is in the way/);
  await site.slack.openHome(maya.id);
  await untilHome(site, maya.id, 'You asked for', new RegExp(`${request}[^]*log is damaged`));
  expect((await verified(request)).lines[0]).toContain(`WRONG   ${request}: entry ${entry} cannot`);
  const bot = site.programs.find(({ role }) => role === 'bot');
  await site.slack.type(maya.id, channel, `/replicate cancel ${request}`);
  await untilTold(site, maya.id, channel, /log of that request is damaged.*Nothing was done/);
  await site.slack.waitFor(async () =>
    bot?.lines.some(
      (line) => line.includes(`"level":50`) && line.includes(`${request} is damaged`),
    ),
  );
});

/** A message of several that were asked for together, by its key. */
async function together(channel: string, leader: string, key: string) {
  const is = (message: SeenMessage, of: string) => {
    const { request }: { request?: string } = message.metadata?.event_payload ?? {};
    return request === leader && keyOf(message) === of;
  };
  const seen = await site.slack.see(maya.id, channel);
  const card = seen.find((each) => is(each, 'batch'));
  if (!card || key === 'batch') return card;
  const thread = await site.slack.thread(maya.id, channel, card.ts);
  return thread.find((each) => is(each, key));
}

function untilTogether(
  channel: string,
  leader: string,
  key: string,
  words: RegExp,
): Promise<SeenMessage> {
  return site.slack.waitFor(
    async () => {
      const message = await together(channel, leader, key);
      return message && words.test(plain(message)) ? message : undefined;
    },
    { ...longest, what: `${key} of ${leader} to say ${words}` },
  );
}
