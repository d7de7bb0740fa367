import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { people } from '../../sandbox/site.ts';
import { plain } from '../../sandbox/slack/index.ts';
import { handIn, openForm, untilShown } from './forms.ts';
import {
  longest,
  newScenario,
  type Scenario,
  startTestSite,
  type TestSite,
  untilEnded,
  untilTold,
} from './scenario.ts';

const { maya, noor } = people;
let site: TestSite;

beforeAll(async () => {
  site = await startTestSite({ inOne: true });
}, longest.timeoutMs);

afterAll(() => site.stop());

const short = ({ source }: Scenario) => source.replace('/mapr/', '');

/** The form for several, as somebody gets to it. */
async function openMany({ channel }: Scenario): Promise<void> {
  await openForm(site, maya.id, channel);
  await site.slack.press(maya.id, 'modal', 'form_many');
  await untilShown(site, maya.id, /One pair a line/);
}

const write = (text: string) => site.slack.submit(maya.id, 'current', { Streams: text });

async function attach(content: string, name = 'pairs.csv') {
  await site.slack.press(maya.id, 'modal', 'Or a file of them', { attach: [{ name, content }] });
  return handIn(site, maya.id);
}

async function begun({ channel }: Scenario): Promise<readonly string[]> {
  await untilTold(site, maya.id, channel, /On it: \d+ streams/);
  const told = (await site.slack.see(maya.id, channel)).filter(({ ephemeral }) => ephemeral).at(-1);
  const [, ids = ''] = /requests ([\w, ]+)\)/.exec(told ? plain(told) : '') ?? [];
  return ids.split(', ');
}

describe('The form for several streams', () => {
  it('takes a list that is typed in, and one question is asked for all of it', async () => {
    const all = [await newScenario(site, 0), await newScenario(site, 0)];
    const [first] = all;
    if (!first) throw new Error('there are two');
    await openMany(first);
    expect(await write(all.map((each) => `${short(each)} newyork`).join('\n'))).toMatchObject({
      outcome: 'closed',
    });
    const ids = await begun(first);
    expect(ids).toHaveLength(2);
    const asked = await site.slack.waitFor(
      async () => {
        const seen = await site.slack.see(noor.id, first.channel);
        return seen.find((each) => /Approve what is ticked/.test(plain(each)));
      },
      { ...longest, what: 'the question' },
    );
    await site.slack.press(noor.id, asked, 'approve_ticked', { confirm: true });
    for (const id of ids) expect((await untilEnded(site, id)).outcome).toBe('done');
  }, 120_000);

  it('takes a file', async () => {
    const all = [
      await newScenario(site, 0),
      await newScenario(site, 0),
      await newScenario(site, 0),
    ];
    const [first] = all;
    if (!first) throw new Error('there are three');
    await openMany(first);
    const lines = all.map((each) => `${short(each)},newyork`);
    expect(await attach(['source,replica', ...lines].join('\r\n'))).toMatchObject({
      outcome: 'closed',
    });
    const ids = await begun(first);
    for (const [index, id] of ids.entries()) {
      const state = await site.store.read(id);
      expect(state).toMatchObject({ batch: ids, plan: { source: all[index]?.source } });
      await site.slack.type(maya.id, first.channel, `/replicate cancel ${id}`);
    }
    for (const id of ids) await untilEnded(site, id);
  }, 120_000);

  it('says what is wrong at its field, keeps what is filled in, and begins nothing', async () => {
    const scenario = await newScenario(site, 0);
    await openMany(scenario);
    const wrong = await write(`${short(scenario)} newyork\nsanfrancisco/x tokyo`);
    expect(wrong).toMatchObject({ outcome: 'errors' });
    expect(JSON.stringify(wrong)).toContain('What is typed, line 2');
    expect(JSON.stringify(await write(' '))).toContain('No stream is named here yet');
    expect(
      await site.store.conflictOf({ source: scenario.source, replica: scenario.replica } as never),
    ).toBeNull();
    expect(await write(`${short(scenario)} newyork`)).toMatchObject({ outcome: 'closed' });
    await untilTold(site, maya.id, scenario.channel, /On it/);
  }, 60_000);

  it.each([
    ['not text', () => attach('PK\u0003\u0000'), /not text/],
    ['larger than a list can be', () => attach('a'.repeat(70_000)), /too large/],
    ['wrong in a line', () => attach('sanfrancisco/a newyork\nx'), /pairs\.csv, line 2/],
  ])(
    'says of a file that it is %s',
    async (_, hand, words) => {
      await openMany(await newScenario(site, 0));
      const answered = await hand();
      expect(answered).toMatchObject({ outcome: 'errors' });
      expect(JSON.stringify(answered)).toMatch(words);
      await site.slack.close(maya.id, { all: true });
    },
    60_000,
  );

  it.each([{ status: 500 }, { hang: true }, { bytes: 300_000 }])(
    'says that a file cannot be had, and keeps the form, where Slack answers with %j',
    async (fault) => {
      const scenario = await newScenario(site, 0);
      await openMany(scenario);
      await site.slack.faults.set('download', { ...fault, times: 1 });
      const answered = await attach(`${short(scenario)} newyork`);
      expect(answered).toMatchObject({ outcome: 'errors' });
      expect(JSON.stringify(answered)).toMatch(/could not fetch this file|too large/);
      expect(await handIn(site, maya.id)).toMatchObject({ outcome: 'closed' });
      await untilTold(site, maya.id, scenario.channel, /On it/);
    },
    60_000,
  );
});
