import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readNode } from '../../../sandbox/clusters/cli/node.ts';
import { run as runHere } from '../../../sandbox/clusters/cli/run.ts';
import { startedHere, statOf } from '../../../sandbox/clusters/cli/started.ts';
import { createClusters, openClusters } from '../../../sandbox/clusters/index.ts';
import { leave, reside } from '../../../sandbox/clusters/resident.ts';
import { pair, until, useClusters } from './use-clusters.ts';

const { world, start, sh } = useClusters();

const bin = (program: string, maprHome = world().maprHome) => join(maprHome, 'bin', program);
const wordsOf = (pid: number) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');

/** A source of 1000 messages, the command that copies it, and how far that has come. */
async function oneCopy(messagesPerSecond = 500) {
  const { source, replica } = pair();
  await world().createStream(source, { topics: { clicks: 2 } });
  await world().produce(source, 'clicks', 1000);
  await world().faults.set({ copy: { messagesPerSecond } });
  const line = `mapr copystream -src ${source} -dst ${replica}`;
  return {
    line,
    args: line.split(' ').slice(1),
    copied: async () => (await world().stream(replica))?.messages ?? 0,
    run: async () => (await world().journal()).find((run) => run.line === line),
  };
}

describe.each([
  ['a program that asks who holds the world open', true],
  ['a program that runs its command itself, as nobody does', false],
])('%s', (_, isServed) => {
  beforeEach(() => (isServed ? undefined : leave(world().dir)));
  afterEach(() => reside(world().dir));

  it('is found by its words, is the process in the journal, and runs where it should', async () => {
    await world().faults.set({ hang: {} });
    const args = ['stream', 'info', '-path', '/x'];
    const hanging = start('maprcli', args);
    await until(async () => expect((await world().journal()).at(-1)?.pid).toBe(hanging.pid));
    expect((await world().journal()).at(-1)).toMatchObject({ ppid: process.pid });
    const words = wordsOf(hanging.pid ?? 0);
    expect(words.slice(2, -1)).toEqual(args);
    expect(words.slice(0, 2)).toEqual(
      isServed
        ? ['/bin/bash', bin('maprcli')]
        : [process.execPath, join(world().maprHome, 'lib', 'maprcli.mjs')],
    );
    hanging.kill('SIGKILL');
    await hanging;
  });

  it('hands its arguments on as they are', async () => {
    const odd = [
      '',
      ' ',
      'a  b',
      `'"\``,
      '$HOME',
      '\\',
      '*',
      '-n',
      'one\ntwo\n',
      '\t',
      'ünï ✓ 🙂',
      '%s',
    ];
    await start('maprcli', odd);
    expect((await world().journal()).at(-1)?.argv).toEqual(['maprcli', ...odd]);
    await start('mapr', []);
    expect((await world().journal()).at(-1)?.argv).toEqual(['mapr']);
  });

  it('prints an answer of megabytes with any characters, to the last line end', async () => {
    const ascii = String.fromCharCode(...Array.from({ length: 127 }, (_, n) => n + 1));
    const odd = `%s\\n\\0 ${ascii} ünï ✓ 🙂\r\n`;
    const reply = { exit: 7, stdout: odd.repeat(20_000), stderr: `${odd.repeat(2000)}\n\n` };
    await world().faults.set({ reply });
    // Of several bytes some of them, to whoever counts characters.
    const env = { LC_ALL: 'C.UTF-8' };
    const options = { reject: false, env, extendEnv: false, stripFinalNewline: false } as const;
    const { stdout, stderr, exitCode } = await execa(bin('maprcli'), ['volume', 'list'], options);
    expect(exitCode).toBe(7);
    expect(stdout === reply.stdout).toBe(true);
    expect(stderr === reply.stderr).toBe(true);
  });

  it('writes files where it was started', async () => {
    const { line, args } = await oneCopy(100_000);
    await sh(line);
    const cwd = mkdtempSync(join(tmpdir(), 'diff-'));
    const diff = ['diffstreams', ...args.slice(1), '-outdir', 'there'];
    const { exitCode } = await execa(bin('mapr'), diff, { cwd, reject: false });
    expect(exitCode).toBe(0);
    expect(existsSync(join(cwd, 'there', 'opsForDst'))).toBe(true);
    rmSync(cwd, { recursive: true });
  });

  it('shows how far it is while it runs', async () => {
    const { args, copied } = await oneCopy();
    const copying = start('mapr', args);
    const lines = createInterface(copying.stderr);
    for await (const line of lines) if (/^Copied [1-9]/.test(line)) break;
    expect(await copied()).toBeLessThan(1000);
    copying.kill('SIGKILL');
    await copying;
  });

  it('ends by SIGTERM with 143 and an entry in the journal, by SIGKILL without', async () => {
    for (const [signal, exit] of [
      ['SIGTERM', 143],
      ['SIGKILL', undefined],
    ] as const) {
      const { args, copied, run } = await oneCopy();
      const copying = start('mapr', args);
      await until(async () => expect(await copied()).toBeGreaterThan(0));
      copying.kill(signal);
      expect((await copying).exitCode).toBe(exit);
      const ended = await run();
      expect(ended).toMatchObject({ effect: true, lastEffectAt: expect.any(Number) });
      expect(ended?.exit).toBe(exit);
      expect(ended?.endedAt === undefined).toBe(exit === undefined);
    }
  });

  it('copies nothing more once it was killed', async () => {
    const { args, copied } = await oneCopy();
    const copying = start('mapr', args);
    await until(async () => expect(await copied()).toBeGreaterThan(0));
    copying.kill('SIGKILL');
    await copying;
    const atItsEnd = await copied();
    const other = await oneCopy();
    const copyingToo = start('mapr', other.args);
    await until(async () => expect(await other.copied()).toBeGreaterThan(50));
    expect(await copied()).toBe(atItsEnd);
    copyingToo.kill('SIGKILL');
    await copyingToo;
  });

  it('goes on when its caller is killed and nobody reads what it prints', async () => {
    const { args, copied, run } = await oneCopy(2000);
    const caller = spawn('/bin/bash', ['-c', '"$@"; true', 'x', bin('mapr'), ...args]);
    await until(async () => expect(await copied()).toBeGreaterThan(0));
    const ended = once(caller, 'exit');
    caller.kill('SIGKILL');
    caller.stdout.destroy();
    caller.stderr.destroy();
    await ended;
    await until(async () => expect(await run()).toMatchObject({ ppid: caller.pid, exit: 0 }));
    expect(await copied()).toBe(1000);
  });

  it('kills its caller, and no other that took its place', async () => {
    const { args, copied, run } = await oneCopy(2000);
    await world().faults.add({ killsCaller: { command: 'copystream', when: 'middle' } });
    const caller = spawn('/bin/bash', ['-c', '"$@"; true', 'x', bin('mapr'), ...args]);
    expect(await once(caller, 'exit')).toEqual([null, 'SIGKILL']);
    await until(async () => expect(await run()).toMatchObject({ exit: 0 }));
    expect(await copied()).toBe(1000);
  });

  it.each([
    ['that obeys', 'is cleaned up', false],
    ['that is deaf', 'is removed by somebody else', true],
  ])('%s and hangs ends when its world %s', async (_, end, deaf) => {
    const own = await createClusters({ clusters: ['sanfrancisco'] });
    if (!isServed) await leave(own.dir);
    await own.faults.set({ hang: { deaf } });
    const hanging = start('maprcli', ['volume', 'list'], own.maprHome);
    await until(async () => expect(await own.journal()).toHaveLength(1));
    await (end === 'is cleaned up' ? own.cleanup() : rmSync(own.dir, { recursive: true }));
    expect((await hanging).exitCode).toBe(1);
  });
});

it('a command whose process has ended does nothing, though nobody has heard of its end', async () => {
  const { source } = pair();
  const child = spawn('/bin/sleep', ['1000']);
  const pid = child.pid ?? 0;
  const stop = new AbortController();
  const started = { ...startedHere(stop.signal), pid, since: statOf(pid)?.since };
  child.kill('SIGKILL');
  await once(child, 'exit');
  const ran = runHere({
    node: readNode(world().maprHome),
    program: 'maprcli',
    args: ['stream', 'create', '-path', source],
    started,
    out: () => undefined,
    err: () => undefined,
    deafen: () => undefined,
  });
  await expect(ran).rejects.toThrow(`The process ${pid} of the command has ended.`);
  expect(await world().stream(source)).toBeUndefined();
});

it('a port that somebody else listens at by now is not taken for who held the world open', async () => {
  const other = createServer((socket) => socket.on('error', () => undefined).end('hello\n'));
  await once(other.listen(0, '127.0.0.1'), 'listening');
  const { port } = other.address() as AddressInfo;
  await leave(world().dir);
  // The very pid, of another time.
  writeFileSync(join(world().dir, 'resident'), `${port} ${process.pid} 1\n`);
  expect(await sh('maprcli volume list')).toMatchObject({ exit: 0 });
  other.close();
  await reside(world().dir);
});

it('a caller that blocks who holds the world open gets its answer all the same', async () => {
  const { source } = pair();
  const args = ['stream', 'create', '-path', source];
  const { status } = spawnSync(bin('maprcli'), args, { timeout: 60_000 });
  expect(status).toBe(0);
  expect(await world().stream(source)).toBeDefined();
});

it('a world that another process holds open is served by that, and then by the next that opens it', async () => {
  const dir = join(realpathSync(tmpdir()), `clusters-of-another-${process.pid}`);
  const holder = await hold(dir);
  const own = openClusters(dir);
  /** A command that hangs, and the interpreter that it runs in. */
  const hang = async () => {
    await own.faults.set({ hang: true });
    const hanging = start('maprcli', ['volume', 'list'], own.maprHome);
    await until(async () => expect((await own.journal()).at(-1)?.pid).toBe(hanging.pid));
    return { hanging, interpreter: wordsOf(hanging.pid ?? 0)[0] };
  };
  const theirs = await hang();
  expect(theirs.interpreter).toBe('/bin/bash');
  const ended = once(holder, 'exit');
  holder.kill('SIGKILL');
  await ended;
  expect((await theirs.hanging).exitCode).toBe(1);

  const ofNobody = await hang();
  expect(ofNobody.interpreter).toBe(process.execPath);
  await reside(dir);
  const ours = await hang();
  expect(ours.interpreter).toBe('/bin/bash');
  await own.cleanup();
  expect((await ofNobody.hanging).exitCode).toBe(1);
  expect((await ours.hanging).exitCode).toBe(1);
  expect(existsSync(dir)).toBe(false);
});

/** Another process, which makes a world in `dir` and stays. */
async function hold(dir: string): Promise<ChildProcess> {
  const index = new URL('../../../sandbox/clusters/index.ts', import.meta.url).href;
  const script = `
    const { createClusters } = await import(${JSON.stringify(index)});
    await createClusters({ dir: ${JSON.stringify(dir)}, clusters: ['sanfrancisco'] });
    console.log('ready');
    setInterval(() => undefined, 1000);`;
  const args = ['--import', 'tsx', '--input-type=module', '-e', script];
  const holder = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(holder.stdout, 'data');
  return holder;
}
