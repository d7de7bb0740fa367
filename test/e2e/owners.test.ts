/** Owners that come and go while the processes run: they are told by SIGHUP. */

import { readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import type { Program } from '../../sandbox/program.ts';
import { freePort } from '../../sandbox/redis.ts';
import { people } from '../../sandbox/site.ts';
import { plain } from '../../sandbox/slack/index.ts';
import {
  askedFor,
  buttonsFor,
  nameOf,
  openHome,
  read,
  untilHome,
  untilTold as untilHomesFollow,
} from './homes.ts';
import {
  approval,
  ask,
  changes,
  longest,
  messageOf,
  newScenario,
  setUp,
  startTestSite,
  type TestSite,
  untilEnded,
  untilSaid,
  untilState,
  untilTold,
} from './scenario.ts';

const { maya, sam, noor, lee, stranger } = people;
const group = 'S0SFOWNERS';
let site: TestSite;
let bot: Program;
let sanfrancisco: Program;
let newyork: Program;
let port: number;

beforeAll(async () => {
  port = await freePort();
  site = await startTestSite({ empty: true });
  [bot, sanfrancisco, newyork] = await Promise.all([
    site.startBot({ OPS_LISTEN: `127.0.0.1:${port}` }),
    site.startWorker('sanfrancisco'),
    site.startWorker('newyork'),
  ]);
});
afterAll(() => site?.stop());

interface Line {
  readonly msg?: string;
  readonly owners?: unknown;
  readonly restart?: readonly string[];
}

const pathOf = ({ role }: Program, cluster?: string) =>
  site.env(role, cluster)['REPLICATE_CONFIG'] ?? '';

/** Writes other settings, sends SIGHUP, and waits until that has been told of. @returns the lines about it */
async function hangUp(program: Program, path: string, text: string): Promise<Line[]> {
  await writeFile(path, text);
  const before = program.lines.length;
  process.kill(program.pid, 'SIGHUP');
  return site.slack.waitFor(
    async () => {
      const lines = program.lines.slice(before).map((line): Line => JSON.parse(line));
      return lines.some(({ msg = '' }) => msg.includes('read anew')) ? lines : undefined;
    },
    { ...longest, what: `${program.role} to read its settings anew` },
  );
}

/** Gives newyork these owners, for one process. */
async function giveNewyork(program: Program, owners: readonly string[], cluster?: string) {
  const path = pathOf(program, cluster);
  const settings = parse(await readFile(path, 'utf8'));
  settings.clusters.newyork.owners = owners;
  return hangUp(program, path, stringify(settings));
}

async function measured(name: string): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  return Number(new RegExp(`^replicate_settings_${name} (\\S+)$`, 'm').exec(text)?.[1]);
}

describe('owners are changed, and the processes told by SIGHUP', () => {
  it('who is one no more cannot approve, who is one now can, and each worker goes by its own', async () => {
    const replicating = await setUp(site);
    const [scenario, request] = await askedFor(site);
    for (const { id } of [noor, stranger, sam]) await openHome(site, id);
    await untilHome(site, noor.id, 'Waits for you', new RegExp(nameOf(scenario)));
    await untilHome(site, noor.id, 'Replicating', new RegExp(nameOf(replicating)));
    expect(read(await site.slack.home(stranger.id))).not.toContain(nameOf(scenario));

    const lines = await giveNewyork(bot, [lee.id, stranger.id]);
    const gone = ['U0NY1', 'U0GUEST', 'U0OTHER', 'U0SF1'];
    expect(lines.find(({ owners }) => owners)).toMatchObject({
      msg: 'the owners were read anew: 1 added, 4 removed',
      owners: [{ of: 'newyork', added: [stranger.id], removed: gone }],
    });
    expect(lines.flatMap(({ restart = [] }) => restart)).toEqual([]);

    // What names the owners follows, and so do the homes: nobody has to open theirs again.
    await untilHome(site, stranger.id, 'Waits for you', new RegExp(nameOf(scenario)));
    await untilHome(site, stranger.id, 'Replicating', new RegExp(nameOf(replicating)));
    await site.slack.waitFor(
      async () => !read(await site.slack.home(noor.id)).includes(nameOf(scenario)),
      longest,
    );
    expect(read(await site.slack.home(noor.id))).not.toContain(nameOf(replicating));
    await untilSaid(site, scenario, request, 'consent', new RegExp(`@${stranger.name}`));

    const asked = await approval(site, scenario, request);
    await site.slack.press(noor.id, asked, 'approve', { confirm: true });
    await untilTold(site, noor.id, scenario.channel, /You are not an owner of/);
    expect((await site.store.read(request))?.consents.replica.kind).toBe('asked');

    // The worker has the owners of before still: it denies.
    await site.slack.press(stranger.id, asked, 'approve', { confirm: true });
    const refused = await untilState(site, request, ({ phase }) => phase === 'failed');
    expect(refused.steps.authorize.failure?.message).toMatch(
      /U0STRANGER is not an owner of .* by this worker's settings/,
    );
    expect((await changes(site, scenario)).filter((line) => line.includes('upstream'))).toEqual([]);

    for (const [worker, cluster] of [
      [sanfrancisco, 'sanfrancisco'],
      [newyork, 'newyork'],
    ] as const) {
      await giveNewyork(worker, [lee.id, stranger.id], cluster);
    }
    const card = await untilSaid(site, scenario, request, 'card', /\[Retry\]/);
    await site.slack.press(stranger.id, card, 'retry');
    expect((await untilEnded(site, request)).outcome).toBe('done');
  });

  it('a worker denies whom its own settings name no more, whatever the bot has signed', async () => {
    await giveNewyork(bot, [lee.id, noor.id]);
    await giveNewyork(newyork, [lee.id], 'newyork');
    const [scenario, request] = await askedFor(site);
    const asked = await approval(site, scenario, request);
    await site.slack.press(noor.id, asked, 'approve', { confirm: true });
    const { steps } = await untilState(site, request, ({ phase }) => phase === 'failed');
    expect(steps.authorize.failure?.message).toMatch(/U0NY1 is not an owner/);
    expect((await changes(site, scenario)).filter((line) => line.includes('upstream'))).toEqual([]);
  });

  it('a group that owns something only now sees it in the homes that are open', async () => {
    await giveNewyork(bot, [lee.id, noor.id]);
    const sanfranciscos = pathOf(bot);
    const settings = parse(await readFile(sanfranciscos, 'utf8'));
    settings.clusters.sanfrancisco.owners = [maya.id];
    await hangUp(bot, sanfranciscos, stringify(settings));
    const scenario = await newScenario(site);
    const request = await ask(site, scenario);
    await openHome(site, sam.id);
    expect(read(await site.slack.home(sam.id))).not.toContain(nameOf(scenario));
    settings.clusters.sanfrancisco.owners = [maya.id, group];
    await hangUp(bot, sanfranciscos, stringify(settings));
    await untilHome(site, sam.id, 'Under way', new RegExp(nameOf(scenario)));
    expect(await buttonsFor(site, sam.id, request)).toEqual([]);
  });

  it('a faulty file changes nothing and is told, and so is what needs a restart', async () => {
    await giveNewyork(bot, [lee.id, noor.id]);
    const path = pathOf(bot);
    const good = await readFile(path, 'utf8');
    const loaded = await measured('loaded_timestamp_seconds');
    expect(loaded).toBeGreaterThan(0);
    expect(await measured('last_reload_successful')).toBe(1);

    const faulty = { ...parse(good), consents: {} };
    faulty.clusters.newyork.owners = ['lee'];
    const told = (await hangUp(bot, path, stringify(faulty))).map(({ msg }) => msg).join('\n');
    expect(told).toMatch(/the old ones hold: .*clusters\.newyork\.owners\.0: is not a Slack user/);
    expect(told).toMatch(/the old ones hold: .*no setting "consents", perhaps consent was meant/);
    expect(await measured('last_reload_successful')).toBe(0);
    expect(await measured('loaded_timestamp_seconds')).toBe(loaded);
    const [scenario, request] = await askedFor(site);
    expect(plain(await approval(site, scenario, request))).toContain(`@${lee.name}`);

    const other = { ...parse(good), consent: { expires: '12h' }, timeouts: { command: '20s' } };
    other.clusters.paris = { owners: [maya.id] };
    const lines = await hangUp(bot, path, stringify(other));
    await site.slack.waitFor(
      async () => bot.lines.some((line) => line.includes('needs a restart')),
      longest,
    );
    expect([...lines, ...bot.lines.slice(-3).map((line): Line => JSON.parse(line))]).toContainEqual(
      expect.objectContaining({
        restart: ['clusters.paris', 'consent.expires', 'timeouts.confirm', 'timeouts.settle'],
      }),
    );
    expect(await measured('last_reload_successful')).toBe(1);
    expect(await messageOf(site, scenario, request, 'consent')).toBeDefined();
  });
});

describe('owners are changed while no bot runs', () => {
  it('the next that starts brings the homes into line', async () => {
    await giveNewyork(bot, [lee.id, noor.id]);
    await giveNewyork(newyork, [lee.id, noor.id], 'newyork');
    await giveNewyork(sanfrancisco, [lee.id, noor.id], 'sanfrancisco');
    const replicating = await setUp(site);
    await openHome(site, lee.id);
    await untilHome(site, lee.id, 'Replicating', new RegExp(nameOf(replicating)));
    // So that nothing is left over which would bring it into line anyway.
    await untilHomesFollow(site, replicating.request);
    await bot.stop();
    const path = pathOf(bot);
    const settings = parse(await readFile(path, 'utf8'));
    settings.clusters = {
      ...settings.clusters,
      newyork: { owners: [noor.id, stranger.id] },
    };
    await writeFile(path, stringify(settings));
    bot = await site.startBot();
    await site.slack.openHome(stranger.id);
    await untilHome(site, stranger.id, 'Replicating', new RegExp(nameOf(replicating)));
    await site.slack.openHome(lee.id);
    await site.slack.waitFor(
      async () => !read(await site.slack.home(lee.id)).includes(nameOf(replicating)),
      longest,
    );
  });
});
