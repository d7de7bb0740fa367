/** When the tickets of this worker end: measured, and said in its log well before. */

import type { Mapr } from '../mapr/run.ts';
import { renewal, ticketExpiry, warnBeforeMs } from '../mapr/tickets.ts';
import type { Metrics } from './metrics.ts';
import { type Repeated, repeated } from './repeated.ts';

const hourMs = 3600_000;
/** A warning comes at each of these times before the end, and each day besides. */
const stagesMs = [warnBeforeMs, 3 * 24 * hourMs, 24 * hourMs, hourMs, 0];
const dayMs = 24 * hourMs;
const askEveryMs = 10 * 60_000;

/** Says it: a line of the log, with what to do. */
export type Warn = (what: string, remedy: string) => void;

/** What was said last of a cluster's ticket. */
export interface Said {
  readonly at: number;
  readonly stage: number;
}

/**
 * The stage that a ticket has come to, if it is to be said now: at each stage once, and each day again.
 * @param leftMs until its end; below 0 after it
 */
export function stageToSay(leftMs: number, said: Said | undefined, now: number): number | null {
  const stage = stagesMs.filter((each) => leftMs <= each).length;
  if (stage === 0) return null;
  return !said || said.stage !== stage || now - said.at >= dayMs ? stage : null;
}

/**
 * Looks at the tickets for all the clusters of the settings: a step names both of its clusters, so a worker needs those
 * that it does not serve as well.
 */
export function watchTickets(
  mapr: Pick<Mapr, 'run'>,
  clusters: readonly string[],
  metrics: Metrics,
  warn: Warn,
): Repeated {
  const said = new Map<string, Said>();
  return repeated(askEveryMs, lookAll);

  /** One after the other: nobody waits for it, and each look starts a JVM. */
  async function lookAll(signal: AbortSignal): Promise<void> {
    for (const cluster of clusters) await look(cluster, signal);
  }

  async function look(cluster: string, signal: AbortSignal): Promise<void> {
    let endsAt: number | null;
    try {
      endsAt = await mapr.run(ticketExpiry(cluster), { signal });
    } catch {
      // Whether the cluster answers is told elsewhere (/readyz); an end that was seen stays as it was.
      return;
    }
    if (endsAt === null) {
      metrics.ticketExpires.remove({ cluster });
      return;
    }
    metrics.ticketExpires.set({ cluster }, endsAt / 1_000);
    const now = Date.now();
    const stage = stageToSay(endsAt - now, said.get(cluster), now);
    if (stage !== null) {
      said.set(cluster, { at: now, stage });
      const ends = endsAt > now ? 'ends' : 'ended';
      const what = `The ticket for ${cluster} ${ends} at ${new Date(endsAt).toISOString()}.`;
      warn(what, renewal(cluster));
    } else if (endsAt - now > warnBeforeMs) said.delete(cluster);
  }
}
