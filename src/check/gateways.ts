import { gatewayResolve } from '../mapr/gateway-resolve.ts';
import type { Mapr } from '../mapr/run.ts';
import { type CheckLine, fine, guardedEach, missing, reasonOf } from './line.ts';

/**
 * Whether each of these clusters finds gateways of each other one: any may become source or replica, which makes
 * n·(n−1) ways between n clusters.
 * @param until no look is begun after it
 */
export async function gatewayLines(
  mapr: Mapr,
  clusters: readonly string[],
  until: AbortSignal,
): Promise<readonly CheckLine[]> {
  const ways = clusters.flatMap((from) =>
    clusters.filter((to) => to !== from).map((to) => ({ from, to })),
  );
  return await guardedEach(
    ways,
    until,
    ({ from, to }) => `gateway:${from}:${to}`,
    ({ from, to }) => gatewayLine(mapr, from, to),
  );
}

async function gatewayLine(mapr: Mapr, from: string, to: string): Promise<CheckLine> {
  const id = `gateway:${from}:${to}`;
  try {
    const hosts = await mapr.run(gatewayResolve(from, to));
    if (hosts.length > 0) return fine(id, `From ${from}, gateways of ${to}: ${hosts.join(', ')}.`);
    const remedy = `Start one on ${to}, and on ${from}: maprcli cluster gateway set -dstcluster ${to} -gateways <hosts>`;
    return missing(id, `From ${from}, no gateway of ${to} is up and known.`, remedy);
  } catch (error) {
    const what = `From ${from}, the gateways of ${to} cannot be asked for: ${reasonOf(error)}`;
    return missing(id, what, `Try: maprcli cluster gateway resolve -dstcluster ${to}`);
  }
}
