import { each } from '../mapr/each.ts';
import { gatewayResolve } from '../mapr/gateway-resolve.ts';
import type { Mapr } from '../mapr/run.ts';
import { type CheckLine, fine, guarded, missing, reasonOf } from './line.ts';

/** Each look starts a JVM, and there are n·(n−1) ways between n clusters. */
const atOnce = 4;

/** Whether each of these clusters finds gateways of each other one: any may become source or replica. */
export async function gatewayLines(mapr: Mapr, clusters: readonly string[]): Promise<CheckLine[]> {
  const ways = clusters.flatMap((from) =>
    clusters.filter((to) => to !== from).map((to) => ({ from, to })),
  );
  const found = await each(ways, atOnce, undefined, ({ from, to }) =>
    guarded(`gateway:${from}:${to}`, async () => [await gatewayLine(mapr, from, to)]),
  );
  return found.flat();
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
