/**
 * Plays requests in the sandbox and keeps their logs, for later versions to resume.
 * `npm run record -- test/recorded/v3`; what is there already is not written over.
 */

import { createHash, createPrivateKey, type KeyObject } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { channel, people, type Site, startSite } from '../sandbox/site.ts';
import type { SeenMessage } from '../sandbox/slack/index.ts';
import { readEntries, readSeal } from '../src/jobs/entries.ts';
import { readEvent } from '../src/jobs/events.ts';
import { consentSteps, type Side } from '../src/jobs/plan.ts';
import { signSeal } from '../src/jobs/signing.ts';
import { askedSide, type RequestState } from '../src/jobs/state.ts';
import { createStore, type Store } from '../src/jobs/store.ts';
import { printTrail, type Trail } from '../src/jobs/trail.ts';

const { maya, sam, noor, stranger } = people;
const [folder = ''] = process.argv.slice(2);
if (!existsSync(join(folder, 'test-key.pem'))) throw new Error(`${folder} has no test-key.pem`);
const signingKey = createPrivateKey(readFileSync(join(folder, 'test-key.pem')));

const timeouts = { command: '20s', confirm: '60s', settle: '200ms' };
await recordWith({ timeouts, retries: { attempts: 2, delay: '200ms' } }, recordMost);
const consent = { expires: '3s', remind: '1s' };
await recordWith({ timeouts, consent }, async (desk) => {
  const expired = await desk.ask('expired', maya, 'sanfrancisco/recorded-expired newyork');
  keep('expired', await desk.whole(expired));
});
writeSums();

interface Desk {
  readonly site: Site;
  ask(name: string, by: { id: string }, command: string, messages?: number): Promise<string>;
  until(request: string, holds: (state: RequestState) => boolean): Promise<RequestState>;
  asked(request: string, side: Side): Promise<SeenMessage>;
  approve(request: string, by: { id: string }, side?: Side): Promise<void>;
  /** The log of a request that has ended, or has stopped, once it is sealed. */
  whole(request: string): Promise<Trail>;
  command(text: string, by?: { id: string }): Promise<string>;
}

async function recordMost(desk: Desk): Promise<void> {
  const { site, ask, approve, asked, whole, command, until } = desk;
  const set = (name: string, messages = 30) =>
    ask(name, maya, `sanfrancisco/recorded-${name} newyork`, messages);

  const done = await set('done');
  await approve(done, noor);
  const trail = await whole(done);
  keep('done', trail);
  keepCuts('half', trail);

  const both = await ask('both', stranger, 'sanfrancisco/recorded-both newyork');
  await approve(both, sam, 'source');
  await approve(both, noor);
  const asBoth = await whole(both);
  keep('both-sides', asBoth);
  for (const side of ['source', 'replica'] as const) {
    keepAt(`half-both-${consentSteps[side]}`, asBoth, ({ type, side: of }) => {
      return type === 'consent.asked' && (of ?? 'replica') === side;
    });
  }

  const auto = await ask('auto', maya, 'sanfrancisco/recorded-auto newyork --autosetup');
  await approve(auto, noor);
  const asAuto = await whole(auto);
  keep('autosetup', asAuto);
  keepCuts('half-auto', asAuto);

  const pairOf = 'sanfrancisco/recorded-both-ways newyork';
  const bothWays = await ask('both-ways', maya, `${pairOf} --multi-master`);
  await approve(bothWays, noor);
  const asBothWays = await whole(bothWays);
  keep('multi-master', asBothWays);
  keepCuts('half-multi-master', asBothWays);

  await turnDown(site, 'replica resume -path /mapr/newyork/recorded-undone');
  const undone = await ask(
    'undone',
    maya,
    'sanfrancisco/recorded-undone newyork --multi-master',
    0,
  );
  await approve(undone, noor);
  await whole(undone);
  await command(`rollback ${undone}`);
  await until(undone, ({ phase }) => phase === 'ended');
  await site.clusters.faults.clear();
  const asUndone = await whole(undone);
  keep('multi-master-rolled-back', asUndone);
  keepCuts('undo-multi-master', asUndone, /^undo\./);

  const other = '/mapr/sanfrancisco/feeds-joined';
  await site.clusters.createStream(other, { topics: { orders: 1 } });
  await site.clusters.setUp(other, '/mapr/newyork/recorded-joined', 'loaded');
  const joined = await ask(
    'joined',
    maya,
    'sanfrancisco/recorded-joined newyork --use-existing-replica',
  );
  await approve(joined, noor);
  const asJoined = await whole(joined);
  keep('join', asJoined);
  keepCuts('half-join', asJoined);

  const denied = await set('denied');
  await site.slack.press(noor.id, await asked(denied, 'replica'), 'deny');
  await site.slack.waitFor(() => site.slack.viewOf(noor.id), { timeoutMs: 60_000 });
  await site.slack.submit(noor.id, 'current', { Reason: 'not before the audit' });
  const asDenied = await whole(denied);
  keep('denied', asDenied);
  keepCuts('undo', asDenied, /^undo\./);
  keep('refused', await whole(await ask('refused', maya, 'sanfrancisco/recorded-no newyork', -1)));

  const cancelled = await set('cancelled');
  await asked(cancelled, 'replica');
  await command(`cancel ${cancelled}`);
  keep('cancelled', await whole(cancelled));

  // Somebody has written into the replica meanwhile: that is left to a person.
  const left = await set('left');
  await asked(left, 'replica');
  const replica = '/mapr/newyork/recorded-left';
  await byHand(site, `stream topic create -path ${replica} -topic other`);
  await site.clusters.produce(replica, 'other', 3);
  await command(`cancel ${left}`);
  keep('left', await whole(left));

  await turnDown(site, 'upstream add');
  const failed = await set('failed');
  await approve(failed, noor);
  keep('failed', await whole(failed));
  await site.clusters.faults.clear();
  await command(`retry ${failed}`);
  keep('retried', await whole(failed));

  await turnDown(site, 'upstream add');
  const rolledBack = await set('rolled-back');
  await approve(rolledBack, noor);
  await whole(rolledBack);
  await command(`rollback ${rolledBack}`);
  await until(rolledBack, ({ phase }) => phase === 'ended');
  await site.clusters.faults.clear();
  keep('rolled-back', await whole(rolledBack));

  await turnDown(site, 'replica remove');
  const undoFailed = await set('undo-failed');
  await asked(undoFailed, 'replica');
  await command(`cancel ${undoFailed}`);
  keep('undo-failed', await whole(undoFailed));
  await site.clusters.faults.clear();

  // What may pass is waited for.
  await site.clusters.faults.set({ cldbDown: { command: 'stream create' } });
  const waited = await set('waited');
  await until(waited, ({ steps }) => steps.create.faults > 0);
  await site.clusters.faults.clear();
  await approve(waited, noor);
  keep('waited', await whole(waited));

  const pair = 'sanfrancisco/recorded-done newyork';
  for (const [verb, text] of [
    ['pause', `pause ${pair}`],
    ['resume', `resume ${pair}`],
    ['edit', `edit ${pair} --throttle --compression lz4`],
    ['unwatch', `unwatch ${pair}`],
    ['watch', `watch ${pair}`],
  ] as const) {
    const request = await command(text);
    if (verb === 'resume' || verb === 'edit') await approve(request, noor);
    const asVerb = await whole(request);
    keep(verb, asVerb);
    keepCuts('half', asVerb);
  }
  const removed = await command(`remove ${pair}`).catch(() => '');
  await site.slack.waitFor(() => site.slack.viewOf(maya.id), { timeoutMs: 60_000 });
  await site.slack.submit(maya.id, 'current', {});
  const remove = removed || (await newest(desk));
  const asRemoved = await whole(remove);
  keep('remove', asRemoved);
  keepCuts('half', asRemoved);
}

/** The request that was begun last: one that a form begins is not told by its id. */
async function newest({ site }: Desk): Promise<string> {
  const redis = new Redis(site.redis.url);
  const stream = '/mapr/sanfrancisco/recorded-done';
  try {
    return await site.slack.waitFor(
      async () => {
        const [id] = await redis.zrevrange(`{replicate}:history:${stream}`, 0, 0);
        const state = id ? await createStore(redis, () => undefined).read(id) : null;
        return state?.procedure === 'remove' ? state.id : undefined;
      },
      { timeoutMs: 60_000, what: 'the removal' },
    );
  } finally {
    redis.disconnect();
  }
}

async function recordWith(
  settings: Record<string, unknown>,
  play: (desk: Desk) => Promise<void>,
): Promise<void> {
  const site = await startSite({ signingKey, workspace: { rateLimits: 'off' }, settings });
  const redis = new Redis(site.redis.url);
  try {
    await Promise.all([
      site.startBot(),
      site.startWorker('sanfrancisco'),
      site.startWorker('newyork'),
    ]);
    await play(
      deskOf(
        site,
        redis,
        createStore(redis, () => undefined),
      ),
    );
  } finally {
    redis.disconnect();
    await site.stop();
  }
}

function deskOf(site: Site, redis: Redis, store: Store): Desk {
  return { site, ask, until, asked, approve, whole, command };

  /** @param messages of the source; less than none: there is no such stream */
  async function ask(name: string, by: { id: string }, text: string, messages = 30) {
    const source = `/mapr/sanfrancisco/recorded-${name}`;
    if (messages >= 0) {
      await site.clusters.createStream(source, { topics: { clicks: 2 } });
      await site.clusters.produce(source, 'clicks', messages);
    }
    return command(text, by);
  }

  async function command(text: string, by: { id: string } = maya): Promise<string> {
    const { shown } = await site.slack.type(by.id, channel, `/replicate ${text}`);
    return /request (\w{8})/.exec(shown)?.[1] ?? '';
  }

  async function asked(request: string, side: Side): Promise<SeenMessage> {
    await until(request, (state) => askedSide(state) === side);
    const is = ({ metadata }: SeenMessage) => {
      const about = metadata?.event_payload as { request?: string; key?: string } | undefined;
      return about?.request === request && about.key === consentSteps[side];
    };
    return site.slack.waitFor(async () => (await site.slack.see(noor.id, channel)).find(is), {
      timeoutMs: 60_000,
      what: 'the approval',
    });
  }

  async function approve(request: string, by: { id: string }, side: Side = 'replica') {
    await site.slack.press(by.id, await asked(request, side), 'approve', { confirm: true });
  }

  async function until(request: string, holds: (state: RequestState) => boolean) {
    for (;;) {
      const state = await store.read(request);
      if (state && holds(state)) return state;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  async function whole(request: string): Promise<Trail> {
    const { version } = await until(request, ({ phase }) =>
      ['ended', 'failed', 'undo-failed'].includes(phase),
    );
    while ((await readSeal(redis, request))?.version !== version) {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    const entries = await readEntries(redis, request, 0);
    return { request, seal: await readSeal(redis, request), entries };
  }
}

async function byHand(site: Site, line: string): Promise<void> {
  const { execa } = await import('execa');
  await execa(`${site.clusters.home('newyork')}/bin/maprcli`, line.split(' '));
}

async function turnDown(site: Site, command: string): Promise<void> {
  const stdout =
    '{\n"status":"ERROR",\n"errors":[{"id":13,"desc":"turned down (simulated wording)"}]\n}\n';
  await site.clusters.faults.set({ reply: { command, exit: 1, stdout } });
}

/** A log only grows, so that each beginning of one is a log that there was: one for every step, begun, announced, acted. */
function keepCuts(prefix: string, trail: Trail, only = /^(step|consent)\./): void {
  const seen = new Set<string>();
  for (const { version, text, hash } of trail.entries) {
    const event = readEvent({ text, hash });
    if (!event || !only.test(event.type)) continue;
    const isCut =
      event.type === 'step.started' ||
      event.type === 'step.acting' ||
      (event.type === 'step.ran' && event.purpose === 'act') ||
      event.type === 'consent.asked' ||
      event.type.startsWith('undo.');
    if (!isCut) continue;
    const of = 'step' in event ? event.step : '';
    const name = [prefix, of, event.type].filter(Boolean).join('-').replaceAll('.', '-');
    if (seen.has(name)) continue;
    seen.add(name);
    keep(name, cut(trail, version));
  }
}

function keepAt(
  name: string,
  trail: Trail,
  is: (event: { type: string; side?: string }) => boolean,
): void {
  const found = trail.entries.find(({ text }) => is(JSON.parse(text)));
  if (found) keep(name, cut(trail, found.version));
}

function cut({ request, entries }: Trail, version: number): Trail {
  const left = entries.slice(0, version);
  const hash = left.at(-1)?.hash ?? '';
  const signature = signSeal(signingKey as KeyObject, { request, version, hash });
  return { request, entries: left, seal: { version, hash, signature } };
}

function keep(name: string, trail: Trail): void {
  const path = join(folder, `${name}.jsonl`);
  if (existsSync(path)) {
    console.log(`${path} is there already`);
    return;
  }
  writeFileSync(path, printTrail(trail));
  console.log(`${path}: ${trail.entries.length} entries`);
}

/** As sha256sum writes and checks them. */
function writeSums(): void {
  const names = readdirSync(folder).filter((name) => name.endsWith('.jsonl'));
  const lines = names.sort().map((name) => {
    const sum = createHash('sha256')
      .update(readFileSync(join(folder, name)))
      .digest('hex');
    return `${sum}  ${name}\n`;
  });
  writeFileSync(join(folder, 'sha256sums'), lines.join(''));
}
