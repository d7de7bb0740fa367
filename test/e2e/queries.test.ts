import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { people } from '../../sandbox/site.ts';
import { keys } from '../../src/jobs/keys.ts';
import {
  ask,
  longest,
  newScenario,
  setUp,
  startTestSite,
  type TestSite,
  toldTo,
  untilEnded,
  untilTold,
} from './scenario.ts';

const { maya, noor, lee, stranger, guest } = people;

let site: TestSite;

beforeAll(async () => {
  site = await startTestSite({ inOne: true, settings: { watch: { every: '2s', lag: '10s' } } });
}, longest.timeoutMs);

afterAll(() => site.stop());

/** Types a query, and waits for its answer, which comes when the clusters have been looked at. */
async function told(channel: string, text: string, words: RegExp, by: { id: string } = noor) {
  const { shown } = await site.slack.type(by.id, channel, `/replicate ${text}`);
  if (words.test(shown)) return shown;
  await untilTold(site, by.id, channel, words);
  return toldTo(site, by.id, channel);
}

const name = (path: string) => path.replace('/mapr/', '');

describe('status', () => {
  it('of a stream looks at it now, and tells how each of its replications does', async () => {
    const scenario = await setUp(site);
    await site.clusters.produce(scenario.source, 'clicks', 10);
    const words = await told(scenario.channel, `status ${name(scenario.source)}`, /→ to .*newyork/);
    expect(words).toMatch(/1 topic.*State: REPLICATING/s);
    const replica = await told(scenario.channel, `status ${name(scenario.replica)}`, /← from/);
    expect(replica).toMatch(/from .*sanfrancisco.*Set up/s);
  });

  it('tells what was set up by hand as that', async () => {
    const scenario = await newScenario(site, 0);
    await site.clusters.setUp(scenario.source, scenario.replica, 'authorized');
    const words = await told(scenario.channel, `status ${name(scenario.source)}`, /→ to .*newyork/);
    expect(words).toMatch(/paused.*Set up by hand, not watched/s);
  });

  it('of a request says where it stands', async () => {
    const scenario = await setUp(site);
    await told(scenario.channel, `status ${scenario.request}`, /Replicating.*Set up/s);
  });

  it('of nothing says so', async () => {
    await told('C0T1', 'status sanfrancisco/nothing', /There is no stream at/);
    await told('C0T2', 'status abcd2345', /There is no request abcd2345/);
  });
});

describe('list, history and owners', () => {
  it('tell what replicates, what was done with it, and who speaks for it', async () => {
    const scenario = await setUp(site);
    await told(scenario.channel, 'list', new RegExp(`${scenario.source} → .*Thread`));
    await told(scenario.channel, 'list newyork', new RegExp(scenario.source));
    const pause = await ask(
      site,
      { ...scenario, command: `/replicate pause ${scenario.request}` },
      lee,
    );
    await untilEnded(site, pause);
    const past = await told(
      scenario.channel,
      `history ${name(scenario.source)}`,
      /Pause .*Paused.*@lee.*Replicating.*@maya/s,
      maya,
    );
    expect(past).toContain(scenario.request);
    await site.slack.waitFor(async () => {
      const words = await told(scenario.channel, 'list', /replications?/, maya);
      return new RegExp(`${scenario.source} →[^\\n]*\\n\\*?Paused`).test(words);
    }, longest);
    await told(scenario.channel, `owners ${name(scenario.replica)}`, /spoken for by .*@noor/);
  });

  it('tell of what was set up before there were indexes, from the start of a bot on', async () => {
    const scenario = await setUp(site);
    await Promise.all(site.programs.map((program) => program.stop()));
    const clusters = [null, 'newyork', 'sanfrancisco'];
    await site.connection.del(...clusters.map(keys.known), keys.knownOf);
    await site.startAll();
    await told(scenario.channel, 'list newyork', new RegExp(scenario.source));
    await told(
      scenario.channel,
      `status ${name(scenario.source)}`,
      /→ to .*newyork.*Set up(?! by)/s,
    );
  }, 120_000);
});

describe('help', () => {
  it('tells of each command what it does and who may', async () => {
    const { shown } = await site.slack.type(stranger.id, 'C0T3', '/replicate help');
    for (const verb of ['list', 'pause', 'resume', 'edit', 'remove', 'rollback', 'owners']) {
      expect(shown).toContain(`/replicate ${verb}`);
    }
    const one = await site.slack.type(stranger.id, 'C0T3', '/replicate help resume');
    expect(one.shown).toMatch(/Who may: .*For example \/replicate resume sanfrancisco/s);
  });

  it('is all that guests and other workspaces get to read', async () => {
    await told('C0T4', 'list', /Guests cannot/, guest);
  });
});
