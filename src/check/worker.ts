import { access, constants, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Settings } from '../config.ts';
import { authtest } from '../mapr/authtest.ts';
import { MaprError } from '../mapr/errors.ts';
import { look } from '../mapr/maprcli.ts';
import type { ApiServer } from '../mapr/rest.ts';
import { createMapr, type Mapr } from '../mapr/run.ts';
import { ticketUser } from '../mapr/tickets.ts';
import { type CheckLine, fine, missing, reasonOf, untold } from './line.ts';

const programs = ['maprcli', 'mapr', 'maprlogin'] as const;

/**
 * The MapR client, and every cluster of the settings: a step's paths name both of its clusters, so a
 * worker has to know, and to have a ticket for, those that it does not serve as well.
 */
export async function workerLines(
  home: string,
  settings: Pick<Settings, 'clusters' | 'timeouts'>,
  servers: ReadonlyMap<string, ApiServer>,
): Promise<CheckLine[]> {
  const present = await Promise.all(programs.map((name) => programLine(join(home, 'bin', name))));
  if (present.some(({ ok }) => !ok)) return present;
  const conf = join(home, 'conf', 'mapr-clusters.conf');
  const listed = await clustersIn(conf);
  const mapr = createMapr({ home, timeoutMs: settings.timeouts.commandMs, servers });
  const clusters = await Promise.all(
    Object.keys(settings.clusters).map(async (cluster) => {
      if (listed.includes(cluster)) return await ticketLine(mapr, cluster);
      const remedy = 'Add its line; a path on it cannot be resolved here.';
      return missing(`${cluster} is not listed in ${conf}.`, remedy);
    }),
  );
  const answers = [...servers].map(([cluster, { user }]) => serverLine(mapr, cluster, user));
  return [...present, ...clusters, ...(await Promise.all(answers))];
}

/** Whether the API server answers, and whether it does so to whom the ticket is for. */
async function serverLine(mapr: Mapr, cluster: string, user: string): Promise<CheckLine> {
  try {
    await mapr.run(look(cluster, ['cluster', 'gateway', 'list'], z.unknown()));
  } catch (error) {
    if (!(error instanceof MaprError)) throw error;
    // A refusal with a number is an answer as well.
    if (error.id === null) return missing(error.message, error.remedy);
  }
  const ticket = await mapr.run(ticketUser(cluster)).catch(() => null);
  if (ticket === null || ticket.name === user)
    return fine(`${cluster} is asked by REST: its API server answers, to ${user}.`);
  return untold(
    `${cluster}'s API server answers, to ${user}; the ticket is ${ticket.name}'s, and whether both have the same rights is not looked at.`,
    'Have one user for both: preflight goes by the ticket, and the copy runs with it.',
  );
}

async function ticketLine(mapr: Mapr, cluster: string): Promise<CheckLine> {
  try {
    const { state } = await mapr.run(authtest(cluster));
    switch (state) {
      case 'valid':
        return fine(`${cluster} is listed, and its ticket is valid.`);
      case 'insecure':
        return fine(`${cluster} is listed, and its ticket is not needed.`);
      case 'missing': {
        const remedy = `Make a service ticket on a node of ${cluster}: maprlogin generateticket -type service -user <user> -out <file>`;
        return missing(`There is no valid ticket for ${cluster}.`, remedy);
      }
    }
  } catch (error) {
    return missing(reasonOf(error), `Check that ${cluster} is up and can be reached from here.`);
  }
}

async function programLine(path: string): Promise<CheckLine> {
  try {
    await access(path, constants.X_OK);
    return fine(`${path} is there.`);
  } catch {
    const remedy = 'Install the MapR client on this machine, or set MAPR_HOME.';
    return missing(`${path} is not there, or may not be executed.`, remedy);
  }
}

/** The first word of each line of mapr-clusters.conf. */
async function clustersIn(conf: string): Promise<string[]> {
  const text = await readFile(conf, 'utf8').catch(() => '');
  return text.split('\n').flatMap((line) => line.trim().split(/\s+/).slice(0, 1));
}
