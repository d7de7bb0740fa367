import { access, constants, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Settings } from '../config.ts';
import { authtest } from '../mapr/authtest.ts';
import { MaprError } from '../mapr/errors.ts';
import { look } from '../mapr/maprcli.ts';
import type { ApiServer } from '../mapr/rest.ts';
import { createMapr, type Mapr } from '../mapr/run.ts';
import { renewal, ticketExpiry, ticketUser, warnBeforeMs } from '../mapr/tickets.ts';
import { clientLine } from './client.ts';
import { gatewayLines } from './gateways.ts';
import { type CheckLine, fine, guarded, missing, reasonOf, untold, warning } from './line.ts';
import { permLines } from './perms.ts';

/** For each command, at most. */
const lookMs = 30_000;
const programs = ['maprcli', 'mapr', 'maprlogin'] as const;

/**
 * The MapR client, and every cluster of the settings: a step's paths name both of its clusters, so a
 * worker has to know, and to have a ticket for, those that it does not serve as well.
 * @param until gateways and rights are not looked at after it
 */
export async function workerLines(
  home: string,
  settings: Pick<Settings, 'clusters' | 'timeouts' | 'worker'>,
  servers: ReadonlyMap<string, ApiServer>,
  until: AbortSignal,
): Promise<CheckLine[]> {
  const present = await Promise.all([
    ...programs.map((name) => programLine(name, join(home, 'bin', name))),
    clientLine(home),
  ]);
  if (present.some(({ level }) => level === 'missing')) return present;
  const conf = join(home, 'conf', 'mapr-clusters.conf');
  const listed = await clustersIn(conf);
  const timeoutMs = Math.min(settings.timeouts.commandMs, lookMs);
  const mapr = createMapr({ home, timeoutMs, servers });
  const clusters = Object.keys(settings.clusters);
  const known = clusters.filter((cluster) => listed.includes(cluster));
  const tickets = await eachOf(clusters, async (cluster) => {
    const id = `ticket:${cluster}`;
    if (known.includes(cluster)) return await guarded(id, () => ticketLines(mapr, cluster));
    const remedy = 'Add its line; a path on it cannot be resolved here.';
    return [missing(id, `${cluster} is not listed in ${conf}.`, remedy)];
  });
  const answers = await eachOf([...servers], ([cluster, { user }]) =>
    guarded(`server:${cluster}`, async () => [await serverLine(mapr, cluster, user)]),
  );
  const usable = known.filter((cluster) =>
    tickets.some(({ id, level }) => id === `ticket:${cluster}` && level !== 'missing'),
  );
  const own = usable.filter((cluster) => settings.worker?.clusters.includes(cluster));
  const gateways = await gatewayLines(mapr, usable, until);
  const perms = await eachOf(own, async (cluster) => {
    const of = settings.clusters[cluster];
    return of ? await permLines(mapr, cluster, of, until) : [];
  });
  return [...present, ...tickets, ...answers, ...gateways, ...perms];
}

async function eachOf<T>(
  all: readonly T[],
  look: (one: T) => Promise<readonly CheckLine[]>,
): Promise<CheckLine[]> {
  return (await Promise.all(all.map(look))).flat();
}

/** Whether the API server answers, and whether it does so to whom the ticket is for. */
async function serverLine(mapr: Mapr, cluster: string, user: string): Promise<CheckLine> {
  const id = `server:${cluster}`;
  try {
    await mapr.run(look(cluster, ['cluster', 'gateway', 'list'], z.unknown()));
  } catch (error) {
    if (!(error instanceof MaprError)) throw error;
    // A refusal with a number is an answer as well.
    if (error.id === null) return missing(id, error.message, error.remedy);
  }
  const ticket = await mapr.run(ticketUser(cluster)).catch(() => null);
  if (ticket === null || ticket.name === user)
    return fine(id, `${cluster} is asked by REST: its API server answers, to ${user}.`);
  return untold(
    id,
    `${cluster}'s API server answers, to ${user}; the ticket is ${ticket.name}'s, and whether both have the same rights is not looked at.`,
    'Have one user for both: preflight goes by the ticket, and the copy runs with it.',
  );
}

async function ticketLines(mapr: Mapr, cluster: string): Promise<CheckLine[]> {
  const id = `ticket:${cluster}`;
  try {
    const { state } = await mapr.run(authtest(cluster));
    switch (state) {
      case 'valid':
        return [expiryLine(cluster, await mapr.run(ticketExpiry(cluster)), Date.now())];
      case 'insecure':
        return [fine(id, `${cluster} is listed, and its ticket is not needed.`)];
      case 'missing':
        return [missing(id, `There is no valid ticket for ${cluster}.`, renewal(cluster))];
    }
  } catch (error) {
    const remedy = `Check that ${cluster} is up and can be reached from here.`;
    return [missing(id, reasonOf(error), remedy)];
  }
}

function expiryLine(cluster: string, endsAt: number | null, now: number): CheckLine {
  const id = `ticket:${cluster}`;
  const valid = `${cluster} is listed, and its ticket is valid`;
  if (endsAt === null) {
    return untold(id, `${valid}; until when cannot be read.`, 'See: maprlogin print');
  }
  const until = `${valid} until ${new Date(endsAt).toISOString()}.`;
  return endsAt - now < warnBeforeMs ? warning(id, until, renewal(cluster)) : fine(id, until);
}

async function programLine(name: string, path: string): Promise<CheckLine> {
  const id = `program:${name}`;
  try {
    await access(path, constants.X_OK);
    return fine(id, `${path} is there.`);
  } catch {
    const remedy = 'Install the MapR client on this machine, or set MAPR_HOME.';
    return missing(id, `${path} is not there, or may not be executed.`, remedy);
  }
}

/** The first word of each line of mapr-clusters.conf. */
async function clustersIn(conf: string): Promise<string[]> {
  const text = await readFile(conf, 'utf8').catch(() => '');
  return text.split('\n').flatMap((line) => line.trim().split(/\s+/).slice(0, 1));
}
