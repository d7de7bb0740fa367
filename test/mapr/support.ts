import { chmod, mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Answer, MaprCommand, Program } from '../../src/mapr/command.ts';
import { MaprError } from '../../src/mapr/errors.ts';
import { parseStreamPath } from '../../src/mapr/path.ts';

export const source = parseStreamPath('/mapr/sanfrancisco/apps/x/activity');
export const replica = parseStreamPath('/mapr/newyork/apps/x/activity');

export function answer(change: Partial<Answer> = {}): Answer {
  return {
    exitCode: 0,
    stdout: '',
    stderr: '',
    timedOut: false,
    durationMs: 1200,
    startedAt: 1_507_758_209_755,
    ...change,
  };
}

/** An OK reply as the CLI prints it: tabs, many lines. */
export function ok(rows: readonly object[] = [], change: Partial<Answer> = {}): Answer {
  return answer({ stdout: envelope({ status: 'OK', total: rows.length, data: rows }), ...change });
}

export function failed(id: number, desc: string, change: Partial<Answer> = {}): Answer {
  const stdout = envelope({ status: 'ERROR', errors: [{ id, desc }] });
  return answer({ exitCode: 1, stdout, ...change });
}

export function envelope(fields: object): string {
  const whole = {
    timestamp: 1507758209755,
    timeofday: '2017-10-11 02:43:29.755 GMT-0700',
    ...fields,
  };
  return `${JSON.stringify(whole, null, '\t')}\n`;
}

/** The MaprError that reading throws. */
export function errorOf(command: MaprCommand<unknown>, given: Answer): MaprError {
  try {
    command.read(given);
  } catch (error) {
    if (error instanceof MaprError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

/** A MAPR_HOME whose programs are the given shell scripts. */
export async function fakeHome(scripts: Partial<Record<Program, string>>): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), 'mapr-home-'));
  await mkdir(join(home, 'bin'));
  for (const [program, script] of Object.entries(scripts)) {
    const file = join(home, 'bin', program);
    await writeFile(file, `#!/bin/sh\n${script}\n`);
    await chmod(file, 0o755);
  }
  return home;
}
