import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openClusters } from '../../../sandbox/clusters/index.ts';
import { leave, reside } from '../../../sandbox/clusters/resident.ts';
import { pair, until, useClusters } from './use-clusters.ts';

const { world, start, sh } = useClusters();

it('many processes at once lose nothing', async () => {
  const { source } = pair();
  await world().createStream(source);
  const names = Array.from({ length: 16 }, (_, n) => `t${n}`);
  const answers = await Promise.all(
    names.map((topic) => sh(`maprcli stream topic create -path ${source} -topic ${topic}`)),
  );
  expect(answers.map(({ exit }) => exit)).toEqual(names.map(() => 0));
  expect(Object.keys((await world().stream(source))?.topics ?? {}).sort()).toEqual(names.sort());
});

it.each([
  ['asked for by thin programs', () => undefined, 0.5],
  ['that run by themselves', leave, 3],
] as const)(
  'commands %s, killed at any instruction, leave the world whole, and the journal knows what took effect',
  async (_, prepare, ms) => {
    await prepare(world().dir);
    const { source } = pair();
    await world().createStream(source);
    for (let turn = 0; turn < 30; turn += 1) {
      const args = ['stream', 'topic', 'create', '-path', source, '-topic', `k${turn}`];
      const child = start('maprcli', args);
      setTimeout(() => child.kill('SIGKILL'), turn * ms);
      await child;
    }
    const topics = Object.keys((await world().stream(source))?.topics ?? {});
    const effects = (await world().changes()).filter(({ line }) =>
      line.includes(`${source} -topic k`),
    );
    expect(effects.map(({ argv }) => argv.at(-1))).toEqual(topics);
    expect(await sh(`maprcli stream info -path ${source}`)).toMatchObject({ exit: 0 });
    await reside(world().dir);
  },
  30_000,
);

it('what a process leaves that is killed while it writes does no harm', async () => {
  const { source } = pair();
  await world().createStream(source);
  writeFileSync(join(world().dir, 'state.draft'), '{"half":');
  // Killed when the new one was whole, and the old one still there.
  writeFileSync(join(world().dir, 'state.1.json'), '{}');
  expect(await sh(`maprcli stream info -path ${source}`)).toMatchObject({ exit: 0 });
  expect(await world().stream(source)).toBeDefined();
});

it('the journal pairs starts and ends, and says who ran what where', async () => {
  const { source } = pair();
  const home = world().home('newyork', { user: 'alice', host: 'node7' });
  await sh(`maprcli stream create -path ${source}`, home);
  await sh(`maprcli stream create -path ${source}`, home);
  const [first, second] = (await world().journal()).filter(({ line }) => line.includes(source));
  expect(first).toMatchObject({
    argv: ['maprcli', 'stream', 'create', '-path', source],
    user: 'alice',
    host: 'node7',
    home: 'newyork',
    ppid: process.pid,
    exit: 0,
    effect: true,
  });
  expect(second).toMatchObject({ exit: 1, effect: false });
  expect(first?.endedAt).toBeGreaterThanOrEqual(first?.at ?? Infinity);
});

it('a world is open to any process that knows its directory', async () => {
  const { source } = pair();
  const other = openClusters(world().dir);
  await other.createStream(source, { topics: ['a'] });
  await world().produce(source, 'a', 3);
  expect(await other.messages(source)).toBe(3);
  expect(other.maprHome).toBe(world().maprHome);
  await until(async () => expect(await other.commands()).toEqual(await world().commands()));
});
