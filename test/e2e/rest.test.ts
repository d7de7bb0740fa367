/** One cluster's API server is asked by REST, the other's commands are run by `maprcli`. */

import { readFileSync, writeFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { makeCertificate } from '../../sandbox/clusters/certificate.ts';
import type { Run } from '../../sandbox/clusters/index.ts';
import { people } from '../../sandbox/site.ts';
import { everythingIn } from './everything-in.ts';
import {
  approval,
  ask,
  changes,
  newScenario,
  type Scenario,
  startTestSite,
  type TestSite,
  untilEnded,
  untilSaid,
} from './scenario.ts';

const { noor } = people;
let site: TestSite;
afterEach(() => site?.stop());

async function begin(scenario: Scenario): Promise<string> {
  const request = await ask(site, scenario);
  const asked = await approval(site, scenario, request);
  await site.slack.press(noor.id, asked, 'approve', { confirm: true });
  return request;
}

/** What came by REST, and which programs were started, that are about a cluster. */
async function runsOn(cluster: string): Promise<{ byRest: Run[]; programs: Run[] }> {
  const isAbout = ({ argv }: Run) =>
    ['-path', '-src', '-cluster'].some((option) => {
      const value = argv[argv.indexOf(option) + 1] ?? '';
      return argv.includes(option) && (value === cluster || value.startsWith(`/mapr/${cluster}/`));
    });
  const runs = (await site.clusters.journal()).filter(isAbout);
  return {
    byRest: runs.filter(({ ppid }) => ppid === 0),
    programs: runs.filter(({ ppid }) => ppid !== 0),
  };
}

function programsOf(runs: readonly Run[]): string[] {
  return [...new Set(runs.map(({ argv }) => argv.slice(0, 2).join(' ')))].sort();
}

describe.each([
  ['sanfrancisco', 'newyork', ['mapr copystream', 'maprlogin authtest']],
  ['newyork', 'sanfrancisco', ['maprlogin authtest']],
])('with the API server of %s', (rest, other, programs) => {
  it('a request becomes a replication that delivers, and the password stays where it is', async () => {
    site = await startTestSite({ rest: [rest] });
    const scenario = await newScenario(site);
    const { source, replica } = scenario;
    const request = await begin(scenario);
    expect((await untilEnded(site, request)).outcome).toBe('done');
    await untilSaid(site, scenario, request, 'outcome', /Replicating/);
    await site.clusters.produce(source, 'clicks', 7);
    await site.slack.waitFor(async () => (await site.clusters.messages(replica)) === 37);
    expect(await changes(site, scenario)).toEqual([
      `maprcli stream create -path ${replica} -copymetafrom ${source}`,
      `maprcli stream replica add -path ${source} -replica ${replica} -paused true`,
      `maprcli stream upstream add -path ${replica} -upstream ${source}`,
      `mapr copystream -src ${source} -dst ${replica}`,
      `maprcli stream replica resume -path ${source} -replica ${replica}`,
    ]);

    const there = await runsOn(rest);
    expect(programsOf(there.programs)).toEqual(programs);
    expect(programsOf(there.byRest)).toContain('maprcli stream');
    const elsewhere = await runsOn(other);
    expect(elsewhere.byRest).toEqual([]);
    expect(programsOf(elsewhere.programs)).toContain('maprcli stream');

    const login = Buffer.from(`mapr-bot:${site.restPassword}`).toString('base64');
    const places = {
      'the logs of the processes': site.programs.flatMap(({ lines }) => lines).join('\n'),
      Redis: await everythingIn(site),
      Slack: JSON.stringify(await site.slack.calls()),
      'the command lines': JSON.stringify(await site.clusters.journal()),
    };
    expect(site.restPassword.length).toBeGreaterThan(10);
    expect(places.Redis).toContain(request);
    for (const [place, text] of Object.entries(places)) {
      for (const secret of [site.restPassword, login])
        expect(text.includes(secret), place).toBe(false);
    }
  });
});

it('A worker is killed while an API server is at what it asked for: the next one waits until that must have ended, and asks for nothing twice', async () => {
  site = await startTestSite({
    rest: ['newyork'],
    empty: true,
    settings: { timeouts: { command: '12s', confirm: '60s', settle: '200ms' } },
  });
  const worker = await site.startWorker('newyork');
  await Promise.all([site.startBot(), site.startWorker('sanfrancisco')]);
  const scenario = await newScenario(site);
  const authorizing = `upstream add -path ${scenario.replica}`;
  // Longer than it takes another worker to take the step over.
  await site.clusters.faults.set({ latency: { command: authorizing, ms: 14_000 } });
  const request = await begin(scenario);
  const asked = async () => {
    const runs = await site.clusters.journal();
    return runs.filter(({ line }) => line.includes(authorizing));
  };
  await site.slack.waitFor(async () => (await asked()).length > 0);
  await worker.kill();
  await site.startWorker('newyork');
  expect((await untilEnded(site, request)).outcome).toBe('done');
  expect(await asked()).toMatchObject([{ ppid: 0, effect: true }]);
});

it("An API server's certificate is of another CA: it is not asked, and the request is refused before anything changes", async () => {
  site = await startTestSite({ rest: ['newyork'], empty: true });
  const { REPLICATE_CONFIG = '' } = site.env('worker', 'newyork');
  const { caFile } = parse(readFileSync(REPLICATE_CONFIG, 'utf8')).worker.rest.newyork;
  writeFileSync(caFile, (await makeCertificate()).ca);
  await site.startAll();
  const scenario = await newScenario(site);
  const request = await ask(site, scenario);
  expect((await untilEnded(site, request)).outcome).toBe('refused');
  await untilSaid(site, scenario, request, 'card', /cannot be trusted, and was not asked/);
  expect((await runsOn('newyork')).byRest).toEqual([]);
  expect(await changes(site, scenario)).toEqual([]);
});
