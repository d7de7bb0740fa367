/** Logs that earlier versions wrote are read, proven and resumed: see test/recorded/README.md. */

import { createHash, createPublicKey } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { people } from '../../sandbox/site.ts';
import { renderRequest } from '../../src/bot/views/index.ts';
import { audit } from '../../src/jobs/audit.ts';
import { eventBody } from '../../src/jobs/events.ts';
import { fold } from '../../src/jobs/fold.ts';
import { keys } from '../../src/jobs/keys.ts';
import { setsUp, stepNames } from '../../src/jobs/plan.ts';
import { askedSide, isStopped, type RequestState } from '../../src/jobs/state.ts';
import type { Trail } from '../../src/jobs/trail.ts';
import { asOfToday, eventsOf, keyOf, namesIn, sumsOf, textOf, trailOf } from './recordings.ts';
import { approveAs, changes, startTestSite, type TestSite, untilState } from './scenario.ts';
import { expectDoneOnce } from './whole.ts';

const { sam, noor, maya } = people;
const owners = { source: [maya.id], replica: [noor.id] };

const versions = readdirSync(new URL('../recorded/', import.meta.url)).filter((name) =>
  /^v\d+$/.test(name),
);

describe.each(versions)('a log of version %s', (version) => {
  const names = namesIn(version);

  it('is the one that was recorded', () => {
    const found = names.map((name) => {
      const sum = createHash('sha256').update(textOf(version, name)).digest('hex');
      return `${sum}  ${name}`;
    });
    expect(found).toEqual(sumsOf(version));
  });

  it.each(names)('%s is proven, read and shown', (name) => {
    const trail = trailOf(version, name);
    expect(audit(trail, createPublicKey(keyOf(version))).faults).toEqual([]);
    const { card } = renderRequest(fold(eventsOf(trail)), { owners, layout: 'plan' });
    expect(card.text).toMatch(/of recorded-/);
  });
});

it('every event and every step of this version is in a recording', () => {
  const newest = versions.at(-1) ?? '';
  const events = namesIn(newest).flatMap((name) => eventsOf(trailOf(newest, name)));
  const types = eventBody.options.map(({ shape }) => [...shape.type.values][0]);
  expect(types.filter((type) => !events.some((event) => event.type === type))).toEqual([]);
  const steps = new Set(
    events.flatMap((event) => ('step' in event ? [event.step] : consentOf(event.type))),
  );
  expect(stepNames.filter((step) => !steps.has(step) && !/^consent/.test(step))).toEqual([]);
});

function consentOf(type: string): [] | ['consent'] {
  return type.startsWith('consent.') ? ['consent'] : [];
}

/** The moments that a later version has recorded as well are resumed as the earlier ones wrote them. */
function isNew(name: string, version: string): boolean {
  const earlier = versions.slice(0, versions.indexOf(version));
  return version !== versions.at(-1) || !earlier.some((each) => namesIn(each).includes(name));
}

describe.each(versions)('a half-finished log of version %s', (version) => {
  const halves = namesIn(version).filter(
    (name) => isNew(name, version) && fold(eventsOf(trailOf(version, name))).phase !== 'ended',
  );
  let site: TestSite;
  beforeAll(async () => {
    site = await startTestSite({ signingKey: keyOf(version), inOne: true });
  });
  afterAll(() => site?.stop());

  it.concurrent.each(halves)('%s is resumed, and comes to its end', async (name) => {
    const channel = `C0T${halves.indexOf(name) % 16}`;
    const recorded = trailOf(version, name);
    const { trail, source, replica } = asOfToday(recorded, name, channel, keyOf(version));
    const before = fold(eventsOf(trail));
    await arrangeClusters(trail, before);
    await putInto(trail, source, replica);
    const { request } = trail;
    const scenario = { source, replica, channel, command: '' };
    if (isStopped(before)) await retry(request);
    const state = await untilEndedWith(async (side) => {
      await approveAs(site, scenario, request, side === 'source' ? sam : noor, side);
    }, request);
    expect(state.outcome).toBe(before.undo?.cause ?? 'done');
    const made = await changes(site, scenario);
    expect(new Set(made).size, made.join('\n')).toBe(made.length);
    if (state.outcome !== 'done') expect(await site.clusters.stream(replica)).toBeUndefined();
    else if (state.procedure === 'replicate') await expectDoneOnce(site, scenario);
  });

  /** Approves whatever is asked on the way. */
  async function untilEndedWith(
    approve: (side: 'source' | 'replica') => Promise<void>,
    request: string,
  ): Promise<RequestState> {
    for (;;) {
      const state = await untilState(
        site,
        request,
        (now) => now.phase === 'ended' || askedSide(now) !== null,
      );
      const side = askedSide(state);
      if (!side) return state;
      await approve(side);
      await untilState(site, request, (now) => askedSide(now) !== side);
    }
  }

  /** What the log says has been done on the clusters, done. */
  async function arrangeClusters(
    trail: Trail,
    { procedure, plan, undo }: RequestState,
  ): Promise<void> {
    const { source, replica } = plan;
    await site.clusters.createStream(source, { topics: { clicks: 2 } });
    // What is undone was recorded of a source without messages, so that its replica is empty, and deleted.
    if (!undo) await site.clusters.produce(source, 'clicks', 30);
    if (procedure === 'join') {
      const other = source.replace('/sanfrancisco/', '/sanfrancisco/feeds-');
      await site.clusters.createStream(other, { topics: { orders: 1 } });
      await site.clusters.setUp(other, replica, 'loaded');
    }
    if (!setsUp(procedure)) {
      await site.clusters.setUp(source, replica, 'loaded');
      if (procedure !== 'resume') {
        await byHand('maprcli', `stream replica resume -path ${source} -replica ${replica}`);
      }
    }
    for (const event of eventsOf(trail)) {
      if (event.type !== 'step.ran' || event.exitCode !== 0) continue;
      if (event.purpose !== 'act' && event.purpose !== 'undo') continue;
      const [program = '', ...args] = event.command.split(' ');
      await byHand(program, args.join(' '));
    }
  }

  function byHand(program: string, line: string) {
    return execa(`${site.clusters.home('newyork')}/bin/${program}`, line.split(' '));
  }

  /** As it stood in Redis, with the indexes that the append keeps. */
  async function putInto(trail: Trail, source: string, replica: string): Promise<void> {
    const { request, entries, seal } = trail;
    const redis = site.connection;
    for (const { version, text, hash } of entries) {
      await redis.xadd(keys.log(request), `${version}-0`, 'event', text, 'hash', hash);
    }
    await redis.hset(keys.seal(request), { ...seal });
    await redis.zadd(keys.open, Date.now(), request);
    await redis.hset(keys.replicas, replica, `${request} ${source}`);
    await redis.zadd(keys.toDrive, entries.length, request);
    await redis.zadd(keys.toSync, entries.length, request);
  }

  async function retry(request: string): Promise<void> {
    const by = { user: maya.id, via: maya.id };
    await site.store.append(request, () => [{ type: 'retried', by }]);
  }
});
