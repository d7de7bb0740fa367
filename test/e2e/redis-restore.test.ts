import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { people } from '../../sandbox/site.ts';
import {
  approval,
  ask,
  changes,
  keyOf,
  newScenario,
  type Scenario,
  startTestSite,
  type TestSite,
  threadOf,
  untilEnded,
  untilSaid,
  untilState,
} from './scenario.ts';
import { approve, expectDoneOnce, expectWhole, untilRunning, wholeThread } from './whole.ts';

let site: TestSite;
/** At the time of the backup, the one waited for approval, and the other was being copied; then both were done. */
let waiting: [Scenario, string];
let copying: [Scenario, string];
beforeAll(async () => {
  site = await startTestSite();
  waiting = [await newScenario(site), ''];
  copying = [await newScenario(site), ''];
  waiting[1] = await ask(site, waiting[0]);
  copying[1] = await ask(site, copying[0]);
  await approval(site, ...waiting);
  const copy = `copystream -src ${copying[0].source}`;
  await site.clusters.faults.set({ copy: { command: copy, minMs: 3_000 } });
  await approve(site, ...copying);
  await untilRunning(site, copy);
  const backup = await mkdtemp(join(tmpdir(), 'replicate-backup-'));
  await cp(site.redis.dir, backup, { recursive: true });
  await site.clusters.faults.clear();
  await approve(site, ...waiting);
  await expectWhole(site, ...waiting);
  await expectWhole(site, ...copying);
  await Promise.all(site.programs.map((program) => program.stop()));
  await site.redis.kill();
  await rm(site.redis.dir, { recursive: true });
  await cp(backup, site.redis.dir, { recursive: true });
  await rm(backup, { recursive: true });
  await site.redis.start();
  await Promise.all([
    site.startBot(),
    site.startWorker('sanfrancisco'),
    site.startWorker('newyork'),
  ]);
}, 240_000);
afterAll(() => site?.stop());

async function byHand(cluster: string, line: string): Promise<void> {
  const maprcli = join(site.clusters.home(cluster), 'bin', 'maprcli');
  await promisify(execFile)(maprcli, [...line.split(' '), '-json']);
}

/** All that Slack shows of it, by key: what is there twice is in it twice. */
async function shownOf([scenario, request]: [Scenario, string]): Promise<string[]> {
  return (await threadOf(site, scenario, request)).map((message) => keyOf(message) ?? '');
}

it('A backup of Redis is put back, from before an approval: it is asked for again, and what was done since is left alone, by a roll back too', async () => {
  const [scenario, request] = waiting;
  const before = await changes(site, scenario);
  expect((await site.store.read(request))?.consents.replica.kind).toBe('asked');
  await approve(site, ...waiting);
  await untilState(site, request, ({ phase }) => phase === 'failed');
  await untilSaid(site, scenario, request, 'step authorize', /did not make it.*left untouched/s);
  const stopped = await untilSaid(site, scenario, request, 'card', /\[Roll back\]/);
  expect(await changes(site, scenario)).toEqual(before);
  expect(await shownOf(waiting)).toEqual([...wholeThread, 'stopped 1']);
  await site.slack.press(people.maya.id, stopped, 'rollback', { confirm: true });
  const { steps } = await untilEnded(site, request);
  expect(await changes(site, scenario)).toEqual(before);
  expect(JSON.stringify(steps.register)).toContain('messages may be moving');
  const adopt = `/replicate watch ${scenario.source} ${scenario.replica}`;
  const adopted = await ask(site, { ...scenario, command: adopt });
  expect((await untilEnded(site, adopted)).outcome).toBe('done');
});

it('A backup of Redis is put back, from the midst of a copy: no step is taken twice, nor a message posted twice', async () => {
  const [scenario, request] = copying;
  const { source, replica } = scenario;
  await untilState(site, request, ({ phase }) => phase === 'failed');
  const stopped = await untilSaid(site, scenario, request, 'card', /\[Retry\]/);
  await untilSaid(site, scenario, request, 'step resume', /did not make it.*left untouched/s);
  await expectDoneOnce(site, scenario, 'again');
  expect(await shownOf(copying)).toEqual([...wholeThread, 'stopped 1']);
  // What the step says to do.
  await byHand('sanfrancisco', `stream replica pause -path ${source} -replica ${replica}`);
  await site.slack.press(people.maya.id, stopped, 'retry', { confirm: true });
  expect((await untilEnded(site, request)).outcome).toBe('done');
  await untilSaid(site, scenario, request, 'card', /Replicating/);
  expect(new Set(await shownOf(copying)).size).toBe((await shownOf(copying)).length);
});
