import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { copystream } from '../../src/mapr/copystream.ts';
import { findRunning, isAlive, isSame, startTimeOf } from '../../src/mapr/orphan.ts';
import { parseStreamPath } from '../../src/mapr/path.ts';
import { fakeHome } from './support.ts';

// Of this test run alone: others may run the same beside it.
const source = parseStreamPath(`/mapr/sanfrancisco/orphan-${process.pid}`);
const replica = parseStreamPath(`/mapr/newyork/orphan-${process.pid}`);
const copy = copystream({ source, replica });
const children: ChildProcess[] = [];

/** Waits until it really runs: before that its words are still ours. */
async function running(...args: readonly string[]): Promise<number> {
  const script = 'console.log("ready"); setInterval(() => {}, 1000)';
  const child = spawn(process.execPath, ['-e', script, 'x', ...args]);
  children.push(child);
  await once(child.stdout, 'data');
  if (child.pid === undefined) throw new Error('not started');
  return child.pid;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

afterEach(async () => {
  await Promise.all(children.splice(0).map(end));
});

describe('a copy that still runs', () => {
  it('is found by the pair it copies, and no longer when it has ended', async () => {
    expect(await findRunning(copy)).toEqual([]);
    const pid = await running(...copy.args, '-numthreads', '4');
    const [found, ...more] = await findRunning(copy);
    expect(found?.pid).toBe(pid);
    expect(more).toEqual([]);
    expect(await isAlive(pid, found?.startTime ?? -1)).toBe(true);
    expect(await isAlive(pid, (found?.startTime ?? 0) - 1)).toBe(false);

    await Promise.all(children.map(end));
    expect(await findRunning(copy)).toEqual([]);
    expect(await isAlive(pid, found?.startTime ?? -1)).toBe(false);
    expect(await startTimeOf(pid)).toBeNull();
  });

  it('is not found in a comparison or in a copy of another pair', async () => {
    await running('diffstreams', ...copy.args.slice(1));
    await running(...copystream({ source: replica, replica: source }).args);
    expect(await findRunning(copy)).toEqual([]);
  });
});

describe('a copy whose worker', () => {
  const run = new URL('../../src/mapr/run.ts', import.meta.url).href;
  const copystreamUrl = new URL('../../src/mapr/copystream.ts', import.meta.url).href;

  /** A worker that has started the copy, and ends when its input does. */
  async function worker(): Promise<ChildProcess> {
    const home = await fakeHome({ mapr: 'sleep 1000; :' });
    const script = `
      const { createMapr } = await import(${JSON.stringify(run)});
      const { copystream } = await import(${JSON.stringify(copystreamUrl)});
      const pair = { source: ${JSON.stringify(source)}, replica: ${JSON.stringify(replica)} };
      createMapr({ home: ${JSON.stringify(home)}, timeoutMs: 1000 }).start(copystream(pair));
      console.log('ready');
      process.stdin.on('end', () => process.exit(0)).resume();`;
    const args = ['--import', 'tsx', '--input-type=module', '-e', script];
    const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    children.push(child);
    await once(child.stdout, 'data');
    return child;
  }

  it('is killed outright goes with it', async () => {
    const child = await worker();
    const [found] = await findRunning(copy);
    expect(found).toBeDefined();
    await end(child);
    while (found !== undefined && (await isAlive(found.pid, found.startTime))) {
      await new Promise(setImmediate);
    }
    expect(await findRunning(copy)).toEqual([]);
  });

  it('exits goes with it', async () => {
    const child = await worker();
    const [found] = await findRunning(copy);
    expect(found).toBeDefined();
    child.stdin?.end();
    await once(child, 'exit');
    while (found !== undefined && (await isAlive(found.pid, found.startTime))) {
      await new Promise(setImmediate);
    }
    expect(await findRunning(copy)).toEqual([]);
  });
});

it.each([
  ['sh /opt/mapr/bin/mapr copystream -src S -dst D', true],
  ['java -cp x com.mapr.CopyStream -dst D -numthreads 4 -src S', true],
  ['mapr copystream -src S -dst D2', false],
  ['mapr copystream -src D -dst S', false],
  ['mapr diffstreams -src S -dst D', false],
  ['java com.mapr.DiffStreamsWithCrc -src S -dst D', false],
  ['-src -dst S D', false],
  ['S D', false],
  ['', false],
])('%s copies S to D: %s', (line, same) => {
  expect(isSame(line.split(' '), ['copystream', '-src', 'S', '-dst', 'D'])).toBe(same);
});

it.each([
  ['sh /opt/mapr/bin/maprcli stream replica add -path S -replica D -json', true],
  ['java -cp x com.mapr.cli.MapRCLI stream replica add -path S -replica D -json', true],
  ['maprcli stream replica add -path S -replica D2 -json', false],
  ['maprcli stream replica add -path S -replica D', false],
  ['', false],
])('%s adds the replica: %s', (line, same) => {
  const args = ['stream', 'replica', 'add', '-path', 'S', '-replica', 'D', '-json'];
  expect(isSame(line.split(' '), args)).toBe(same);
});
