import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { pair, until, useClusters } from './use-clusters.ts';

const { world, start, sh, as } = useClusters();

async function oneStream() {
  const { source, replica } = pair();
  await world().createStream(source, { topics: { clicks: 2, empty: 4 }, ttl: 77 });
  await world().produce(source, 'clicks', 1000);
  return { source, replica, copy: `mapr copystream -src ${source} -dst ${replica}` };
}

describe('copystream', () => {
  it('35: makes a missing destination with the metadata, keeps topics and offsets', async () => {
    const { source, replica, copy } = await oneStream();
    expect(await sh(`${copy} -numthreads 2 -mapreduce false`)).toMatchObject({ exit: 0 });
    const [from, to] = [await world().stream(source), await world().stream(replica)];
    expect(to?.topics).toEqual(from?.topics);
    expect(to?.attributes).toEqual(from?.attributes);
    expect(to?.uuid).not.toBe(from?.uuid);
  });

  it('35: takes time in proportion to the data', async () => {
    const { copy } = await oneStream();
    await world().faults.set({ copy: { messagesPerSecond: 2500 } });
    const before = Date.now();
    expect(await sh(copy)).toMatchObject({ exit: 0 });
    expect(Date.now() - before).toBeGreaterThanOrEqual(400);
  });

  it('35: copies without copyperm if the other permissions are there', async () => {
    const { source, replica, copy } = await oneStream();
    await world().createStream(replica);
    expect((await as('alice', copy)).exit).toBe(1);
    await world().grant(source, { consumeperm: 'u:alice' });
    await world().grant(replica, { produceperm: 'u:alice', consumeperm: 'u:alice' });
    expect((await as('alice', copy)).stderr).toMatch(/copyperm/);
    await world().grant(replica, { topicperm: 'u:alice' });
    expect((await as('alice', copy)).exit).toBe(0);
    await world().grant(replica, { topicperm: '', copyperm: 'u:alice' });
    expect((await as('alice', copy)).exit).toBe(0);
  });

  it.each([
    ['SIGTERM', { exitCode: 143 }],
    ['SIGKILL', { signal: 'SIGKILL' }],
  ] as const)('36: %s leaves a partial copy, which a second run completes', async (signal, end) => {
    const { source, replica, copy } = await oneStream();
    await world().faults.set({ copy: { messagesPerSecond: 500 } });
    const copying = start('mapr', copy.split(' ').slice(1));
    const has = async (n: number) => expect(await world().messages(replica)).toBeGreaterThan(n);
    await until(async () => expect(await world().stream(replica)).toBeDefined());
    await until(() => has(10));
    copying.kill(signal);
    expect(await copying).toMatchObject(end);
    expect(await world().messages(replica)).toBeLessThan(1000);
    await world().faults.clear();
    expect(await sh(copy)).toMatchObject({ exit: 0 });
    expect(await world().messages(replica)).toBe(1000);
    expect((await world().stream(replica))?.topics).toEqual((await world().stream(source))?.topics);
    const runs = (await world().journal()).filter(({ line }) => line === copy);
    expect(runs.map(({ effect }) => effect)).toEqual([true, true]);
    expect((await world().overlaps(`-dst ${replica}`)).length).toBe(0);
  });

  it('36: one that breaks off part-way or fills the disk', async () => {
    const { replica, copy } = await oneStream();
    await world().faults.set({ copy: { failAfter: 0.5, failWith: 'disk full' } });
    const broken = await sh(copy);
    expect(broken).toMatchObject({ exit: 1, stdout: '' });
    expect(broken.stderr).toMatch(/No space left on device/);
    expect(await world().messages(replica)).toBe(500);
  });

  it('36: two at once are seen in the journal', async () => {
    const { replica, copy } = await oneStream();
    await world().faults.set({ copy: { minMs: 500 } });
    await Promise.all([sh(copy), sh(copy)]);
    expect(await world().overlaps(`copystream -src`)).not.toEqual([]);
    expect(await world().messages(replica)).toBe(1000);
  });

  it('37: says what it has to say on stderr', async () => {
    const { copy } = await oneStream();
    const { stdout, stderr } = await sh(copy);
    expect(stdout).toBe('');
    expect(stderr).not.toBe('');
  });

  it('37: misuse and failure end with a non-zero exit', async () => {
    expect((await sh('mapr copystream -src /x')).exit).toBe(1);
    const { exit, stdout } = await sh('mapr copystream -src /x -dst /y');
    expect({ exit, stdout }).toEqual({ exit: 1, stdout: '' });
  });
});

it('38: diffstreams writes two directories, empty when equal', async () => {
  const { source, replica, copy } = await oneStream();
  await sh(copy);
  const outdir = mkdtempSync(join(tmpdir(), 'diff-'));
  const diff = `mapr diffstreams -src ${source} -dst ${replica} -outdir ${outdir}`;
  const files = (name: string) => readdirSync(join(outdir, name));
  expect(await sh(`${diff}/equal -first_exit`)).toMatchObject({ exit: 0, stdout: '' });
  expect([files('equal/opsForDst'), files('equal/opsForSrc')]).toEqual([[], []]);
  await world().produce(source, 'clicks', 1, { partition: 1 });
  await sh(`${diff}/less`);
  expect(readFileSync(join(outdir, 'less/opsForDst/part-m-00000'), 'utf8')).toBe(
    'clicks:1 500-500\n',
  );
  expect(files('less/opsForSrc')).toEqual([]);
  rmSync(outdir, { recursive: true });
});

it('39: streamanalyzer ends its line with the count', async () => {
  const { source } = await oneStream();
  const count = async (line: string) => (await sh(line)).stdout.split(/\s+/).at(-1);
  expect(await count(`mapr streamanalyzer -path ${source}`)).toBe('1000');
  expect(await count(`mapr streamanalyzer -path ${source} -topics empty`)).toBe('0');
  expect(await count(`mapr streamanalyzer -path ${source} -regex cl.*`)).toBe('1000');
});
