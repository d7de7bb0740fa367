import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { people } from '../../sandbox/site.ts';
import type { Side } from '../../src/jobs/plan.ts';
import {
  approval,
  approveAs,
  ask,
  buttonsOf,
  changes,
  conflictOf,
  longest,
  newScenario,
  startTestSite,
  type TestSite,
  untilEnded,
  untilSaid,
  untilTold,
} from './scenario.ts';

const { maya, sam, noor, lee, stranger } = people;

let site: TestSite;

beforeAll(async () => {
  site = await startTestSite({ inOne: true });
}, longest.timeoutMs);

afterAll(() => site.stop());

type Somebody = { readonly id: string };

describe('Two different people, each an owner of their side, have agreed before the upstream is added', () => {
  const rows: readonly [string, Somebody, readonly (readonly [Side, Somebody])[]][] = [
    ["the source's owner asks: the replica's is asked", sam, [['replica', noor]]],
    ["the replica's owner asks: the source's is asked", lee, [['source', sam]]],
    ['an owner of both asks: the other side has somebody else', maya, [['replica', noor]]],
    [
      'somebody who owns neither asks: both are asked, one after the other',
      stranger,
      [
        ['source', sam],
        ['replica', noor],
      ],
    ],
  ];

  it.concurrent.each(rows)('%s', async (_, asks, approvals) => {
    const scenario = await newScenario(site, 0);
    const request = await ask(site, scenario, asks);
    for (const [side, by] of approvals) {
      await approval(site, scenario, request, side);
      const before = await changes(site, scenario);
      expect(before.some((line) => line.includes('upstream add'))).toBe(false);
      // What the source's owners have not agreed to has not begun.
      if (side === 'source') expect(before).toEqual([]);
      await approveAs(site, scenario, request, by, side);
    }
    const { outcome, consents } = await untilEnded(site, request);
    expect(outcome).toBe('done');
    expect(
      Object.entries(consents).flatMap(([side, consent]) =>
        consent.kind === 'granted' ? [[side, consent.approver.user]] : [],
      ),
    ).toEqual(approvals.map(([side, { id }]) => [side, id]));
    const made = await changes(site, scenario);
    expect(made.filter((line) => line.includes('upstream add'))).toHaveLength(1);
  });
});

describe('One person alone does not get it through', () => {
  it('who approved for the source is refused for the replica, though they own both', async () => {
    const scenario = await newScenario(site, 0);
    const request = await ask(site, scenario, stranger);
    await approveAs(site, scenario, request, maya, 'source');
    const asked = await approval(site, scenario, request);
    await site.slack.press(maya.id, asked, 'approve', { confirm: true });
    await untilTold(site, maya.id, scenario.channel, /two people have to agree/);
    expect((await site.store.read(request))?.consents.replica.kind).toBe('asked');
    await approveAs(site, scenario, request, noor);
    expect((await untilEnded(site, request)).outcome).toBe('done');
  });

  it('who asked for the replica cannot approve for the source', async () => {
    const scenario = await newScenario(site, 0);
    const request = await ask(site, scenario, lee);
    const asked = await approval(site, scenario, request, 'source');
    await site.slack.press(lee.id, asked, 'approve', { confirm: true });
    await untilTold(site, lee.id, scenario.channel, /somebody else has to decide/);
    await site.slack.press(noor.id, asked, 'approve', { confirm: true });
    await untilTold(site, noor.id, scenario.channel, /not an owner of .*sanfrancisco/);
    expect((await site.store.read(request))?.consents.source.kind).toBe('asked');
  });

  it('a click on what asked the source decides nothing for the replica', async () => {
    const scenario = await newScenario(site, 0);
    const request = await ask(site, scenario, stranger);
    const old = await approval(site, scenario, request, 'source');
    await approveAs(site, scenario, request, sam, 'source');
    await approval(site, scenario, request);
    await site.slack.press(noor.id, old, 'approve', { confirm: true, stale: true });
    await untilTold(site, noor.id, scenario.channel, /not an owner of .*sanfrancisco/);
    await site.slack.press(maya.id, old, 'approve', { confirm: true, stale: true });
    await untilTold(site, maya.id, scenario.channel, /decided already/);
    expect((await site.store.read(request))?.consents.replica.kind).toBe('asked');
  });
});

describe("A denial of the source's owner", () => {
  it('ends it before anything was changed', async () => {
    const scenario = await newScenario(site, 0);
    const request = await ask(site, scenario, stranger);
    const asked = await approval(site, scenario, request, 'source');
    await site.slack.press(sam.id, asked, 'deny');
    await site.slack.waitFor(() => site.slack.viewOf(sam.id));
    await site.slack.submit(sam.id, 'current', { Reason: 'not ours to give' });
    expect((await untilEnded(site, request)).outcome).toBe('denied');
    expect(await changes(site, scenario)).toEqual([]);
    const said = await untilSaid(site, scenario, request, 'consent-source', /Denied by @sam/);
    expect(buttonsOf(said)).toEqual([]);
    expect(await conflictOf(site, scenario)).toBeNull();
  });
});

describe('Where there are not two', () => {
  it('who could agree, it is refused at once', async () => {
    const { shown } = await site.slack.type(
      stranger.id,
      'C0T12',
      '/replicate sanfrancisco/private/x newyork/private/x',
    );
    expect(shown).toMatch(/Nobody else could approve/);
  });
});
