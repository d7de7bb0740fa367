/** `replicate-bot audit`: prints the trail of a request, or proves that nothing in it was changed or left out. */

import type { KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { reasonOf } from './check/line.ts';
import { loadPublicKey, loadRedisTarget, SettingsError } from './config.ts';
import { type Audit, audit, awaitsSeal } from './jobs/audit.ts';
import { listRequests, readTrail } from './jobs/entries.ts';
import { isRequestId } from './jobs/ids.ts';
import { connect } from './jobs/redis.ts';
import type { Connection } from './jobs/store.ts';
import { parseTrail, printTrail, type Trail } from './jobs/trail.ts';

type Env = NodeJS.ProcessEnv;
type Print = (line: string) => void;

/**
 * @param args `<request>`, or `--verify` and any number of requests and files; with none, all requests
 * @returns the exit code: 0 where everything is proven, 1 where something is not, 2 for other arguments
 * @throws SettingsError
 */
export async function runAudit(args: readonly string[], env: Env, print: Print): Promise<number> {
  try {
    return await obey(args, env, print);
  } catch (error) {
    if (error instanceof SettingsError) throw error;
    process.stderr.write(`${reasonOf(error)}\n`);
    return 1;
  }
}

async function obey(args: readonly string[], env: Env, print: Print): Promise<number> {
  const [first, ...rest] = args;
  if (first === '--verify' && rest.every((each) => !each.startsWith('-'))) {
    return verify(rest, env, print);
  }
  if (!first || !isRequestId(first) || rest.length > 0) return 2;
  const trail = await withRedis(env, (redis) => readTrail(redis, first));
  if (!trail) {
    process.stderr.write(`There is no request ${first}.\n`);
    return 1;
  }
  print(printTrail(trail).trimEnd());
  return 0;
}

async function verify(names: readonly string[], env: Env, print: Print): Promise<number> {
  const key = loadPublicKey(env);
  const isFile = (name: string) => !isRequestId(name);
  const files = await Promise.all(names.filter(isFile).map((name) => verdictOnFile(name, key)));
  const requests = names.filter((name) => !isFile(name));
  const inRedis =
    names.length > 0 && requests.length === 0
      ? []
      : await withRedis(env, (redis) => verdictsOn(redis, requests, key));
  const verdicts = [...files, ...inRedis];
  for (const { line } of verdicts) print(line);
  if (verdicts.length === 0) print('There is no request.');
  return verdicts.every(({ proven }) => proven) ? 0 : 1;
}

interface Verdict {
  readonly proven: boolean;
  readonly line: string;
}

/** @param requests all that there are, if none is named */
async function verdictsOn(
  redis: Connection,
  requests: readonly string[],
  key: KeyObject,
): Promise<Verdict[]> {
  const verdicts: Verdict[] = [];
  const until = Date.now() + sealWithinMs;
  for (const request of requests.length > 0 ? requests : await listRequests(redis)) {
    verdicts.push(await verdict(request, () => readSealed(redis, request, until), key));
  }
  return verdicts;
}

/** What has just ended, a bot seals within moments: it is given these, once for all requests together. */
const sealWithinMs = 10_000;

async function readSealed(
  redis: Connection,
  request: string,
  until: number,
): Promise<Trail | null> {
  for (;;) {
    const trail = await readTrail(redis, request);
    if (!trail || !awaitsSeal(trail) || Date.now() >= until) return trail;
    await setTimeout(200);
  }
}

function verdictOnFile(file: string, key: KeyObject): Promise<Verdict> {
  return verdict(file, async () => parseTrail(await readFile(file, 'utf8')), key);
}

async function verdict(
  name: string,
  read: () => Promise<Trail | null>,
  key: KeyObject,
): Promise<Verdict> {
  try {
    const trail = await read();
    if (!trail) return wrong(name, ['its log is not there']);
    const found = audit(trail, key);
    const label = name === found.request ? name : `${name} (${found.request})`;
    if (found.faults.length > 0) return wrong(label, found.faults);
    if (found.newer.length > 0) {
      return {
        proven: false,
        line: `newer   ${label}: ${wholeWords(found)}; ${newerWords(found)}`,
      };
    }
    return { proven: true, line: `proven  ${label}: ${wholeWords(found)}` };
  } catch (error) {
    return wrong(name, [`it cannot be read: ${reasonOf(error)}`]);
  }
}

/** At most so many faults are named: a log that was overwritten has one an entry. */
const maxFaults = 5;

function wrong(label: string, faults: readonly string[]): Verdict {
  const named = faults.slice(0, maxFaults);
  if (faults.length > named.length) named.push(`and ${faults.length - named.length} more`);
  return { proven: false, line: `WRONG   ${label}: ${named.join('; ')}` };
}

function wholeWords({ entries, sealed, ended, hash }: Audit): string {
  const to = ended ? 'sealed to its end' : `under way, sealed to entry ${sealed}`;
  return `${entries} ${entries === 1 ? 'entry' : 'entries'}, ${to}, hash ${hash}`;
}

function newerWords({ newer }: Audit): string {
  const [first] = newer;
  return newer.length === 1
    ? `entry ${first} is a newer version's, and can be proven by that one alone`
    : `${newer.length} entries from ${first} on are a newer version's, and can be proven by that one alone`;
}

/** A Redis that is away ends the command; it does not wait for it. */
async function withRedis<T>(env: Env, work: (redis: Connection) => Promise<T>): Promise<T> {
  const redis = connect(loadRedisTarget(env), 'patient');
  const away = new Promise<never>((_, reject) => {
    redis.on('error', (error) => reject(new Error(`Redis cannot be reached: ${reasonOf(error)}`)));
  });
  try {
    return await Promise.race([work(redis), away]);
  } finally {
    redis.disconnect();
  }
}
