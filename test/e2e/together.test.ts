import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { people } from '../../sandbox/site.ts';
import { plain, type SeenMessage } from '../../sandbox/slack/index.ts';
import type { RequestState } from '../../src/jobs/state.ts';
import {
  buttonsOf,
  keyOf,
  longest,
  newScenario,
  type Scenario,
  startTestSite,
  type TestSite,
  toldTo,
  untilEnded,
  untilState,
  untilTold,
} from './scenario.ts';

const { maya, sam, noor, lee, stranger } = people;
type Somebody = { readonly id: string };

let site: TestSite;

beforeAll(async () => {
  site = await startTestSite({
    settings: { worker: { atOnce: { copies: 1 } } },
  });
}, longest.timeoutMs);

afterAll(() => site.stop());

interface Batch {
  readonly all: readonly Scenario[];
  readonly channel: string;
  readonly command: string;
}

function nameOf({ source }: Scenario): string {
  return source.split('/').at(-1) ?? '';
}

/** Streams of their own, and the command that asks for all of them; told in the channel of the first. */
async function streams(count: number, messages = 0): Promise<Batch> {
  const all: Scenario[] = [];
  for (let index = 0; index < count; index++) all.push(await newScenario(site, messages));
  const { channel = '' } = all[0] ?? {};
  const command = `/replicate sanfrancisco/{${all.map(nameOf).join(',')}} newyork`;
  return { all, channel, command };
}

async function askAll(batch: Batch, by: Somebody = maya): Promise<readonly string[]> {
  const typed = await site.slack.type(by.id, batch.channel, batch.command);
  const [, ids] = /requests ([\w, ]+)\)/.exec(typed.shown) ?? [];
  if (!ids) throw new Error(`not begun: ${typed.outcome} ${typed.shown}`);
  return ids.split(', ');
}

function isOf(message: SeenMessage, request: string, key: string): boolean {
  const payload: { request?: string } = message.metadata?.event_payload ?? {};
  return payload.request === request && keyOf(message) === key;
}

async function cardOf({ channel }: Batch, [leader = '']: readonly string[]) {
  const seen = await site.slack.see(maya.id, channel);
  return seen.find((each) => each.metadata && isOf(each, leader, 'batch'));
}

async function threadOf(batch: Batch, ids: readonly string[]): Promise<readonly SeenMessage[]> {
  const card = await cardOf(batch, ids);
  return card ? site.slack.thread(maya.id, batch.channel, card.ts) : [];
}

/** Waits until a message of the thread, or the card of all, reads as it should. */
function untilSaid(
  batch: Batch,
  ids: readonly string[],
  key: string,
  words: RegExp,
  of = ids[0] ?? '',
): Promise<SeenMessage> {
  return site.slack.waitFor(
    async () => {
      const thread = key === 'batch' ? [await cardOf(batch, ids)] : await threadOf(batch, ids);
      const message = thread.find((each) => each?.metadata && isOf(each, of, key));
      return message && words.test(plain(message)) ? message : undefined;
    },
    { ...longest, what: `${key} of ${of} to say ${words}` },
  );
}

function untilAll(ids: readonly string[], holds: (state: RequestState) => boolean) {
  return Promise.all(ids.map((id) => untilState(site, id, holds)));
}

function question(batch: Batch, ids: readonly string[], key = 'consent') {
  return untilSaid(batch, ids, key, /\[Approve what is ticked\]/);
}

/** The requests that a question lists, each with a tick. */
function listed({ blocks }: SeenMessage): readonly string[] {
  return (blocks ?? []).flatMap((block) => {
    const [list] = block.type === 'actions' ? block.elements : [];
    return list?.type === 'checkboxes' ? list.options.map(({ value = '' }) => value) : [];
  });
}

async function toggle(by: Somebody, message: SeenMessage, id: string): Promise<void> {
  const blocks = message.blocks ?? [];
  const list = blocks.find((block) => JSON.stringify(block).includes(`"value":"${id}"`));
  await site.slack.press(by.id, message, 'ticks', { toggle: id, block: list?.block_id ?? '' });
}

const approve = (by: Somebody, message: SeenMessage) =>
  site.slack.press(by.id, message, 'approve_ticked', { confirm: true });

async function changesOf({ source, replica }: Scenario): Promise<string[]> {
  const runs = await site.clusters.changes();
  return runs
    .map(({ line }) => line)
    .filter((line) => line.includes(source) || line.includes(replica));
}

describe('Several streams asked for together', () => {
  it('are told on one card, approved with one press but for what is struck out, and each ends by itself', async () => {
    const batch = await streams(12, 5);
    const ids = await askAll(batch);
    expect(ids).toHaveLength(12);
    const asked = await question(batch, ids);
    expect(plain(asked)).toMatch(/May newyork take messages from sanfrancisco\? \(12 streams\)/);
    for (const scenario of batch.all) expect(plain(asked)).toContain(nameOf(scenario));
    const [first = '', second = ''] = ids;
    await toggle(noor, asked, second);
    await toggle(noor, asked, ids[11] ?? '');
    await toggle(noor, asked, ids[11] ?? '');
    await approve(noor, asked);

    const states = await Promise.all(ids.map((id) => untilEnded(site, id)));
    expect(states.map(({ outcome }) => outcome)).toEqual(
      ids.map((id) => (id === second ? 'denied' : 'done')),
    );
    expect(states[1]?.consents.replica).toMatchObject({
      by: { user: noor.id },
      reason: 'Struck out of the list of 12 streams.',
    });
    const [, struck] = batch.all;
    expect(struck && (await site.clusters.stream(struck.replica))).toBeUndefined();
    for (const [index, { source, replica }] of batch.all.entries()) {
      if (index === 1) continue;
      expect(await site.clusters.messages(replica)).toEqual(await site.clusters.messages(source));
    }

    const outcome = await untilSaid(batch, ids, 'batch outcome', /Replicating/);
    expect(plain(outcome)).toMatch(/@maya.*12 streams/);
    expect(plain(outcome)).toMatch(/Replicating.*\(11\)/);
    expect(plain(outcome)).toMatch(/Denied \(1\)/);
    await untilSaid(batch, ids, 'batch', /11 replicating · 1 ended otherwise/);
    const decided = await untilSaid(batch, ids, 'consent', /Approved by @noor/);
    expect(buttonsOf(decided)).toEqual([]);

    // One card in the channel, and the question; in the thread a card for each, and no more.
    const seen = (await site.slack.see(maya.id, batch.channel)).filter(
      ({ metadata, ephemeral }) => metadata && !ephemeral,
    );
    const ours = seen.filter((each) => ids.some((id) => isOf(each, id, keyOf(each) ?? '')));
    expect(ours.map(keyOf).sort()).toEqual(['batch', 'consent']);
    await site.slack
      .waitFor(
        async () => {
          const keys = (await threadOf(batch, ids)).map(keyOf).filter((key) => key !== 'batch');
          return keys.filter((key) => key === 'card').length === 12 && keys;
        },
        { ...longest, what: 'a card for each' },
      )
      .then((keys) =>
        expect([...keys].sort()).toEqual([
          'batch outcome',
          ...Array.from({ length: 12 }, () => 'card'),
          'consent',
        ]),
      );
    await untilSaid(batch, ids, 'card', /Replicating[\s\S]*● maprcli stream create/, first);
  }, 180_000);

  it('are copied so many at a time as the settings say, and hold up nothing else meanwhile', async () => {
    const batch = await streams(3, 20);
    for (const { source } of batch.all) {
      await site.clusters.faults.add({ copy: { command: source, minMs: 1_500 } });
    }
    const other = await newScenario(site, 0);
    const ids = await askAll(batch);
    await approve(noor, await question(batch, ids));
    await untilState(
      site,
      ids[2] ?? '',
      ({ steps }) => steps['verify-authorization'].status === 'done',
    );
    // Another request passes them all: its copy has its turn last, but nothing else of it waits.
    const typed = await site.slack.type(maya.id, batch.channel, other.command);
    const id = /request (\w{8})/.exec(typed.shown)?.[1] ?? '';
    const state = await untilState(site, id, ({ consents }) => consents.replica.kind === 'asked');
    expect(state.steps.register.status).toBe('done');
    await untilAll(ids, ({ phase }) => phase === 'ended');
    expect(await site.clusters.overlaps('copystream')).toEqual([]);
    const copies = (await site.clusters.journal()).filter(({ line }) =>
      batch.all.some(({ source }) => line.includes(`copystream -src ${source}`)),
    );
    expect(copies).toHaveLength(3);
    await site.slack.type(maya.id, batch.channel, `/replicate cancel ${id}`);
    await untilEnded(site, id);
  }, 120_000);

  it('are begun all or none: one that is under way already keeps all of them back', async () => {
    const batch = await streams(3);
    const [, taken] = batch.all;
    const single = await site.slack.type(maya.id, batch.channel, taken?.command ?? '');
    const id = /request (\w{8})/.exec(single.shown)?.[1] ?? '';
    const refused = await site.slack.type(maya.id, batch.channel, batch.command);
    expect(refused.shown).toMatch(/is under way already.*Nothing was started/);
    expect(refused.shown).toContain(taken?.source);
    for (const scenario of batch.all) {
      if (scenario !== taken) expect(await changesOf(scenario)).toEqual([]);
    }
    await site.slack.type(maya.id, batch.channel, `/replicate cancel ${id}`);
    await untilEnded(site, id);
  });

  it('of somebody who owns neither side: one question for each side, one after the other, to two people', async () => {
    const batch = await streams(2);
    const ids = await askAll(batch, stranger);
    const first = await question(batch, ids, 'consent-source');
    for (const scenario of batch.all) expect(await changesOf(scenario)).toEqual([]);
    await approve(sam, first);
    const second = await question(batch, ids);
    for (const scenario of batch.all) {
      expect((await changesOf(scenario)).some((line) => line.includes('upstream add'))).toBe(false);
    }
    await approve(sam, second);
    await untilTold(site, sam.id, batch.channel, /2 of 2 were not decided[\s\S]*not an owner/);
    await approve(lee, second);
    const states = await Promise.all(ids.map((id) => untilEnded(site, id)));
    for (const { consents, outcome } of states) {
      expect(outcome).toBe('done');
      expect(consents).toMatchObject({
        source: { approver: { user: sam.id } },
        replica: { approver: { user: lee.id } },
      });
    }
  }, 120_000);

  it('are denied all at once, with a reason, and undone', async () => {
    const batch = await streams(2);
    const ids = await askAll(batch);
    const asked = await question(batch, ids);
    await site.slack.press(maya.id, asked, 'deny_all');
    await untilTold(
      site,
      maya.id,
      batch.channel,
      /2 of 2 were not decided[\s\S]*You asked for this/,
    );
    await site.slack.press(noor.id, asked, 'deny_all');
    await site.slack.waitFor(() => site.slack.viewOf(noor.id));
    await site.slack.submit(noor.id, 'current', { Reason: 'no room in newyork' });
    const states = await Promise.all(ids.map((id) => untilEnded(site, id)));
    for (const { outcome, consents } of states) {
      expect(outcome).toBe('denied');
      expect(consents.replica).toMatchObject({ reason: 'no room in newyork' });
    }
    for (const { replica } of batch.all) {
      expect(await site.clusters.stream(replica)).toBeUndefined();
    }
    await untilSaid(batch, ids, 'batch outcome', /Denied \(2\)/);
  }, 120_000);

  it('nothing ticked decides nothing', async () => {
    const batch = await streams(2);
    const ids = await askAll(batch);
    const asked = await question(batch, ids);
    for (const id of ids) await toggle(noor, asked, id);
    await approve(noor, asked);
    await untilTold(site, noor.id, batch.channel, /Nothing is ticked/);
    for (const id of ids) {
      expect((await site.store.read(id))?.consents.replica.kind).toBe('asked');
      await site.slack.type(maya.id, batch.channel, `/replicate cancel ${id}`);
    }
    await untilAll(ids, ({ phase }) => phase === 'ended');
    await untilSaid(batch, ids, 'consent', /No longer asked/);
  }, 120_000);

  it('one that fails keeps none of the others waiting, and joins the question once it was tried again', async () => {
    const batch = await streams(3);
    const [, bad] = batch.all;
    const fault = { command: `stream create -path ${bad?.replica}`, exit: 1, stdout: 'what?\n' };
    await site.clusters.faults.add({ reply: fault });
    const ids = await askAll(batch);
    const [one = '', failing = '', two = ''] = ids;
    await untilState(site, failing, ({ phase }) => phase === 'failed');
    const asked = await question(batch, ids);
    expect(listed(asked)).toEqual([one, two]);
    await approve(noor, asked);
    await untilAll([one, two], ({ outcome }) => outcome === 'done');
    await untilSaid(batch, ids, 'batch', /2 replicating · 1 stopped, waiting for people/);

    await site.clusters.faults.drop(`stream create -path ${bad?.replica}`);
    const card = await untilSaid(batch, ids, 'card', /\[Retry\]/, failing);
    await site.slack.press(maya.id, card, 'retry');
    const again = await site.slack.waitFor(
      async () => {
        const message = await question(batch, ids);
        return listed(message).includes(failing) && message;
      },
      { ...longest, what: 'the third to be asked for' },
    );
    expect(plain(again)).toMatch(/Approved by @noor/);
    await approve(noor, again);
    expect((await untilEnded(site, failing)).outcome).toBe('done');
    await untilSaid(batch, ids, 'batch', /3 replicating/);
  }, 120_000);

  it('what may not be decided stays, and the rest is decided: each by its own owners', async () => {
    const [mine, theirs] = [await newScenario(site, 0), `private/x${process.pid}`];
    const source = `/mapr/sanfrancisco/${theirs}`;
    await site.clusters.mkdir('/mapr/sanfrancisco/private');
    await site.clusters.createStream(source, { topics: { clicks: 1 } });
    const other = { ...mine, source, replica: `/mapr/newyork/y${nameOf(mine)}` };
    const batch = {
      all: [mine, other],
      channel: mine.channel,
      command: `/replicate sanfrancisco/{${nameOf(mine)},${theirs}} newyork/{${nameOf(mine)},y${nameOf(mine)}}`,
    };
    // The source under /private is of Maya's alone, and so nobody but her can ask for it as its owner.
    const ids = await askAll(batch, noor);
    const asked = await question(batch, ids, 'consent-source');
    await approve(sam, asked);
    await untilTold(site, sam.id, batch.channel, /1 of 2 were not decided/);
    expect(await toldTo(site, sam.id, batch.channel)).toContain(source);
    await untilState(site, ids[0] ?? '', ({ consents }) => consents.source.kind === 'granted');
    const left = await site.slack.waitFor(
      async () => {
        const message = await question(batch, ids, 'consent-source');
        return !listed(message).includes(ids[0] ?? '') && message;
      },
      { ...longest, what: 'one to be left' },
    );
    await approve(maya, left);
    const states = await Promise.all(ids.map((id) => untilEnded(site, id)));
    expect(states.map(({ outcome }) => outcome)).toEqual(['done', 'done']);
  }, 120_000);

  it('a card that somebody deletes is told anew, with all that is under it', async () => {
    const batch = await streams(2);
    const ids = await askAll(batch);
    const before = await question(batch, ids);
    const card = await cardOf(batch, ids);
    if (!card) throw new Error('there is no card');
    await site.slack.deleteMessage(people.ada.id, card);
    await site.slack.press(noor.id, before, 'approve_ticked', { confirm: true });
    await untilAll(ids, ({ outcome }) => outcome === 'done');
    const anew = await untilSaid(batch, ids, 'batch', /2 replicating/);
    expect(anew.ts).not.toBe(card.ts);
    for (const id of ids) await untilSaid(batch, ids, 'card', /Replicating/, id);
  }, 120_000);
});
