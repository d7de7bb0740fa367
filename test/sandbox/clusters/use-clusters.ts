import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, afterEach, beforeAll, vi } from 'vitest';
import {
  type Clusters,
  createClusters,
  type HomeOptions,
} from '../../../sandbox/clusters/index.ts';

export interface Answer {
  exit: number | undefined;
  signal: string | undefined;
  stdout: string;
  stderr: string;
}

/** A world of two clusters for the tests of a file, with the means to run its executables. */
export function useClusters(names: readonly string[] = ['sanfrancisco', 'newyork']) {
  let clusters: Clusters | undefined;
  const world = (): Clusters => {
    if (clusters === undefined) throw new Error('Only within a test.');
    return clusters;
  };

  beforeAll(async () => {
    clusters = await createClusters({ clusters: names });
    for (const user of ['alice', 'bob']) await clusters.user(user);
  });
  afterEach(() => world().faults.clear());
  afterAll(() => world().cleanup());

  /** Starts a program as a child with an empty environment. */
  const start = (program: string, args: readonly string[], maprHome = world().maprHome) =>
    execa(join(maprHome, 'bin', program), args, { reject: false, env: {}, extendEnv: false });

  const run = async (
    program: string,
    args: readonly string[],
    maprHome?: string,
  ): Promise<Answer> => {
    const { exitCode, signal, stdout, stderr } = await start(program, args, maprHome);
    return { exit: exitCode, signal, stdout, stderr };
  };
  /** A whole command line in one string; arguments with blanks need `run`. */
  const sh = (line: string, maprHome?: string): Promise<Answer> => {
    const [program = '', ...args] = line.split(' ');
    return run(program, args, maprHome);
  };
  const as = (user: string, line: string, options: HomeOptions = {}): Promise<Answer> =>
    sh(line, world().home(names[0] ?? '', { ...options, user }));
  /** The rows of a `-json` reply. */
  const rows = async (line: string): Promise<Record<string, unknown>[]> => {
    const { stdout } = await sh(`${line} -json`);
    const reply: { data: Record<string, unknown>[] } = JSON.parse(stdout);
    return reply.data;
  };
  return { world, start, run, sh, as, rows };
}

/** Waits until `check` holds. */
export function until(check: () => Promise<void> | void): Promise<void> {
  return vi.waitFor(check, { timeout: 8000, interval: 20 });
}

export const silent = { exit: 0, stdout: '', stderr: '' };

let count = 0;

/** Paths of a pair that no other test of the file uses. */
export function pair(): { source: string; replica: string } {
  count += 1;
  return { source: `/mapr/sanfrancisco/s${count}`, replica: `/mapr/newyork/s${count}` };
}

/** A source with 100 messages and an empty replica, not yet related, with the commands that relate them. */
export async function twoStreams(world: Clusters) {
  const { source, replica } = pair();
  await world.createStream(source, { topics: { clicks: 2 } });
  await world.produce(source, 'clicks', 100);
  await world.createStream(replica);
  return {
    source,
    replica,
    add: `maprcli stream replica add -path ${source} -replica ${replica}`,
    list: `maprcli stream replica list -path ${source} -refreshnow true`,
    resume: `maprcli stream replica resume -path ${source} -replica ${replica}`,
    authorize: `maprcli stream upstream add -path ${replica} -upstream ${source}`,
    load: `mapr copystream -src ${source} -dst ${replica}`,
  };
}
