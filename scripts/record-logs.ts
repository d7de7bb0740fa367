/**
 * Plays requests in the sandbox and keeps their logs, for later versions to resume.
 * `npm run record -- test/recorded/v2`; what is there already is not written over.
 */

import { createPrivateKey } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { channel, people, type Site, startSite } from '../sandbox/site.ts';
import type { SeenMessage } from '../sandbox/slack/index.ts';
import { readEntries, readSeal } from '../src/jobs/entries.ts';
import { readEvent } from '../src/jobs/events.ts';
import { signSeal } from '../src/jobs/signing.ts';
import type { RequestState } from '../src/jobs/state.ts';
import { createStore } from '../src/jobs/store.ts';
import { printTrail, type Trail } from '../src/jobs/trail.ts';

const { maya, noor } = people;
const [folder = ''] = process.argv.slice(2);
if (!existsSync(join(folder, 'test-key.pem'))) throw new Error(`${folder} has no test-key.pem`);
const signingKey = createPrivateKey(readFileSync(join(folder, 'test-key.pem')));

const site = await startSite({
  signingKey,
  workspace: { rateLimits: 'off' },
  settings: { timeouts: { command: '20s', confirm: '60s', settle: '200ms' } },
});
const redis = new Redis(site.redis.url);
const store = createStore(redis, () => undefined);
try {
  await Promise.all([
    site.startBot(),
    site.startWorker('sanfrancisco'),
    site.startWorker('newyork'),
  ]);
  keep('done', await play('done', approve));
  keep('denied', await play('denied', deny));
  keep('cancelled', await play('cancelled', cancel));
  keep('refused', await play('refused', undefined, false));
  keepCuts(await play('cut', approve));
  keep('failed', await play('failed', approve, true, 'upstream add'));
} finally {
  redis.disconnect();
  await site.stop();
}

type Act = (site: Site, request: string) => Promise<unknown>;

/** @param fails a part of the command that is turned down for good */
async function play(name: string, act?: Act, exists = true, fails?: string): Promise<Trail> {
  const source = `/mapr/sanfrancisco/recorded-${name}`;
  if (exists) {
    await site.clusters.createStream(source, { topics: { clicks: 2 } });
    await site.clusters.produce(source, 'clicks', 30);
  }
  if (fails) {
    const stdout =
      '{\n"status":"ERROR",\n"errors":[{"id":13,"desc":"turned down (simulated wording)"}]\n}\n';
    await site.clusters.faults.set({ reply: { command: fails, exit: 1, stdout } });
  }
  const typed = await site.slack.type(
    maya.id,
    channel,
    `/replicate sanfrancisco/recorded-${name} newyork`,
  );
  const request = /request (\w{8})/.exec(typed.shown)?.[1] ?? '';
  if (act) {
    await reached(request, ({ consents }) => consents.replica.kind === 'asked');
    await act(site, request);
  }
  await reached(request, ({ phase }) => phase === 'ended' || phase === 'failed');
  await site.clusters.faults.clear();
  const sealed = async () => (await readSeal(redis, request))?.version;
  const { version } = await reached(request, () => true);
  while ((await sealed()) !== version) await new Promise((resolve) => setTimeout(resolve, 100));
  return {
    request,
    seal: await readSeal(redis, request),
    entries: await readEntries(redis, request, 0),
  };
}

async function asked(request: string) {
  const isAsked = ({ metadata }: SeenMessage) => {
    const about = metadata?.event_payload as { request?: string; key?: string } | undefined;
    return about?.request === request && about.key === 'consent';
  };
  return site.slack.waitFor(async () => (await site.slack.see(noor.id, channel)).find(isAsked), {
    timeoutMs: 60_000,
    what: 'the approval',
  });
}

async function approve(_: Site, request: string): Promise<void> {
  await site.slack.press(noor.id, await asked(request), 'approve', { confirm: true });
}

async function deny(_: Site, request: string): Promise<void> {
  await site.slack.press(noor.id, await asked(request), 'deny');
  await site.slack.waitFor(() => site.slack.viewOf(noor.id), { timeoutMs: 60_000 });
  await site.slack.submit(noor.id, 'current', { Reason: 'not before the audit' });
}

async function cancel(_: Site, request: string): Promise<void> {
  await site.slack.type(maya.id, channel, `/replicate cancel ${request}`);
}

async function reached(
  request: string,
  holds: (state: RequestState) => boolean,
): Promise<RequestState> {
  for (;;) {
    const state = await store.read(request);
    if (state && holds(state)) return state;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** A log only grows, so that each beginning of one is a log that there was: one for every step, begun, announced, acted. */
function keepCuts(trail: Trail): void {
  const seen = new Set<string>();
  for (const { version, text, hash } of trail.entries) {
    const event = readEvent({ text, hash });
    if (!event || !('step' in event)) continue;
    const acted = event.type === 'step.ran' && event.purpose === 'act';
    if (event.type !== 'step.started' && event.type !== 'step.acting' && !acted) continue;
    const name = `half ${event.step} ${event.type}`.replaceAll(/[ .]/g, '-');
    if (seen.has(name)) continue;
    seen.add(name);
    keep(name, cut(trail, version));
  }
  const consent = trail.entries.find((entry) => readEvent(entry)?.type === 'consent.asked');
  if (consent) keep('half-consent', cut(trail, consent.version));
}

function cut({ request, entries }: Trail, version: number): Trail {
  const left = entries.slice(0, version);
  const hash = left.at(-1)?.hash ?? '';
  const signature = signSeal(signingKey, { request, version, hash });
  return { request, entries: left, seal: { version, hash, signature } };
}

function keep(name: string, trail: Trail): void {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${name}.jsonl`);
  if (existsSync(path)) {
    console.log(`${path} is there already`);
    return;
  }
  writeFileSync(path, printTrail(trail));
  console.log(`${path}: ${trail.entries.length} entries`);
}
