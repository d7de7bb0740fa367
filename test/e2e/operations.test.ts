import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { people } from '../../sandbox/site.ts';
import { plain } from '../../sandbox/slack/index.ts';
import {
  approveAs,
  ask,
  changes,
  keyOf,
  longest,
  newScenario,
  type Scenario,
  setUp,
  startTestSite,
  type TestSite,
  threadOf,
  untilEnded,
  untilSaid,
  untilState,
} from './scenario.ts';

const { maya, sam, noor, lee, stranger, guest } = people;

let site: TestSite;

beforeAll(async () => {
  site = await startTestSite({ inOne: true });
}, longest.timeoutMs);

afterAll(() => site.stop());

function streams({ source, replica }: Scenario): string {
  return `${source} ${replica}`;
}

function command(scenario: Scenario, verb: string, more = '') {
  const text = `/replicate ${verb} ${streams(scenario)} ${more}`.trim();
  return { channel: scenario.channel, command: text };
}

/** Done by the bot, after the set-up. */
async function since(scenario: Scenario, before: readonly string[]): Promise<readonly string[]> {
  return (await changes(site, scenario)).slice(before.length);
}

/** As somebody would on a node, past the bot. */
function byHand(line: string) {
  return execa(`${site.clusters.home('sanfrancisco')}/bin/maprcli`, line.split(' '));
}

describe.concurrent('Of a replication that is set up', () => {
  it('either owner pauses it, at once and alone; who wants it resumed needs the other', async () => {
    const scenario = await setUp(site);
    const before = await changes(site, scenario);
    const pause = await ask(site, command(scenario, 'pause'), lee);
    expect((await untilEnded(site, pause)).outcome).toBe('done');
    expect(await since(scenario, before)).toEqual([
      `maprcli stream replica pause -path ${scenario.source} -replica ${scenario.replica}`,
    ]);
    await untilSaid(site, scenario, pause, 'card', /Paused/);

    const resume = await ask(site, command(scenario, 'resume'), maya);
    await site.clusters.produce(scenario.source, 'clicks', 20);
    await approveAs(site, scenario, resume, noor);
    expect((await untilEnded(site, resume)).outcome).toBe('done');
    await untilSaid(site, scenario, resume, 'card', /Replicating again/);
    await untilSaid(site, scenario, resume, 'step confirm', /has all 20 messages/);
  });

  it('what is done is told in its own thread', async () => {
    const scenario = await setUp(site);
    const pause = await ask(site, { ...scenario, command: `/replicate pause ${scenario.request}` });
    await untilSaid(site, scenario, pause, 'step pause', /done/);
    const thread = await threadOf(site, scenario, scenario.request);
    const [, ...replies] = thread;
    expect(replies.slice(-2).map(keyOf)).toEqual(['card', 'step pause']);
    expect(plain(replies.at(-1) as never)).toContain('$ maprcli stream replica pause');
  });

  it('options are changed with the consent of the other side', async () => {
    const scenario = await setUp(site);
    const before = await changes(site, scenario);
    const edit = await ask(
      site,
      command(scenario, 'edit', '--throttle --no-encrypt --compression lz4'),
      noor,
    );
    const asked = await untilSaid(site, scenario, edit, 'consent-source', /\[Approve\]/);
    expect(plain(asked)).toMatch(/throttle true, networkencryption false, networkcompression lz4/);
    expect(await since(scenario, before)).toEqual([]);
    await approveAs(site, scenario, edit, sam, 'source');
    expect((await untilEnded(site, edit)).outcome).toBe('done');
    expect(await since(scenario, before)).toEqual([
      `maprcli stream replica edit -path ${scenario.source} -replica ${scenario.replica} -throttle true -networkencryption false -networkcompression lz4`,
    ]);
    await untilSaid(site, scenario, edit, 'card', /Changed/);
  });

  it('it is removed after a word on what that means, and its messages stay', async () => {
    const scenario = await setUp(site);
    const before = await changes(site, scenario);
    const typed = await site.slack.type(
      noor.id,
      scenario.channel,
      command(scenario, 'remove').command,
    );
    expect(typed.outcome).toBe('acknowledged');
    const view = await site.slack.waitFor(() => site.slack.viewOf(noor.id));
    expect(JSON.stringify(view)).toMatch(/cannot be taken up again where it stopped/);
    expect(await since(scenario, before)).toEqual([]);
    await site.slack.submit(noor.id, 'current', {});
    await site.slack.waitFor(async () => (await since(scenario, before)).length === 2, longest);
    expect(await since(scenario, before)).toEqual([
      `maprcli stream replica remove -path ${scenario.source} -replica ${scenario.replica}`,
      `maprcli stream upstream remove -path ${scenario.replica} -upstream ${scenario.source}`,
    ]);
    // What was removed can be set up again once the stream is gone, and not before.
    // Not before the removal itself has ended: until then it holds the pair.
    const again = await site.slack.waitFor(() => ask(site, scenario), longest);
    expect((await untilEnded(site, again)).outcome).toBe('refused');
  });

  it('what somebody else has brought about already is so, and is said', async () => {
    const scenario = await setUp(site);
    await byHand(`stream replica pause -path ${scenario.source} -replica ${scenario.replica}`);
    const before = await changes(site, scenario);
    const pause = await ask(site, command(scenario, 'pause'), noor);
    const { steps } = await untilEnded(site, pause);
    expect(steps.pause.summary).toMatch(/is paused already/);
    expect(await since(scenario, before)).toEqual([]);
  });

  it('a pause does not wait for a resumption that nobody has answered', async () => {
    const scenario = await setUp(site);
    const resume = await ask(site, command(scenario, 'resume'), maya);
    await untilState(site, resume, ({ consents }) => consents.replica.kind === 'asked');
    const pause = await ask(site, command(scenario, 'pause'), sam);
    expect((await untilEnded(site, pause)).outcome).toBe('done');
    const { shown } = await site.slack.type(
      sam.id,
      scenario.channel,
      command(scenario, 'edit', '--throttle').command,
    );
    expect(shown).toMatch(/under way already\. See its thread/);
  });
});

describe.concurrent('Nobody else', () => {
  it.each([
    ['a stranger', stranger, /own neither side/],
    ['a guest', guest, /Guests cannot/],
  ])('%s neither pauses nor removes it', async (_, person, words) => {
    const scenario = await setUp(site);
    const before = await changes(site, scenario);
    for (const verb of ['pause', 'remove']) {
      const { channel, command: text } = command(scenario, verb);
      expect((await site.slack.type(person.id, channel, text)).shown).toMatch(words);
    }
    expect(await since(scenario, before)).toEqual([]);
  });
});

describe.concurrent('Where there is no such replication', () => {
  it('it stops, and says so', async () => {
    const scenario = await newScenario(site, 0);
    const pause = await ask(site, command(scenario, 'pause'));
    const { steps } = await untilState(site, pause, ({ phase }) => phase === 'failed');
    expect(steps.pause.failure?.message).toMatch(/does not list .* as a replica/);
    await untilSaid(site, scenario, pause, 'card', /Roll back/);
    await untilSaid(site, scenario, pause, 'step pause', /does not list .* as a replica/);
  });
});
