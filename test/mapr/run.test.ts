import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { Answer, MaprCommand } from '../../src/mapr/command.ts';
import { copystream } from '../../src/mapr/copystream.ts';
import { isAlive, startTimeOf } from '../../src/mapr/orphan.ts';
import { createMapr } from '../../src/mapr/run.ts';
import { topicList } from '../../src/mapr/topic-list.ts';
import { fakeHome, ok, replica, source } from './support.ts';

const minute = 60_000;
const copy = copystream({ source, replica });

/** Gives the answer back as it is. */
const raw: MaprCommand<Answer> = {
  program: 'maprcli',
  args: ["it's", '$HOME; reboot', '*', ''],
  changes: false,
  cluster: 'newyork',
  read: (answer) => answer,
};

/** A script that leaves its own pid and a grandchild's in a file, and stays. */
function family(trap: string): string {
  return `${trap}
sleep 1000 & echo "$$ $!" > "$MAPR_HOME/tmp"; mv "$MAPR_HOME/tmp" "$MAPR_HOME/family"
wait; wait; sleep 1000`;
}
const obedient = family('');
const deaf = family("trap '' TERM");

async function familyOf(home: string): Promise<number[]> {
  // Looked for again and again: a watch that begins a moment too late would wait for ever.
  while (!existsSync(join(home, 'family'))) await setTimeout(20);
  const words = (await readFile(join(home, 'family'), 'utf8')).trim().split(' ');
  return words.map(Number);
}

/** Waits until they are gone: killing takes the kernel a moment. Fails by vitest's own limit. */
async function gone(pids: readonly number[]): Promise<boolean> {
  for (const pid of pids) {
    for (let start = await startTimeOf(pid); start !== null && (await isAlive(pid, start)); ) {
      await new Promise(setImmediate);
    }
  }
  return true;
}

describe('run', () => {
  it('gives every argument as it is, without a shell', async () => {
    const home = await fakeHome({ maprcli: 'printf "<%s>" "$@"' });
    const answer = await createMapr({ home, timeoutMs: minute }).run(raw);
    expect(answer).toMatchObject({
      stdout: "<it's><$HOME; reboot><*><>",
      stderr: '',
      exitCode: 0,
      timedOut: false,
    });
    expect(answer.durationMs).toBeGreaterThanOrEqual(0);
    expect(answer.startedAt).toBeLessThanOrEqual(Date.now());
  });

  it('reads the reply, and hands on what was printed before', async () => {
    const { stdout } = ok([{ topic: 'clicks', partitions: 2 }]);
    const home = await fakeHome({ maprcli: `echo noise >&2; cat <<'E'\n${stdout}E` });
    const seen: Answer[] = [];
    const onAnswer = (answer: Answer) => void seen.push(answer);
    const rows = await createMapr({ home, timeoutMs: minute }).run(topicList(source), { onAnswer });
    expect(rows).toEqual([{ topic: 'clicks', partitions: 2 }]);
    expect(seen).toMatchObject([{ exitCode: 0, stderr: 'noise\n' }]);
  });

  it('hands on the answer of a failure too', async () => {
    const home = await fakeHome({ maprcli: 'echo "ERROR (17) -  File exists"; exit 1' });
    const seen: Answer[] = [];
    const run = createMapr({ home, timeoutMs: minute }).run(topicList(source), {
      onAnswer: (answer) => void seen.push(answer),
    });
    await expect(run).rejects.toMatchObject({ fault: 'refused', id: 17 });
    expect(seen).toMatchObject([{ exitCode: 1 }]);
  });

  it('gives no secrets, and nothing to read', async () => {
    process.env['SLACK_BOT_TOKEN'] = 'xoxb-secret';
    const home = await fakeHome({ maprcli: 'env; cat' });
    const { stdout } = await createMapr({ home, timeoutMs: minute }).run(raw);
    delete process.env['SLACK_BOT_TOKEN'];
    expect(stdout).toContain(`MAPR_HOME=${home}\n`);
    expect(stdout).toMatch(/^PATH=/m);
    expect(stdout).not.toContain('xoxb');
    expect(stdout).not.toMatch(/^(NODE|VITEST|npm)_?/m);
  });

  it('keeps the end of a long output', async () => {
    const home = await fakeHome({ maprcli: 'yes x | head -c 3000000; echo the end' });
    const mapr = createMapr({ home, timeoutMs: minute, maxBytes: 1000 });
    const { stdout } = await mapr.run(raw);
    expect(stdout).toHaveLength(1000);
    expect(stdout).toMatch(/x\nthe end\n$/);
  });

  it('says that a program is not there', async () => {
    const home = await fakeHome({});
    const mapr = createMapr({ home, timeoutMs: minute });
    await expect(mapr.run(raw)).rejects.toMatchObject({
      fault: 'not-started',
      mendedByRetry: false,
      cluster: 'newyork',
    });
    expect(() => mapr.start(copy)).toThrow(join(home, 'bin/mapr'));
  });

  it('says that a program was ended by somebody else', async () => {
    const home = await fakeHome({ maprcli: 'kill -9 $$' });
    const run = createMapr({ home, timeoutMs: minute }).run(topicList(source));
    await expect(run).rejects.toMatchObject({ fault: 'transient', mendedByRetry: true });
  });

  it.each([
    ['that obeys', obedient, minute],
    ['that is deaf to SIGTERM', deaf, 100],
  ])('ends a program %s and its children when time is up', async (_, script, graceMs) => {
    const home = await fakeHome({ maprcli: script });
    const seen: Answer[] = [];
    const run = createMapr({ home, timeoutMs: 1500, graceMs }).run(topicList(source), {
      onAnswer: (answer) => void seen.push(answer),
    });
    await expect(run).rejects.toMatchObject({ fault: 'timeout', mendedByRetry: true });
    expect(seen).toMatchObject([{ timedOut: true, exitCode: null }]);
    expect(await gone(await familyOf(home))).toBe(true);
  });

  it('ends a program and its children when aborted, and throws the reason', async () => {
    const home = await fakeHome({ maprcli: obedient });
    const controller = new AbortController();
    const run = createMapr({ home, timeoutMs: minute }).run(raw, { signal: controller.signal });
    const pids = await familyOf(home);
    controller.abort(new Error('shutting down'));
    await expect(run).rejects.toThrow('shutting down');
    expect(await gone(pids)).toBe(true);
  });

  it('starts nothing when aborted before', async () => {
    const home = await fakeHome({ maprcli: 'touch "$MAPR_HOME/ran"' });
    const signal = AbortSignal.abort(new Error('shutting down'));
    const run = createMapr({ home, timeoutMs: minute }).run(raw, { signal });
    await expect(run).rejects.toThrow('shutting down');
    expect(existsSync(join(home, 'ran'))).toBe(false);
  });

  it('does not wait for what a program leaves behind', async () => {
    const home = await fakeHome({ maprcli: 'sleep 1000 & echo $!' });
    const answer = await createMapr({ home, timeoutMs: minute }).run(raw);
    expect(answer).toMatchObject({ exitCode: 0, timedOut: false });
    expect(await gone([Number(answer.stdout)])).toBe(true);
  });

  it('does not wait for what left the group either', async () => {
    const home = await fakeHome({ maprcli: 'setsid sleep 1000 & echo $!' });
    const answer = await createMapr({ home, timeoutMs: minute, graceMs: 100 }).run(raw);
    expect(answer).toMatchObject({ exitCode: 0, timedOut: false });
    process.kill(Number(answer.stdout), 'SIGKILL');
  });
});

describe('start', () => {
  it('has no time limit and ends with the program', async () => {
    const home = await fakeHome({ mapr: 'echo "$@"' });
    const running = createMapr({ home, timeoutMs: 0 }).start(copy);
    expect(running.pid).toBeGreaterThan(0);
    const answer = await running.done;
    expect(answer).toMatchObject({
      exitCode: 0,
      stdout: `copystream -src ${source} -dst ${replica}\n`,
    });
    expect(copy.read(answer)).toBeUndefined();
    expect(await running.stop()).toBe(answer);
  });

  it.each([
    ['that obeys', obedient, minute],
    ['that is deaf to SIGTERM', deaf, 100],
  ])('a program %s is stopped, children and all', async (_, script, graceMs) => {
    const home = await fakeHome({ mapr: script });
    const running = createMapr({ home, timeoutMs: minute, graceMs }).start(copy);
    const pids = await familyOf(home);
    expect(pids[0]).toBe(running.pid);
    const [first, second] = await Promise.all([running.stop(), running.stop()]);
    expect(first).toBe(second);
    expect(first).toMatchObject({ exitCode: null, timedOut: false });
    expect(await gone(pids)).toBe(true);
  });

  it('a signal stops it', async () => {
    const home = await fakeHome({ mapr: obedient });
    const controller = new AbortController();
    const running = createMapr({ home, timeoutMs: minute }).start(copy, {
      signal: controller.signal,
    });
    await familyOf(home);
    controller.abort();
    expect(await running.done).toMatchObject({ exitCode: null, timedOut: false });
  });
});
